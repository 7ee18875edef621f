package io.holdfast.cli.report;

import io.holdfast.cli.output.Look;
import java.time.Duration;
import java.util.List;

/** A row of times as a line of heights, measured from nothing: what is twice as high took twice. */
final class Sparkline {
  private static final String BLOCKS = "▁▂▃▄▅▆▇█";
  private static final String PLAIN = "_.,:-=+#";

  /** Besides what stands before it on its line. */
  private static final int MARGIN = 16;

  private Sparkline() {}

  /** The newest that fit, the newest last. */
  static String of(List<Duration> times, Look look) {
    String heights = look.unicode() ? BLOCKS : PLAIN;
    List<Duration> newest =
        times.subList(Math.max(0, times.size() - (look.width() - MARGIN)), times.size());
    long longest = newest.stream().mapToLong(Duration::toMillis).max().orElse(0);
    StringBuilder line = new StringBuilder();
    for (Duration time : newest) {
      int height =
          longest == 0
              ? 0
              : (int) Math.round((double) time.toMillis() / longest * (heights.length() - 1));
      line.append(heights.charAt(height));
    }
    return line.toString();
  }
}
