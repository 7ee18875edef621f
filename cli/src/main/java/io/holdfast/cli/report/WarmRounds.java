package io.holdfast.cli.report;

import io.holdfast.cli.output.Units;
import java.time.Duration;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * The rounds of a tree before its window: how fast it was being changed, and what that made each
 * round expect of the window.
 */
final class WarmRounds {
  private static final String UNKNOWN = "-";

  private WarmRounds() {}

  static void write(Page page, JsonNode rounds) {
    if (!rounds.isArray() || rounds.isEmpty()) {
      return;
    }
    page.entry("warm rounds", Units.count(rounds.size()) + ", before the window:");
    Table table =
        new Table(
            ">round",
            ">files",
            ">changed",
            ">bytes",
            ">took",
            ">changed/s",
            ">bytes/s",
            ">window then");
    for (int i = 0; i < rounds.size(); i++) {
      JsonNode round = rounds.get(i);
      table.row(
          String.valueOf(i + 1),
          count(round, "files"),
          count(round, "changedFiles"),
          round.has("changedBytes") ? Units.bytes(round.path("changedBytes").asLong(0)) : UNKNOWN,
          millis(round, "millis"),
          rate(round),
          round.has("dirtyBytesPerSecond")
              ? Units.bytes(Math.round(round.path("dirtyBytesPerSecond").asDouble(0)))
              : UNKNOWN,
          millis(round, "predictedWindowMillis"));
    }
    table.lines().forEach(line -> page.drawn("    " + line));
  }

  /** A time in milliseconds; a negative one is not known. */
  static String millis(JsonNode of, String key) {
    long millis = of.path(key).asLong(-1);
    return millis < 0 ? UNKNOWN : Units.duration(Duration.ofMillis(millis));
  }

  private static String count(JsonNode round, String key) {
    return round.has(key) ? Units.count(round.path(key).asLong(0)) : UNKNOWN;
  }

  private static String rate(JsonNode round) {
    return round.has("dirtyFilesPerSecond")
        ? String.format(Locale.ROOT, "%,.1f", round.path("dirtyFilesPerSecond").asDouble(0))
        : UNKNOWN;
  }
}
