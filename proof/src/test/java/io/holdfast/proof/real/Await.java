package io.holdfast.proof.real;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for what other processes do, never longer than said. */
public final class Await {
  private Await() {}

  /** Returns how long it took. */
  public static Duration until(String what, Duration atMost, BooleanSupplier holds) {
    long begun = System.nanoTime();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - begun > atMost.toNanos()) {
        fail("waited %s in vain: %s".formatted(atMost, what));
      }
      pause(20);
    }
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Sleeps; an interruption fails the test. */
  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      fail("interrupted while waiting");
    }
  }
}
