package io.holdfast.proof.real;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What became of an installation that was brought back: the engine was started on it, read what its
 * database did not know, and its bill was compared with the input.
 *
 * @param oracle what the oracle said
 * @param aborted the workflows that could not run, with the reason: what they lack is in no bill
 */
public record Verdict(JsonNode oracle, List<String> aborted) {
  /** Starts the engine there, lets it bill all there is, and stops it. */
  public static Verdict of(UsageEngine upstream, Path home) {
    try (UsageEngine engine = upstream.at(home)) {
      engine.start(0);
      List<String> aborted = engine.awaitEnd();
      engine.stop();
      return new Verdict(engine.oracle(), aborted);
    }
  }

  public long lost() {
    return number("lost");
  }

  public long duplicated() {
    return number("duplicated");
  }

  public long wrong() {
    return number("wrong");
  }

  public long dangling() {
    return number("dangling");
  }

  /** Whether every record is billed once, as it should be, and every reference resolves. */
  public boolean isRight() {
    return lost() == 0
        && duplicated() == 0
        && wrong() == 0
        && dangling() == 0
        && number("unfinished") == 0
        && aborted.isEmpty();
  }

  private long number(String key) {
    return oracle.path(key).asLong(-1);
  }
}
