package io.holdfast.engine;

import io.holdfast.platform.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The machine's clock, except that a wait is over at once and a test can let time pass. */
final class SkippingClock implements Clock {
  private final AtomicLong skipped = new AtomicLong();

  @Override
  public Instant now() {
    return Instant.now().plusNanos(skipped.get());
  }

  @Override
  public long nanos() {
    return System.nanoTime() + skipped.get();
  }

  @Override
  public void sleep(Duration duration) {
    skip(duration);
  }

  void skip(Duration duration) {
    skipped.addAndGet(duration.toNanos());
  }
}
