package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.engine.journal.Step;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.stores.Unproved;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a narrow sweep that leaves something unproved. */
class UnprovedTest {
  private static final Unproved THREE = new Unproved(3, List.of("a/1", "a/2"));

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
  @DisplayName("I2: a narrow sweep that cannot be proved is followed by a window with a full one")
  void repeated() {
    bed.sweep = Rule.Sweep.NARROW;
    bed.stores.answers("prove disk", THREE, Unproved.NOTHING);
    bed.stores.at(
        "complete db", () -> assertThat(bed.stores.events()).contains("prove db", "prove disk"));

    RecoverySet set = bed.run().set();
    assertThat(set.grade()).isEqualTo(Grade.CONSISTENT);
    assertThat(bed.stores.sweeps())
        .containsExactly(Rule.Sweep.NARROW, Rule.Sweep.NARROW, Rule.Sweep.FULL, Rule.Sweep.FULL);
    assertThat(set.earlierWindows())
        .singleElement()
        .satisfies(given -> assertThat(given.endedBy()).isEqualTo("release"))
        .satisfies(given -> assertThat(given.resumed()).isBefore(set.window().requested()));
    assertThat(set.members())
        .allSatisfy(member -> assertThat(member.point().from()).isAfter(set.window().requested()));
    String holder = "holdfast/billing/" + set.run();
    assertThat(side.holders()).as("told apart").containsExactly(holder, holder + "/2");
    assertThat(bed.steps)
        .containsSubsequence(
            Step.RESUMED, Step.UNPROVED, Step.SUSPENDING, Step.QUIET, Step.RESUMED, Step.SEALED);
    assertThat(side.isSuspended()).isFalse();
  }

  @Test
  @DisplayName("What even the full sweep leaves unproved is a doubt with names; no third window")
  void stillUnproved() {
    bed.sweep = Rule.Sweep.NARROW;
    bed.stores.answers("prove disk", THREE);

    RecoverySet set = bed.run().set();
    assertThat(side.suspensions()).isEqualTo(2);
    assertThat(set.grade()).isEqualTo(Grade.CRASH_CONSISTENT);
    assertThat(set.reasons())
        .singleElement()
        .asString()
        .contains("store 'disk': 3 entries cannot be proved", "a/1, a/2, and more");
  }

  @Test
  @DisplayName("Unproved is a doubt and no second window: by the rule, and after a full sweep")
  void notRepeated() {
    bed.sweep = Rule.Sweep.NARROW;
    bed.onUnproved = Rule.OnUnproved.DOWNGRADE;
    bed.stores.answers("prove disk", THREE);
    assertThat(bed.run().set().reasons()).singleElement().asString().contains("a/1");

    bed.sweep = Rule.Sweep.FULL;
    bed.onUnproved = Rule.OnUnproved.REPEAT;
    assertThat(bed.run().set().reasons()).singleElement().asString().contains("a/1");
    assertThat(side.suspensions()).as("one for each run").isEqualTo(2);
  }

  @Test
  @DisplayName("Doubts of the first window are not those of the set: its points were given up")
  void doubtsOfTheFirst() {
    bed.sweep = Rule.Sweep.NARROW;
    bed.stores.answers("prove disk", THREE, Unproved.NOTHING);
    bed.stores.at(
        "fix disk",
        () -> {
          if (side.suspensions() == 1) {
            side.process();
          }
        });

    assertThat(bed.run().set().reasons()).isEmpty();
  }

  @Test
  @DisplayName("A window that overran its budget is not followed by a longer one")
  void notAfterAnOverrun() {
    bed.sweep = Rule.Sweep.NARROW;
    bed.onOverrun = Rule.OnOverrun.DOWNGRADE;
    bed.budget = Duration.ofSeconds(20);
    bed.stores.answers("prove disk", THREE);
    bed.stores.at("fix db", () -> bed.clock.skip(Duration.ofSeconds(30)));

    assertThat(bed.run().set().reasons()).hasSize(2).element(0).asString().contains("budget");
    assertThat(side.suspensions()).isEqualTo(1);
  }

  @Test
  @DisplayName("I3, I6: stopped at any step of the second window: processing runs, and no set")
  void stoppedInTheSecond() {
    for (Step last : List.of(Step.UNPROVED, Step.SUSPENDING, Step.QUIET, Step.FIXED)) {
      bed.sweep = Rule.Sweep.NARROW;
      bed.stores.answers("prove disk", THREE);
      bed.steps.clear();
      bed.listener =
          step -> {
            if (step == last && bed.steps.contains(Step.UNPROVED)) {
              throw new IllegalStateException("stopped at " + last);
            }
          };
      assertThatThrownBy(bed::run).hasMessageContaining("stopped at " + last);
      assertThat(side.isSuspended()).as("suspended after " + last).isFalse();
      assertThat(bed.wholeSets()).isZero();
      assertThat(bed.leftRuns()).isEmpty();
    }
  }

  @Test
  @DisplayName("I3: a second window that does not become quiet is HF-106, and there is no set")
  void secondNeverQuiet() {
    bed.sweep = Rule.Sweep.NARROW;
    bed.stores.answers("prove disk", THREE).answers("restless disk", List.of(), List.of("a/1"));

    assertThatThrownBy(bed::run)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.DRAIN_TIMED_OUT));
    assertThat(side.isSuspended()).isFalse();
    assertThat(bed.wholeSets()).isZero();
  }
}
