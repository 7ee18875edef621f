package io.holdfast.vault.store;

import io.holdfast.platform.Clock;
import java.time.Duration;

/**
 * Lets bytes pass at a rate, on average: who comes before the bytes of others are through waits.
 * Time that was not used is not saved up, so a pause is not followed by a flood.
 */
public final class RateLimit {
  private final double nanosPerByte;
  private final Clock clock;
  private long through;

  private RateLimit(double nanosPerByte, Clock clock) {
    this.nanosPerByte = nanosPerByte;
    this.clock = clock;
    this.through = clock.nanos();
  }

  /**
   * @param kibPerSecond KiB of 1024 bytes; 0 is no limit
   */
  public static RateLimit of(long kibPerSecond, Clock clock) {
    double nanosPerByte =
        kibPerSecond == 0 ? 0 : Duration.ofSeconds(1).toNanos() / (1024.0 * kibPerSecond);
    return new RateLimit(nanosPerByte, clock);
  }

  /** Returns when these bytes may go. */
  void pass(long bytes) {
    long wait;
    synchronized (this) {
      long now = clock.nanos();
      if (through - now < 0) {
        through = now;
      }
      wait = through - now;
      through += (long) (bytes * nanosPerByte);
    }
    if (wait > 0) {
      clock.sleep(Duration.ofNanos(wait));
    }
  }
}
