package io.holdfast.capture;

import io.holdfast.platform.posix.Stat;
import java.time.Instant;
import java.util.Map;

/**
 * An instant on the clocks of the file systems below a root: whatever was written before the fence was
 * asked for has an earlier ctime, whatever is written after it was given has this ctime or a later one.
 *
 * @param instant on the root's file system
 * @param mounts the instant on each mount's own clock, by the kernel's mount id
 */
public record Fence(Instant instant, Map<Long, Instant> mounts) {
  public Fence {
    mounts = Map.copyOf(mounts);
  }

  /** Whether what {@code stat} shows was written before this fence. */
  boolean isAfter(Stat stat) {
    Instant own = mounts.getOrDefault(stat.mount(), instant);
    return stat.changed().isBefore(own);
  }
}
