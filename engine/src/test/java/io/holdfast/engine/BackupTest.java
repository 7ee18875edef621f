package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.engine.journal.Step;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Reference;
import io.holdfast.model.set.Doubt;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.Operation;
import io.holdfast.vault.faults.StoreCall;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a backup does without a window; what lies inside one is {@link BackupWindowTest}'s. */
class BackupTest {
  private static final Set<Operation> WRITES = Set.of(Operation.PUT, Operation.PUBLISH);

  @TempDir Path directory;
  private BackupBed bed;

  @BeforeEach
  void lay() {
    bed = new BackupBed(directory);
    bed.stores.row("content", 7);
  }

  @Test
  @DisplayName(
      "I2: the referrer comes first in every step, whatever the order of the configuration")
  void order() {
    bed.run();

    assertThat(bed.stores.events()).containsOnlyOnce("prove db", "prove disk");
    assertThat(bed.stores.events())
        .filteredOn(event -> !event.startsWith("prove "))
        .containsExactly(
            "open db",
            "open disk",
            "prepare db",
            "prepare disk",
            "mark db",
            "mark disk",
            "fix db",
            "fix disk",
            "complete db",
            "complete disk",
            "references db",
            "close disk",
            "close db");
  }

  @Test
  @DisplayName("I1: the snapshot is written last of all")
  void snapshotLast() {
    bed.run();

    List<ObjectKind> written =
        bed.connection.made().stream()
            .filter(call -> WRITES.contains(call.operation()))
            .map(StoreCall::kind)
            .filter(kind -> kind != ObjectKind.LOCK)
            .toList();
    assertThat(written)
        .endsWith(ObjectKind.SNAPSHOT)
        .containsOnlyOnce(ObjectKind.SNAPSHOT)
        .contains(ObjectKind.INDEX, ObjectKind.PACK);
    assertThat(bed.steps)
        .containsExactly(
            Step.STARTED,
            Step.PREPARED,
            Step.FIXED,
            Step.FIXED,
            Step.RESUMED,
            Step.COMPLETED,
            Step.COMPLETED,
            Step.CHECKED,
            Step.SEALED,
            Step.FINISHED);
  }

  @Test
  @DisplayName("I1: without a suspension the set is crash-consistent at best, and says why")
  void withoutSuspension() {
    Backup.Result result = bed.run();

    assertThat(result.set().grade()).isEqualTo(Grade.CRASH_CONSISTENT);
    assertThat(result.set().reasons()).containsExactly("processing was not suspended");
    assertThat(result.set().referencesChecked()).isEqualTo(1);
    assertThat(result.snapshot().tags())
        .containsExactlyInAnyOrder(
            "holdfast-set", "installation=billing", "grade=crash-consistent", "rule=nightly");
    assertThat(bed.wholeSets()).isEqualTo(1);
    assertThat(bed.leftRuns()).isEmpty();
  }

  @Test
  @DisplayName("I1: the manifest in the vault is the one that was returned")
  void manifestInTheVault() {
    Backup.Result result = bed.run();

    try (var vault = bed.open()) {
      Sets sets = new Sets(vault, "billing");
      RecoverySet read = sets.manifest(sets.find("latest"));
      assertThat(read).isEqualTo(result.set());
      assertThat(read.members()).extracting("path").containsExactly("system-database", "disk/disk");
    }
  }

  @Test
  @DisplayName("I1: the grade is the least that any doubt leaves, and every reason is kept")
  void doubts() {
    bed.stores
        .doubt("db", new Doubt(Grade.CRASH_CONSISTENT, "one"))
        .doubt("disk", new Doubt(Grade.PARTIAL, "two"), new Doubt(Grade.CRASH_CONSISTENT, "three"));

    RecoverySet set = bed.run().set();
    assertThat(set.grade()).isEqualTo(Grade.PARTIAL);
    assertThat(set.reasons())
        .containsExactly("processing was not suspended", "one", "two", "three");
  }

  @Test
  @DisplayName("I5: references that do not resolve lower the grade and are named")
  void openClosure() {
    bed.stores.row("gone", 1).row("content", 6);

    RecoverySet set = bed.run().set();
    assertThat(set.referencesChecked()).as("those that resolve").isEqualTo(1);
    assertThat(set.reasons()).anyMatch(r -> r.startsWith("2 references") && r.contains("gone"));
  }

  @Test
  @DisplayName(
      "I2: stores that refer to each other in a circle are refused before anything is done")
  void circle() {
    bed.references = List.of(BackupBed.REFERENCE, new Reference("disk", "select 1", "db", ""));

    assertFails(ErrorCode.PLAN_REFUSED);
    assertThat(bed.stores.events()).isEmpty();
    assertThat(bed.leftRuns()).isEmpty();
  }

  @Test
  @DisplayName("I4: a tree is told what in it belongs to others: state, vault, the database")
  void ownedElsewhere() {
    bed.run();

    assertThat(bed.stores.contextOf("disk").ownedElsewhere())
        .containsExactlyInAnyOrder(
            bed.state(), directory.resolve("vault"), directory.resolve("live/systemdb"));
    assertThat(bed.stores.contextOf("db").work()).isNotEqualTo(bed.stores.contextOf("disk").work());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "open db",
        "open disk",
        "prepare db",
        "prepare disk",
        "mark db",
        "fix disk",
        "prove disk",
        "complete db",
        "complete disk",
        "references db"
      })
  @DisplayName(
      "I1: a store that fails at any step: no set, every opened store closed, nothing left")
  void storeFails(String event) {
    bed.stores.at(event, BackupTest::fail);

    assertFails(ErrorCode.STORE_FAILED);
    assertThat(bed.wholeSets()).isZero();
    assertThat(bed.leftRuns()).isEmpty();
    List<String> opened =
        bed.stores.events().stream()
            .filter(e -> e.startsWith("open ") && !e.equals(event))
            .map(e -> e.replace("open", "close"))
            .toList();
    assertThat(bed.stores.events()).containsAll(opened);
  }

  @ParameterizedTest
  @ValueSource(strings = {"prepare db", "fix db", "fix disk", "complete db", "complete disk"})
  @DisplayName("Interrupted between two steps: HF-130, no set, nothing left, still interrupted")
  void interrupted(String event) {
    Thread caller = Thread.currentThread();
    bed.stores.at(event, caller::interrupt);
    try {
      assertFails(ErrorCode.INTERRUPTED);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(bed.wholeSets()).isZero();
    assertThat(bed.leftRuns()).isEmpty();
  }

  @Test
  @DisplayName("What fails because of the interruption is told as the interruption (HF-130)")
  void failsBecauseInterrupted() {
    Thread caller = Thread.currentThread();
    bed.stores.at(
        "prepare disk",
        () -> {
          caller.interrupt();
          fail();
        });
    try {
      assertFails(ErrorCode.INTERRUPTED);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  @DisplayName(
      "I6: stopped at any step, a set is there only from SEALED on, and the next run works")
  void stoppedAtEachStep(Step last) {
    bed.listener =
        step -> {
          if (step == last) {
            throw new IllegalStateException("stopped at " + last);
          }
        };
    if (last == Step.SUSPENDING || last == Step.QUIET || last == Step.UNPROVED) {
      bed.run(); // There is no such step without a window.
    } else if (last == Step.SEALED || last == Step.FINISHED) {
      assertThat(bed.run().notes()).singleElement().asString().contains("stopped at " + last);
    } else {
      assertThatThrownBy(bed::run).hasMessageContaining("stopped at " + last);
    }
    boolean sealed = last.compareTo(Step.SEALED) >= 0 || bed.steps.contains(Step.SEALED);
    assertThat(bed.wholeSets()).isEqualTo(sealed ? 1 : 0);

    bed.listener = step -> {};
    bed.run();
    assertThat(bed.wholeSets()).isEqualTo(sealed ? 2 : 1);
    assertThat(bed.leftRuns()).isEmpty();
  }

  @Test
  @DisplayName(
      "I1: a store or the state that fails once the set is sealed is a note, and no failure")
  void failsAfterTheSeal() {
    bed.stores.at("close disk", BackupTest::fail);

    Backup.Result result = bed.run();

    assertThat(result.notes()).singleElement().asString().contains("The store failed");
    assertThat(result.set().grade()).isEqualTo(Grade.CRASH_CONSISTENT);
    assertThat(bed.wholeSets()).isEqualTo(1);
    assertThat(bed.leftRuns()).isEmpty();
  }

  @ParameterizedTest(name = "the broken call takes effect: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName(
      "I1, I6: the vault breaks at any call: never a set that is not whole; the next run works")
  void vaultBreaksAtEveryCall(boolean acts) {
    MemoryObjectStore empty = bed.objects.copy();
    bed.run();
    int calls = bed.connection.calls();
    assertThat(calls).as("calls of a run without a fault").isGreaterThan(15);
    List<Integer> tolerated = new ArrayList<>();
    List<Integer> unknown = new ArrayList<>();
    for (int call = 1; call <= calls; call++) {
      BackupBed broken = new BackupBed(directory.resolve("at-" + call + acts), empty.copy());
      broken.stores.row("content", 7);
      broken.connection.at(call, acts ? Fault.CRASH_AFTER : Fault.CRASH_BEFORE);
      try {
        broken.run();
        tolerated.add(call);
      } catch (HoldfastException expected) {
        assertThat(expected.code().exitCode()).as("at call " + call).isIn(1, 4, 5, 6);
        if (expected.code() == ErrorCode.OUTCOME_UNKNOWN) {
          unknown.add(call);
        }
      }
      broken.connection.heal();
      int sets = broken.wholeSets();
      int sealed = broken.steps.contains(Step.SEALED) ? 1 : 0;
      assertThat(sets)
          .as("sets after a break at call " + call)
          .isBetween(sealed, acts ? 1 : sealed);
      assertThat(broken.leftRuns()).as("left after a break at call " + call).isEmpty();

      broken.run();
      assertThat(broken.wholeSets()).as("after the next run, " + call).isEqualTo(sets + 1);
    }
    assertThat(unknown).as("calls whose outcome is unknown: the snapshot's").hasSize(1);
    assertThat(tolerated)
        .as("calls after the snapshot, where the set is sealed whatever fails")
        .containsExactlyElementsOf(
            IntStream.rangeClosed(unknown.getFirst() + 1, calls).boxed().toList())
        .isNotEmpty();
  }

  private void assertFails(ErrorCode code) {
    assertThatThrownBy(bed::run)
        .isInstanceOfSatisfying(HoldfastException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static void fail() {
    throw new HoldfastException(
        ErrorCode.STORE_FAILED, "The store failed", "All is safe.", "Go on.");
  }
}
