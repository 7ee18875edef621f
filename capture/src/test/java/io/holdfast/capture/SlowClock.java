package io.holdfast.capture;

import io.holdfast.platform.posix.Stat;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What file servers tell of their time, other than the real one does. */
final class SlowClock {
  private SlowClock() {}

  /** What a call answers on a file system that keeps times in ticks of this length. */
  static @Nullable Object coarse(@Nullable Object result, Duration tick) {
    return result instanceof Stat stat
        ? withTimes(stat, rounded(stat.modified(), tick), rounded(stat.changed(), tick))
        : result;
  }

  static Instant rounded(Instant time, Duration tick) {
    long nanos = time.getEpochSecond() * 1_000_000_000L + time.getNano();
    long down = nanos - Math.floorMod(nanos, tick.toNanos());
    return Instant.ofEpochSecond(
        Math.floorDiv(down, 1_000_000_000L), Math.floorMod(down, 1_000_000_000L));
  }

  static Stat withTimes(Stat stat, Instant modified, Instant changed) {
    return new Stat(
        stat.mode(),
        stat.links(),
        stat.uid(),
        stat.gid(),
        stat.inode(),
        stat.device(),
        stat.rdev(),
        stat.size(),
        stat.blocks(),
        stat.mount(),
        modified.getEpochSecond(),
        modified.getNano(),
        changed.getEpochSecond(),
        changed.getNano());
  }
}
