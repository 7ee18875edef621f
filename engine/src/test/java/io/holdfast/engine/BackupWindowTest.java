package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.engine.journal.Step;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.RecoverySet;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The backup's window against a real guardian and an installation that answers over HTTP. */
class BackupWindowTest {
  @TempDir Path directory;
  private final SuspendedSide side = new SuspendedSide();
  private BackupBed bed;

  @BeforeEach
  void lay() {
    bed = new BackupBed(directory).suspendedBy(side);
    bed.stores.row("content", 7);
  }

  @AfterEach
  void close() {
    side.close();
  }

  @Test
  @DisplayName("I2, I3: fixed while suspended, completed while running: the set is consistent")
  void consistent() {
    for (String event : new String[] {"mark db", "mark disk", "fix db", "fix disk"}) {
      bed.stores.at(event, () -> assertThat(side.isSuspended()).as(event).isTrue());
    }
    for (String event :
        new String[] {
          "prepare db", "prepare disk", "prove db", "prove disk", "complete db", "references db"
        }) {
      bed.stores.at(event, () -> assertThat(side.isSuspended()).as(event).isFalse());
    }
    bed.listener =
        step -> {
          if (step == Step.SUSPENDING) {
            assertThat(side.suspensions()).as("written down before it is asked for").isZero();
          }
        };

    RecoverySet set = bed.run().set();
    assertThat(set.grade()).isEqualTo(Grade.CONSISTENT);
    assertThat(set.reasons()).isEmpty();
    assertThat(set.illegalPair()).isEmpty();
    assertThat(set.window().endedBy()).isEqualTo("release");
    assertThat(side.isSuspended()).isFalse();
    assertThat(bed.steps)
        .containsExactly(
            Step.STARTED,
            Step.PREPARED,
            Step.SUSPENDING,
            Step.QUIET,
            Step.FIXED,
            Step.FIXED,
            Step.RESUMED,
            Step.COMPLETED,
            Step.COMPLETED,
            Step.CHECKED,
            Step.SEALED,
            Step.FINISHED);
    assertThat(bed.wholeSets()).as("and verify agrees").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mark disk", "fix db", "fix disk"})
  @DisplayName("I3: a store that fails inside the window: processing runs, no set, nothing left")
  void storeFails(String event) {
    bed.stores.at(
        event,
        () -> {
          throw new IllegalStateException("a store of somebody else's broke");
        });

    assertThatThrownBy(bed::run).hasMessageContaining("somebody else's");
    assertNothingButRunning();
  }

  @Test
  @DisplayName("I3: interrupted inside the window: HF-130, processing runs, no set, nothing left")
  void interrupted() {
    Thread caller = Thread.currentThread();
    bed.stores.at("fix db", caller::interrupt);
    try {
      assertFails(ErrorCode.INTERRUPTED);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertNothingButRunning();
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"SUSPENDING", "QUIET", "FIXED"})
  @DisplayName("I3, I6: stopped at any step of the window: processing runs, and no set")
  void stopped(Step last) {
    bed.listener =
        step -> {
          if (step == last) {
            throw new IllegalStateException("stopped at " + last);
          }
        };

    assertThatThrownBy(bed::run).hasMessageContaining("stopped at " + last);
    assertNothingButRunning();
  }

  @Test
  @DisplayName("A window over its budget is HF-111 with 'abort', and processing runs")
  void overBudgetAborts() {
    bed.budget = Duration.ofSeconds(20);
    bed.stores.at("fix db", () -> bed.clock.skip(Duration.ofSeconds(30)));

    assertThatThrownBy(bed::run)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.WINDOW_OVER_BUDGET);
              assertThat(e.getMessage()).contains("budget of 20s");
            });
    assertThat(bed.stores.events()).doesNotContain("fix disk");
    assertNothingButRunning();
  }

  @Test
  @DisplayName("A window over its budget is a lower grade with 'downgrade', told once")
  void overBudgetDowngrades() {
    bed.budget = Duration.ofSeconds(20);
    bed.onOverrun = Rule.OnOverrun.DOWNGRADE;
    bed.stores
        .at("fix db", () -> bed.clock.skip(Duration.ofSeconds(30)))
        .at("fix disk", () -> bed.clock.skip(Duration.ofSeconds(30)));

    RecoverySet set = bed.run().set();
    assertThat(set.grade()).isEqualTo(Grade.CRASH_CONSISTENT);
    assertThat(set.reasons()).hasSize(1).first().asString().contains("over the budget");
  }

  @Test
  @DisplayName("I3: a run that slept through its lease has lost it (HF-603), whatever its budget")
  void sleptThroughTheLease() {
    bed.budget = Duration.ofSeconds(20);
    bed.onOverrun = Rule.OnOverrun.DOWNGRADE;
    bed.stores.at("fix db", () -> bed.clock.skip(Duration.ofMinutes(3)));

    assertFails(ErrorCode.LEASE_LOST);
    assertNothingButRunning();
  }

  @Test
  @DisplayName("I2: records processed inside the window lower the grade, with both readings")
  void processedInside() {
    bed.stores.at("fix disk", side::process);

    RecoverySet set = bed.run().set();
    assertThat(set.grade()).isEqualTo(Grade.CRASH_CONSISTENT);
    assertThat(set.reasons())
        .hasSize(1)
        .first()
        .asString()
        .contains("\"records\":0", "\"records\":1");
  }

  @Test
  @DisplayName("I3: a lease that ended before the last store was fixed: HF-603 and no set")
  void leaseLost() {
    bed.stores.at("fix disk", () -> side.end("deadline"));

    assertFails(ErrorCode.LEASE_LOST);
    assertNothingButRunning();
  }

  @Test
  @DisplayName("I3: a lease that cannot be renewed when half of it is gone: HF-603 and no set")
  void leaseNotRenewed() {
    bed.stores.at(
        "fix db",
        () -> {
          bed.clock.skip(Duration.ofSeconds(31));
          side.end("deadline");
        });

    assertFails(ErrorCode.LEASE_LOST);
    assertThat(bed.stores.events()).doesNotContain("fix disk");
    assertNothingButRunning();
  }

  @Test
  @DisplayName("I3: never confirmed is HF-105; the run stays for the next one, which resumes first")
  void neverConfirmed() {
    side.refusesToResume(true);
    assertFails(ErrorCode.RESUME_UNCONFIRMED);
    assertThat(bed.leftRuns()).as("the run that may have left processing suspended").hasSize(1);

    side.refusesToResume(false);
    side.suspendedBy("holdfast/billing/" + bed.leftRuns().getFirst().getFileName());
    bed.stores.at("prepare db", () -> assertThat(side.isSuspended()).isFalse());
    assertThat(bed.run().set().grade()).isEqualTo(Grade.CONSISTENT);
    assertThat(bed.leftRuns()).isEmpty();
  }

  private void assertNothingButRunning() {
    assertThat(side.isSuspended()).as("processing is suspended").isFalse();
    assertThat(bed.wholeSets()).isZero();
    assertThat(bed.leftRuns()).isEmpty();
    assertThat(bed.stores.events()).contains("close db", "close disk");
  }

  private void assertFails(ErrorCode code) {
    assertThatThrownBy(bed::run)
        .isInstanceOfSatisfying(HoldfastException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
