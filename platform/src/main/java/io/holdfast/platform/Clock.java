package io.holdfast.platform;

import java.time.Duration;
import java.time.Instant;

/** The door to time. Injected wherever time decides something, so that tests can move it. */
public interface Clock {
  /** The wall clock of this machine. It may step; never subtract two readings to measure. */
  Instant now();

  /** Nanoseconds of a monotonic clock with an arbitrary origin, for measuring. */
  long nanos();

  /** Waits; an interruption ends the wait early and stays set on the thread. */
  void sleep(Duration duration);

  /** The machine's own clock. */
  Clock SYSTEM =
      new Clock() {
        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) {
          try {
            Thread.sleep(duration);
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
        }
      };
}
