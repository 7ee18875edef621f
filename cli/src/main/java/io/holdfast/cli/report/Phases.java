package io.holdfast.cli.report;

import io.holdfast.model.set.RecoverySet;
import io.holdfast.model.set.Window;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the suspended time of a run went. Windows that were given up count too; what they did not
 * come to is nothing.
 *
 * @param drain until processing was proved quiet
 * @param fix until the last store was fixed, or the window was given up
 * @param release until the resumption was confirmed
 */
record Phases(Duration drain, Duration fix, Duration release) {
  static Phases of(RecoverySet set) {
    Duration drain = Duration.ZERO;
    Duration fix = Duration.ZERO;
    Duration release = Duration.ZERO;
    for (Window window : Timeline.windows(set)) {
      Duration first = between(window.requested(), window.quiet(), window.suspended());
      Duration last = between(window.fixed(), window.resumed(), Duration.ZERO);
      drain = drain.plus(first);
      release = release.plus(last);
      Duration middle = window.suspended().minus(first).minus(last);
      fix = fix.plus(middle.isNegative() ? Duration.ZERO : middle);
    }
    return new Phases(drain, fix, release);
  }

  private static Duration between(
      @Nullable Instant from, @Nullable Instant to, Duration unlessBoth) {
    if (from == null || to == null) {
      return unlessBoth;
    }
    Duration between = Duration.between(from, to);
    return between.isNegative() ? Duration.ZERO : between;
  }
}
