package io.holdfast.vault.store;

import io.holdfast.platform.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock on which every wait is over at once, and counts as waited. */
public final class ImpatientClock implements Clock {
  private final AtomicLong slept = new AtomicLong();

  public ImpatientClock() {}

  @Override
  public Instant now() {
    return Instant.now();
  }

  /** Time passes by sleeping alone. */
  @Override
  public long nanos() {
    return slept.get();
  }

  @Override
  public void sleep(Duration duration) {
    slept.addAndGet(duration.toNanos());
  }

  /** How long was waited in all. */
  public Duration slept() {
    return Duration.ofNanos(slept.get());
  }
}
