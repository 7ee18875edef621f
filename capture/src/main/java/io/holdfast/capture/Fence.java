package io.holdfast.capture;

import io.holdfast.platform.posix.Stat;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * An instant on the clocks of the file systems below a root: whatever was written before the fence
 * was asked for has an earlier ctime, whatever is written after it was given has this ctime or a
 * later one.
 *
 * @param instant on the root's file system
 * @param mounts the instant on each mount's own clock, by the kernel's mount id
 */
public record Fence(Instant instant, Map<Long, Instant> mounts) {
  public Fence {
    mounts = Map.copyOf(mounts);
  }

  /** A moment that is past on all of these clocks: what changed before it is settled everywhere. */
  public Instant earliest() {
    return mounts.values().stream().reduce(instant, (a, b) -> b.isBefore(a) ? b : a);
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
    return new Fence(instant.minus(duration), earlier);
  }
}
