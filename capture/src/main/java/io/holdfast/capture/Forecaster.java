package io.holdfast.capture;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Predicts the sweep from the rounds: what a look at an entry costs here, how many entries there
 * are to look at, and how much changes in the time that a round takes.
 */
final class Forecaster {
  /** Of copying to the spool. A guess on the safe side; looking is measured. */
  private static final double NANOS_PER_BYTE = 2.5;

  private static final double NANOS_PER_FILE = 50_000;
  private static final double SECOND = 1e9;

  private double nanosPerLook = Double.MAX_VALUE;
  private @Nullable Long previousStart;

  /**
   * What a round says of the window that would follow it.
   *
   * @param filesPerSecond changed, since the round before; null after the first round
   */
  record Forecast(
      @Nullable Double filesPerSecond,
      @Nullable Double bytesPerSecond,
      Duration full,
      Duration narrow) {}

  /**
   * @param started when the round began, and {@code nanos} how long it took
   */
  Forecast after(Counts counts, Notes notes, long started, long nanos) {
    long entries = counts.entries();
    nanosPerLook = Math.min(nanosPerLook, nanos / (double) Math.max(1, entries));
    double files = notes.changedFiles.sum();
    double bytes = notes.changedBytes.sum();
    Double filesPerSecond = null;
    Double bytesPerSecond = null;
    if (previousStart != null) {
      double since = Math.max(1, started - previousStart) / SECOND;
      filesPerSecond = files / since;
      bytesPerSecond = bytes / since;
      // What changes from here to the window is what changes in about one round.
      files = Math.min(files, filesPerSecond * nanos / SECOND);
      bytes = Math.min(bytes, bytesPerSecond * nanos / SECOND);
    }
    previousStart = started;
    double copying = files * NANOS_PER_FILE + bytes * NANOS_PER_BYTE;
    return new Forecast(
        filesPerSecond,
        bytesPerSecond,
        Duration.ofNanos((long) (entries * nanosPerLook + copying)),
        Duration.ofNanos((long) (notes.hotEntries.sum() * nanosPerLook + copying)));
  }
}
