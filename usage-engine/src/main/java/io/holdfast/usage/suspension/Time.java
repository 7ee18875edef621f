package io.holdfast.usage.suspension;

import java.time.Instant;

/** Two clocks: one that only counts forward, which decides, and one to tell people. */
public interface Time {
  /** Nanoseconds that only grow; for deadlines. */
  long nanos();

  /** The wall clock; for showing only, as it may be set. */
  Instant wall();

  /** The clocks of this machine. */
  static Time system() {
    return new Time() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public Instant wall() {
        return Instant.now();
      }
    };
  }
}
