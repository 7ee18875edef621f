package io.holdfast.window;

import io.holdfast.platform.Clock;
import java.time.Duration;
import java.time.Instant;

/** Time that passes only when somebody sleeps or a test says so. */
public final class ManualClock implements Clock {
  /** An origin near the end of the range, since a monotonic clock may begin anywhere. */
  private long nanos = Long.MAX_VALUE - Duration.ofHours(2).toNanos();

  private Instant now = Instant.parse("2026-11-22T03:00:00Z");

  public ManualClock() {}

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public void sleep(Duration duration) {
    if (!Thread.currentThread().isInterrupted()) {
      advance(duration);
    }
  }

  public void advance(Duration duration) {
    nanos += duration.toNanos();
    now = now.plus(duration);
  }
}
