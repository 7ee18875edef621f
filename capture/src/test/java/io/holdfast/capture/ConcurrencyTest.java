package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How many threads are settled on, by what more of them bring. */
class ConcurrencyTest {
  private static final int EPOCHS = 500;

  /** How often each number of workers was used, after the first tries. */
  private static double average(Concurrency concurrency, IntToDoubleFunction rate) {
    long sum = 0;
    for (int i = 0; i < EPOCHS; i++) {
      concurrency.measured(rate.applyAsDouble(concurrency.workers()), true);
      sum += concurrency.workers();
    }
    return sum / (double) EPOCHS;
  }

  @Test
  @DisplayName("Where each look waits, there are as many as are allowed, and soon")
  void latency() {
    Concurrency concurrency = Concurrency.adaptive(2);
    for (int epoch = 0; epoch < 8; epoch++) {
      concurrency.measured(concurrency.workers(), true);
    }
    assertThat(concurrency.workers()).isEqualTo(64);
  }

  @Test
  @DisplayName("Where the cores are the limit, more are tried ever less often")
  void cores() {
    assertThat(average(Concurrency.adaptive(2), workers -> 2)).isLessThan(2.2);
  }

  @Test
  @DisplayName("Where a server answers eight at once, it is about eight")
  void served() {
    assertThat(average(Concurrency.adaptive(2), workers -> Math.min(workers, 8)))
        .isBetween(7.0, 9.0);
  }

  @Test
  @DisplayName("Nobody is hired while nothing waits")
  void nothingWaits() {
    Concurrency concurrency = Concurrency.adaptive(2);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      concurrency.measured(concurrency.workers(), false);
    }
    assertThat(concurrency.workers()).isEqualTo(2);
  }

  @Test
  @DisplayName("A crew hires while it works, and is never more than its concurrency allows")
  void crew() {
    Concurrency concurrency = new Concurrency(1, 16);
    Crew crew = new Crew("waiting", concurrency);
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    for (int i = 0; i < 600; i++) {
      crew.add(
          () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            io.holdfast.platform.Clock.SYSTEM.sleep(java.time.Duration.ofMillis(3));
            crew.worked(1);
            now.decrementAndGet();
          });
    }
    crew.work();
    assertThat(most.get()).isBetween(4, 16);
    assertThat(concurrency.workers()).isGreaterThan(1);
    crew.work();
  }

  @Test
  @DisplayName("Numbers that make no sense are refused")
  void refused() {
    assertThatThrownBy(() -> new Concurrency(0, 4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Concurrency(5, 4)).isInstanceOf(IllegalArgumentException.class);
  }
}
