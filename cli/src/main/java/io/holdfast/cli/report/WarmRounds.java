package io.holdfast.cli.report;

import io.holdfast.cli.output.Units;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * The rounds of a tree before its window: how fast it was being changed, and what that made each
 * round expect of the window.
 */
final class WarmRounds {
  private static final String UNKNOWN = "-";
  private static final String INDENT = "  ";

  private WarmRounds() {}

  static void write(Page page, JsonNode rounds) {
    if (!rounds.isArray() || rounds.isEmpty()) {
      return;
    }
    page.entry("warm rounds", Units.count(rounds.size()) + ", before the window:");
    Table table =
        new Table(
            page.look().width() - INDENT.length(),
            ">round",
            ">files",
            ">changed",
            ">bytes",
            ">took",
            ">files/s",
            ">bytes/s",
            ">predicted");
    for (int i = 0; i < rounds.size(); i++) {
      table.row(cells(i + 1, rounds.get(i)));
    }
    if (INDENT.length() + table.width() > page.look().width()) {
      for (int i = 0; i < rounds.size(); i++) {
        page.entry("  round " + (i + 1), inWords(cells(i + 1, rounds.get(i))));
      }
    } else {
      table.lines().forEach(line -> page.drawn(INDENT + line));
    }
  }

  private static String[] cells(int number, JsonNode round) {
    return new String[] {
      String.valueOf(number),
      count(round, "files"),
      count(round, "changedFiles"),
      bytes(round, "changedBytes"),
      millis(round, "millis"),
      rate(round),
      bytes(round, "dirtyBytesPerSecond"),
      millis(round, "predictedWindowMillis")
    };
  }

  /** Where the terminal is too narrow for the table. */
  private static String inWords(String[] cells) {
    return "%s files, %s changed (%s) in %s; dirty files/s %s, bytes/s %s; predicted window %s"
        .formatted((Object[]) Arrays.copyOfRange(cells, 1, cells.length));
  }

  /** A time in milliseconds; a negative one is not known. */
  static String millis(JsonNode of, String key) {
    long millis = of.path(key).asLong(-1);
    return millis < 0 ? UNKNOWN : Units.duration(Duration.ofMillis(millis));
  }

  private static String count(JsonNode round, String key) {
    return round.has(key) ? Units.count(round.path(key).asLong(0)) : UNKNOWN;
  }

  private static String bytes(JsonNode round, String key) {
    return round.has(key) ? Units.bytes(Math.round(round.path(key).asDouble(0))) : UNKNOWN;
  }

  private static String rate(JsonNode round) {
    return round.has("dirtyFilesPerSecond")
        ? String.format(Locale.ROOT, "%,.1f", round.path("dirtyFilesPerSecond").asDouble(0))
        : UNKNOWN;
  }
}
