package io.holdfast.stores;

import java.time.Duration;

/**
 * How ready a store is after a round of preparing.
 *
 * @param predictedWindow how long its fixing would take now, as far as it can tell
 * @param worthwhile whether another round would make that shorter
 */
public record Readiness(Duration predictedWindow, boolean worthwhile) {
  /**
   * Of a store whose fixing another round does not shorten, and that cannot tell how long it is.
   */
  public static final Readiness READY = new Readiness(Duration.ZERO, false);
}
