package io.holdfast.capture;

import io.holdfast.platform.Clock;
import io.holdfast.platform.posix.Stat;
import java.time.Duration;

/**
 * Deals with clocks that tick slowly. A file that is written, looked at and written again within
 * one tick of the file server's clock shows the same times twice. Where a fence can be had, such
 * files are read again ({@link Entry#settled}); where not, the read waits until the tick in which
 * the file was last written is certainly over.
 */
@FunctionalInterface
interface Freshness {
  /**
   * Longer than a tick of any kernel's clock, which is at most 10 ms, and than nearly every write
   * call: the ctime is set when a write begins, and the data follows.
   */
  Duration TICK = Duration.ofMillis(100);

  /** Of file systems that keep whole seconds, two seconds among them. */
  Duration COARSE_TICK = Duration.ofMillis(2100);

  void awaitTick(Stat stat);

  /** For passes that know what is settled by a fence. */
  Freshness BY_FENCE = stat -> {};

  /**
   * Waits by this machine's clock. A file server's clock that runs ahead of it by more than a tick,
   * or behind it, makes this weaker: such a file may be torn without a trace. Only a capture
   * without a window relies on it.
   */
  static Freshness byWaiting(Clock clock) {
    return stat -> {
      Duration tick = stat.changedNanos() == 0 ? COARSE_TICK : TICK;
      Duration age = Duration.between(stat.changed(), clock.now());
      if (age.compareTo(tick) < 0 && age.compareTo(tick.negated()) > 0) {
        clock.sleep(age.isNegative() ? tick : tick.minus(age));
      }
    };
  }
}
