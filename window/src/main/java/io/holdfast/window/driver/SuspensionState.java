package io.holdfast.window.driver;

import java.util.List;

/**
 * How far a suspension is.
 *
 * @param holding what keeps processing from being quiet, in words; empty when quiet
 * @param fingerprint counters of the processing side in one text: two equal readings say that
 *     nothing was processed in between; empty if the driver has none
 */
public record SuspensionState(Phase phase, List<String> holding, String fingerprint) {
  public SuspensionState {
    holding = List.copyOf(holding);
  }

  /** The phases of a suspension, as the other side tells them. */
  public enum Phase {
    /** Not suspended by this holder. */
    RUNNING,
    DRAINING,
    QUIET
  }
}
