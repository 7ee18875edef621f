package io.holdfast.cli.output;

import java.time.Duration;
import java.util.Locale;

/** Sizes and times as people read them. */
public final class Units {
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Units() {}

  /** {@code 1.4 MiB}. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1024 && unit < BINARY.length - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, value < 10 ? "%.2f %s" : "%.1f %s", value, BINARY[unit]);
  }

  /** {@code 1,234,567}. */
  public static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** {@code 840 ms}, {@code 12.3 s}, {@code 4 min 05 s}, {@code 5 h 20 min}, {@code 3 d 04 h}. */
  public static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 60_000) {
      // Cut, not rounded: 59,999 ms are not "60.0 s".
      return String.format(Locale.ROOT, "%d.%d s", millis / 1_000, millis % 1_000 / 100);
    }
    if (duration.toDays() >= 2) {
      return String.format(Locale.ROOT, "%d d %02d h", duration.toDays(), duration.toHoursPart());
    }
    if (duration.toHours() >= 2) {
      return String.format(
          Locale.ROOT, "%d h %02d min", duration.toHours(), duration.toMinutesPart());
    }
    return String.format(
        Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart());
  }
}
