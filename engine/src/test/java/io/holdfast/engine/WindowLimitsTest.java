package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.engine.journal.Step;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.stores.Readiness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bounds a window, and what several stores do in it at the same time. */
class WindowLimitsTest {
  @TempDir Path directory;
  private final SuspendedSide side = new SuspendedSide();
  private final CountDownLatch hanging = new CountDownLatch(1);
  private BackupBed bed;

  @BeforeEach
  void lay() {
    bed = new BackupBed(directory).suspendedBy(side);
    bed.stores.row("content", 7);
  }

  @AfterEach
  void close() {
    hanging.countDown();
    side.close();
  }

  @Test
  @DisplayName("Rounds go on for the stores that gain by them, until none does")
  void rounds() {
    bed.stores.answers("prepare disk", worthwhile(9), worthwhile(3), ready(1));
    bed.run();
    assertThat(Collections.frequency(bed.stores.events(), "prepare disk")).isEqualTo(3);
    assertThat(Collections.frequency(bed.stores.events(), "prepare db")).isEqualTo(1);
  }

  @Test
  @DisplayName("A store that always gains by another round gets eight")
  void roundsAreBounded() {
    bed.stores.answers("prepare disk", worthwhile(1));
    bed.run();
    assertThat(Collections.frequency(bed.stores.events(), "prepare disk")).isEqualTo(8);
  }

  @Test
  @DisplayName("I3: a window that is predicted to go over its budget is not opened (HF-111)")
  void predictedOver() {
    bed.stores.answers("prepare db", ready(70)).answers("prepare disk", ready(71));

    assertFails(ErrorCode.WINDOW_OVER_BUDGET)
        .hasMessageContaining("2m21s")
        .hasMessageContaining("budget of 2m");
    assertThat(side.suspensions()).isZero();
    assertThat(bed.leftRuns()).isEmpty();

    bed.onOverrun = Rule.OnOverrun.DOWNGRADE;
    assertThat(bed.run().set().grade()).as("it was shorter").isEqualTo(Grade.CONSISTENT);
  }

  @Test
  @DisplayName("Stores in one level are predicted to take as long as the longest of them")
  void predictedInLevels() {
    bed.withSecondTree()
        .stores
        .answers("prepare disk", ready(70))
        .answers("prepare disk2", ready(110));
    assertThat(bed.run().set().grade()).isEqualTo(Grade.CONSISTENT);
  }

  @Test
  @DisplayName("Stores in one level are fixed at the same time, those they refer to afterwards")
  void together() {
    CyclicBarrier both = new CyclicBarrier(2);
    bed.withSecondTree().stores.fixing("disk", p -> meet(both)).fixing("disk2", p -> meet(both));

    RecoverySet set = bed.run().set();
    assertThat(set.grade()).isEqualTo(Grade.CONSISTENT);
    assertThat(bed.stores.events()).containsSubsequence("fix db", "fix disk");
    assertThat(bed.stores.events()).containsSubsequence("fix db", "fix disk2");
    assertThat(Collections.frequency(bed.steps, Step.FIXED)).isEqualTo(3);
    assertThat(bed.wholeSets()).isEqualTo(1);
  }

  @Test
  @DisplayName("I3: one store fails: those beside it are interrupted, and processing runs")
  void oneFails() {
    AtomicBoolean interrupted = new AtomicBoolean();
    CyclicBarrier both = new CyclicBarrier(2);
    bed.withSecondTree()
        .stores
        .fixing(
            "disk",
            p -> {
              meet(both);
              throw new IllegalStateException("the disk broke");
            })
        .fixing(
            "disk2",
            p -> {
              meet(both);
              interrupted.set(isInterruptedWhile(hanging));
            });

    assertThatThrownBy(bed::run).hasMessageContaining("the disk broke");
    assertThat(interrupted).isTrue();
    assertNothingButRunning();
  }

  @Test
  @DisplayName("I3: a store that hangs and hears no interruption is left behind at the budget")
  void hangs() {
    bed.budget = Duration.ofMillis(400);
    bed.stores.fixing("disk", p -> hang());
    long begun = System.nanoTime();
    bed.listener =
        step -> {
          if (step == Step.QUIET) {
            Thread.ofPlatform().daemon().start(() -> assertRunsWithin(Duration.ofSeconds(3)));
          }
        };

    assertFails(ErrorCode.WINDOW_OVER_BUDGET).hasMessageContaining("budget of 400ms");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    assertThat(ranInTime).isTrue();
    assertNothingButRunning();
  }

  @Test
  @DisplayName("I3: with 'downgrade' processing is resumed at the budget, and the fixing goes on")
  void downgraded() {
    bed.budget = Duration.ofMillis(400);
    bed.onOverrun = Rule.OnOverrun.DOWNGRADE;
    bed.stores.fixing("disk", p -> await(() -> !side.isSuspended()));

    RecoverySet set = bed.run().set();
    assertThat(set.grade()).isEqualTo(Grade.CRASH_CONSISTENT);
    assertThat(set.reasons()).singleElement().asString().contains("over the budget of 400ms");
    assertThat(set.window().fixed()).as("not inside").isNull();
    assertThat(set.window().endedBy()).isEqualTo("release");
    assertThat(bed.wholeSets()).isEqualTo(1);
  }

  @Test
  @DisplayName("I3: a store that comes forward has the lease renewed while it works")
  void renewedByProgress() {
    bed.budget = Duration.ofMinutes(10);
    bed.stores.fixing(
        "disk",
        progress -> {
          try (Progress.Phase phase = progress.begin("sweep", Progress.Unit.FILES, -1)) {
            for (int renewals = 2; renewals < 5; renewals++) {
              int awaited = renewals;
              phase.advance(1);
              bed.clock.skip(Duration.ofSeconds(31));
              await(() -> side.renewals() == awaited);
            }
          }
        });
    assertThat(bed.run().set().grade()).isEqualTo(Grade.CONSISTENT);
  }

  @Test
  @DisplayName("I3: a store that hangs never renews the lease: when it is over, HF-603 at once")
  void hangsWithoutProgress() {
    bed.budget = Duration.ofMinutes(10);
    bed.stores.fixing(
        "db",
        progress -> {
          bed.clock.skip(Duration.ofSeconds(31));
          pause();
          assertThat(side.renewals()).as("only the one at quiet").isEqualTo(1);
          bed.clock.skip(Duration.ofSeconds(30));
          hang();
        });

    assertFails(ErrorCode.LEASE_LOST);
    assertThat(side.renewals()).isEqualTo(1);
    assertNothingButRunning();
  }

  private final AtomicBoolean ranInTime = new AtomicBoolean();

  private void assertRunsWithin(Duration limit) {
    long giveUp = System.nanoTime() + limit.toNanos();
    while (side.isSuspended() && System.nanoTime() < giveUp) {
      pause();
    }
    ranInTime.set(!side.isSuspended());
  }

  private static Readiness worthwhile(int seconds) {
    return new Readiness(Duration.ofSeconds(seconds), true);
  }

  private static Readiness ready(int seconds) {
    return new Readiness(Duration.ofSeconds(seconds), false);
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception alone) {
      throw new AssertionError("The other store is not at work", alone);
    }
  }

  private static boolean isInterruptedWhile(CountDownLatch waiting) {
    try {
      waiting.await();
      return false;
    } catch (InterruptedException interrupted) {
      return true;
    }
  }

  /** Until the test ends, whoever interrupts. */
  private void hang() {
    boolean ended = false;
    while (!ended) {
      ended = !isInterruptedWhile(hanging);
    }
  }

  private static void await(BooleanSupplier condition) {
    long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited long enough").isLessThan(giveUp);
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void assertNothingButRunning() {
    assertThat(side.isSuspended()).as("processing is suspended").isFalse();
    assertThat(bed.wholeSets()).isZero();
    assertThat(bed.leftRuns()).isEmpty();
    assertThat(bed.stores.events()).contains("close db", "close disk");
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      ErrorCode code) {
    return assertThatThrownBy(bed::run)
        .isInstanceOfSatisfying(HoldfastException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
