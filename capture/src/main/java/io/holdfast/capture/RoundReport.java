package io.holdfast.capture;

import io.holdfast.model.installation.Rule;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one warm round did.
 *
 * @param round 0 for the first
 * @param bytes lengths of all files that are captured now
 * @param changedFiles read in this round, because they were new, changed, or not settled before
 * @param unsettled files that the next round must read again: changed during the read, or written
 *     so recently that a further write could leave no trace in their times
 * @param dirtyFilesPerSecond changed since the round before, and {@code dirtyBytesPerSecond}; null
 *     for the first round
 * @param predictedFull how long a full sweep would take after this round, and {@code
 *     predictedNarrow} a narrow one
 */
public record RoundReport(
    int round,
    long files,
    long directories,
    long bytes,
    long changedFiles,
    long changedBytes,
    long unsettled,
    long torn,
    long vanished,
    long skipped,
    @Nullable Double dirtyFilesPerSecond,
    @Nullable Double dirtyBytesPerSecond,
    Duration predictedFull,
    Duration predictedNarrow,
    Duration elapsed) {
  /** How long the sweep would take if the window opened now. */
  public Duration predicted(Rule.Sweep sweep) {
    return switch (sweep) {
      case FULL -> predictedFull;
      case NARROW -> predictedNarrow;
    };
  }
}
