package io.holdfast.usage.suspension;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.usage.suspension.EndedLease.Ending;
import io.holdfast.usage.suspension.Worker.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GateTest {
  private static final Instant START = Instant.parse("2026-11-01T03:00:00Z");

  /** A clock that moves when told; its wall clock can be set apart from it. */
  private static final class SetTime implements Time {
    final AtomicLong nanos = new AtomicLong(5_000_000_000L);
    volatile Instant wall = START;

    @Override
    public long nanos() {
      return nanos.get();
    }

    @Override
    public Instant wall() {
      return wall;
    }

    void pass(Duration duration) {
      nanos.addAndGet(duration.toNanos());
      wall = wall.plus(duration);
    }
  }

  private final SetTime time = new SetTime();
  private final Gate gate = new Gate(time);
  private final Worker worker = new Worker("collection", Kind.BATCH, false);

  @Test
  @DisplayName(
      "What happens between a look and the rest after it ends the rest, and so does a stop")
  void pauseMissesNothing() throws Exception {
    long before = gate.signals();
    gate.signal();
    gate.pause(600_000, before);
    gate.stop();
    gate.pause(600_000, gate.signals());
  }

  @Test
  @DisplayName("I2: quiet only once the last worker has left")
  void drains() throws Exception {
    assertThat(gate.enter(worker)).isTrue();
    var lease = gate.suspend("a", Duration.ofSeconds(10)).lease();
    assertThat(gate.view().state()).isEqualTo(Gate.State.DRAINING);
    assertThat(gate.view().quietSince()).isNull();
    assertThat(gate.mayContinue(worker)).isFalse();
    time.pass(Duration.ofSeconds(2));
    gate.leave(worker);
    assertThat(gate.view().state()).isEqualTo(Gate.State.QUIET);
    assertThat(gate.view().quietSince()).isEqualTo(START.plusSeconds(2));
    time.pass(Duration.ofSeconds(1));
    var over = gate.release(lease.id()).orElseThrow();
    assertThat(over.endedBy()).isEqualTo(Ending.RELEASE);
    assertThat(over.quietAt()).isEqualTo(START.plusSeconds(2));
    assertThat(over.suspended()).isEqualTo(Duration.ofSeconds(3));
    assertThat(gate.view().state()).isEqualTo(Gate.State.RUNNING);
  }

  @Test
  @DisplayName("I3: the deadline ends the lease for whoever looks, though no timer fires")
  void deadline() {
    var lease = gate.suspend("a", Duration.ofSeconds(10)).lease();
    time.pass(Duration.ofSeconds(10));
    assertThat(gate.renew(lease.id(), Duration.ofSeconds(10))).isEmpty();
    assertThat(gate.view().lease()).isNull();
    var over = gate.ended(lease.id()).orElseThrow();
    assertThat(over.endedBy()).isEqualTo(Ending.DEADLINE);
    assertThat(over.endedAt()).isEqualTo(lease.deadline());
  }

  @Test
  @DisplayName("I3: setting the wall clock neither ends a lease nor lengthens it")
  void wallClockJumps() {
    var lease = gate.suspend("a", Duration.ofSeconds(10)).lease();
    time.wall = START.plus(Duration.ofDays(400));
    assertThat(gate.view().lease()).isEqualTo(lease);
    time.wall = START.minus(Duration.ofDays(400));
    time.nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    assertThat(gate.view().lease()).isNull();
  }

  @Test
  @DisplayName("I3: a renewal counts from now, also to a shorter end")
  void renewal() {
    var lease = gate.suspend("a", Duration.ofSeconds(10)).lease();
    time.pass(Duration.ofSeconds(9));
    assertThat(gate.renew(lease.id(), Duration.ofSeconds(10))).isPresent();
    time.pass(Duration.ofSeconds(9));
    assertThat(gate.view().lease()).isNotNull();
    assertThat(gate.renew(lease.id(), Duration.ofMillis(1))).isPresent();
    time.pass(Duration.ofMillis(1));
    assertThat(gate.view().lease()).isNull();
  }

  @Test
  @DisplayName("one lease at a time; a second request finds the first")
  void oneHolder() {
    var first = gate.suspend("a", Duration.ofSeconds(10));
    var second = gate.suspend("b", Duration.ofSeconds(10));
    assertThat(first.fresh()).isTrue();
    assertThat(second.fresh()).isFalse();
    assertThat(second.lease()).isEqualTo(first.lease());
    assertThat(gate.release("another")).isEmpty();
    assertThat(gate.force().orElseThrow().endedBy()).isEqualTo(Ending.FORCED);
    assertThat(gate.force()).isEmpty();
  }

  @Test
  @DisplayName("I3: a worker that waits at the gate enters by itself once the deadline has passed")
  void waiterEnters() throws Exception {
    var real = new Gate(Time.system());
    real.suspend("a", Duration.ofMillis(200));
    var entered = new AtomicBoolean();
    long before = System.nanoTime();
    var waiting =
        new Thread(
            () -> {
              try {
                entered.set(real.enter(worker));
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.start();
    waiting.join();
    assertThat(entered).isTrue();
    assertThat(System.nanoTime() - before).isGreaterThan(190_000_000L);
  }

  @Test
  @DisplayName("a stop lets nobody in, suspended or not; neither does an abort")
  void stop() throws Exception {
    var broken = new Worker("aggregation", Kind.BATCH, false);
    broken.abort("dangling");
    assertThat(gate.enter(broken)).isFalse();
    gate.suspend("a", Duration.ofSeconds(10));
    gate.stop();
    assertThat(gate.enter(worker)).isFalse();
  }

  @Test
  @DisplayName("the fault for tests: a worker that ignores suspension is not seen either")
  void ignoring() throws Exception {
    var rogue = new Worker("collection", Kind.BATCH, true);
    gate.suspend("a", Duration.ofSeconds(10));
    assertThat(gate.enter(rogue)).isTrue();
    assertThat(gate.mayContinue(rogue)).isTrue();
    assertThat(gate.view().state()).isEqualTo(Gate.State.QUIET);
  }
}
