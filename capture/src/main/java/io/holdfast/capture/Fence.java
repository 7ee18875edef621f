package io.holdfast.capture;

import io.holdfast.platform.posix.Stat;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * An instant on the clocks of the file systems below a root: whatever was written before the fence
 * was asked for has an earlier ctime, whatever is written after it was given has this ctime or a
 * later one.
 *
 * @param instant on the root's file system
 * @param mounts the instant on each mount's own clock, by the kernel's mount id
 * @param asked this machine's monotonic clock just before the instants were asked for
 * @param answered the same just after
 */
public record Fence(Instant instant, Map<Long, Instant> mounts, long asked, long answered) {
  /** Clocks are slewed by no more than this, in parts of the time that goes by. */
  private static final int SLEWED = 100;

  public Fence {
    mounts = Map.copyOf(mounts);
  }

  /** A moment that is past on all of these clocks: what changed before it is settled everywhere. */
  public Instant earliest() {
    return mounts.values().stream().reduce(instant, (a, b) -> b.isBefore(a) ? b : a);
  }

  /**
   * What changed before this instant was not being written any more at the fence: for whoever
   * begins with a capture of it later.
   */
  public Instant settled() {
    return earliest().minus(FenceFiles.SETTLING);
  }

  /** Whether what {@code stat} shows was written before this fence. */
  boolean isAfter(Stat stat) {
    Instant own = mounts.getOrDefault(stat.mount(), instant);
    return stat.changed().isBefore(own);
  }

  /** The same on every clock, but earlier. */
  Fence minus(Duration duration) {
    Map<Long, Instant> earlier = new HashMap<>();
    mounts.forEach((mount, at) -> earlier.put(mount, at.minus(duration)));
    return new Fence(instant.minus(duration), earlier, asked, answered);
  }

  /**
   * The mounts whose clocks did not move on since an earlier fence as this machine's did. Whoever
   * sets a clock back can write after a fence with a ctime from before it, so such a fence divides
   * nothing.
   */
  Set<Long> setBackSince(Fence earlier) {
    Set<Long> found = new TreeSet<>();
    Duration here = Duration.ofNanos(asked - earlier.answered);
    mounts.forEach(
        (mount, now) -> {
          Instant then = earlier.mounts.getOrDefault(mount, now);
          boolean coarse = now.getNano() == 0 && then.getNano() == 0;
          Duration unsure =
              (coarse ? Freshness.COARSE_TICK : Freshness.TICK).plus(here.dividedBy(SLEWED));
          Duration there = Duration.between(then, now);
          if (there.isNegative() || there.plus(unsure).compareTo(here) < 0) {
            found.add(mount);
          }
        });
    return found;
  }
}
