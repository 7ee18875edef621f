package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.faults.CrashAtEveryCall;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.MemoryObjectStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName(
    "I6: killed at any instant, a backup loses no snapshot and leaves nothing that is not reused")
class CrashTest {
  private static final Map<String, byte[]> OLD = Backup.files(1);
  private static final Map<String, byte[]> NEW = Backup.files(2);

  @TempDir static Path directory;
  private static final CrashAtEveryCall CRASH = of(new MemoryObjectStore());

  private static CrashAtEveryCall of(MemoryObjectStore base) {
    Snapshot old;
    try (Vault vault = TestVault.init(base);
        VaultWriter writer = vault.writer()) {
      old = Backup.write(writer, OLD);
    }
    return new CrashAtEveryCall(base, CrashTest::backUp)
        .nextRunAtOnce()
        .provingAfterTheCut(CrashTest::proveThatAllIsReadable)
        .provingAfterTheNextRun((store, when) -> proveUsed(store, old, when));
  }

  private static void backUp(Vault vault) {
    try (VaultWriter writer = vault.writer()) {
      writer.adoptOrphans();
      Backup.write(writer, NEW);
    }
  }

  @BeforeAll
  static void askRestic() {
    CRASH.refereed(directory);
    assertThat(CRASH.calls()).isGreaterThan(15);
  }

  @ParameterizedTest
  @MethodSource("io.holdfast.vault.faults.CrashAtEveryCall#faults")
  void atEveryStoreCall(Fault fault) {
    CRASH.cutOff(fault);
  }

  private static void proveThatAllIsReadable(MemoryObjectStore store, String when) {
    try (Vault vault = TestVault.open(store)) {
      for (Snapshot snapshot : vault.snapshots()) {
        assertThat(Backup.read(vault, snapshot)).as(when).hasSize(NEW.size());
      }
    }
  }

  private static void proveUsed(MemoryObjectStore store, Snapshot old, String when) {
    try (Vault vault = TestVault.open(store)) {
      List<Snapshot> fresh = new ArrayList<>(vault.snapshots());
      assertThat(fresh.remove(old)).isTrue();
      assertThat(fresh).as(when).isNotEmpty();
      for (Snapshot again : fresh) {
        assertThat(Backup.hashes(Backup.read(vault, again))).isEqualTo(Backup.hashes(NEW));
      }
      CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
      assertThat(report.warnings()).as("warnings after %s: %s", when, report.findings()).isZero();
      assertThat(vault.stats().unindexedPacks()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FAIL_ONCE, INPUT_OUTPUT",
    "DISK_FULL, DISK_FULL",
    "ANSWER_LOST, OUTCOME_UNKNOWN",
    "NOT_SURE, OUTCOME_UNKNOWN",
    "NOT_DURABLE, OUTCOME_UNKNOWN",
    "CRASH_BEFORE, OUTCOME_UNKNOWN",
    "CRASH_AFTER, OUTCOME_UNKNOWN"
  })
  @DisplayName("HF-108: a snapshot that may be there is told as unknown, never as a failure")
  void snapshotMayBeThere(Fault fault, ErrorCode told) {
    MemoryObjectStore store = new MemoryObjectStore();
    try (Vault vault = TestVault.init(store)) {
      assertThat(vault.snapshots()).isEmpty();
    }
    FaultyStore faulty = new FaultyStore(store).at(snapshotPut(store), fault);
    try (Vault vault = TestVault.open(faulty);
        VaultWriter writer = vault.writer()) {
      OpeningTest.assertCode(told, () -> Backup.write(writer, NEW));
    }
    faulty.cutPower();
    try (Vault vault = TestVault.open(store)) {
      boolean there = fault == Fault.ANSWER_LOST || fault == Fault.CRASH_AFTER;
      assertThat(vault.snapshots()).hasSize(there ? 1 : 0);
    }
  }

  @Test
  @DisplayName("A lock that cannot be given back is no failure of the snapshot")
  void lockStays() {
    MemoryObjectStore store = new MemoryObjectStore();
    try (Vault vault = TestVault.init(store)) {
      assertThat(vault.snapshots()).isEmpty();
    }
    int unlocking = snapshotPut(store) + 1;
    FaultyStore faulty = new FaultyStore(store).at(unlocking, Fault.CRASH_BEFORE);
    Snapshot written;
    try (Vault vault = TestVault.open(faulty);
        VaultWriter writer = vault.writer()) {
      written = Backup.write(writer, NEW);
    }
    assertThat(faulty.calls()).as("it was tried").isEqualTo(unlocking);
    try (Vault vault = TestVault.open(store)) {
      assertThat(vault.snapshots()).containsExactly(written);
    }
  }

  /** The number of the call that stores the snapshot. */
  private static int snapshotPut(MemoryObjectStore store) {
    FaultyStore counting = new FaultyStore(store.copy());
    try (Vault vault = TestVault.open(counting);
        VaultWriter writer = vault.writer()) {
      Backup.write(writer, NEW);
      return counting.calls();
    }
  }

  @Test
  @DisplayName("What a killed run stored is not stored again")
  void orphansAreReused() {
    MemoryObjectStore store = new MemoryObjectStore();
    try (Vault vault = TestVault.init(store)) {
      assertThat(vault.snapshots()).isEmpty();
    }
    int adopted = 0;
    boolean done = false;
    for (int at = 1; !done; at++) {
      MemoryObjectStore killed = store.copy();
      try (Vault vault = TestVault.open(new FaultyStore(killed).at(at, Fault.CRASH_AFTER))) {
        backUp(vault);
        done = true;
      } catch (HoldfastException expected) {
        assertThat(expected.code()).isIn(ErrorCode.INPUT_OUTPUT, ErrorCode.OUTCOME_UNKNOWN);
      }
      try (Vault vault = TestVault.open(killed);
          VaultWriter writer = vault.writer()) {
        long unindexed = vault.stats().unindexedPacks();
        assertThat(writer.adoptOrphans()).isEqualTo((int) unindexed);
        adopted += (int) unindexed;
        long before = writer.stats().newBlobs();
        Backup.write(writer, NEW);
        if (unindexed >= 2) {
          assertThat(writer.stats().newBlobs() - before).isLessThan(13);
        }
      }
    }
    assertThat(adopted).isPositive();
  }

  @Test
  @DisplayName("After the store has failed, the writer refuses everything and says why")
  void brokenForGood() {
    MemoryObjectStore store = new MemoryObjectStore();
    try (Vault vault = TestVault.init(store)) {
      assertThat(vault.snapshots()).isEmpty();
    }
    FaultyStore faulty = new FaultyStore(store).at(firstPut(store), Fault.DISK_FULL);
    try (Vault vault = TestVault.open(faulty);
        VaultWriter writer = vault.writer()) {
      TestVault.save(writer, TestVault.text(1, 1000));
      assertThatThrownBy(writer::flush)
          .isInstanceOfSatisfying(
              HoldfastException.class,
              failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.DISK_FULL);
                assertThat(failure).hasMessageContaining("data/");
              });
      assertThatThrownBy(() -> TestVault.save(writer, TestVault.text(2, 1000)))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DISK_FULL));
      assertThatThrownBy(() -> writer.commit(TestVault.draft(new BlobId(1, 2, 3, 4))))
          .isInstanceOf(HoldfastException.class);
    }
    try (Vault vault = TestVault.open(store)) {
      assertThat(vault.snapshots()).isEmpty();
    }
  }

  /** The number of the call that stores the first pack. */
  private static int firstPut(MemoryObjectStore store) {
    FaultyStore counting = new FaultyStore(store.copy());
    try (Vault vault = TestVault.open(counting);
        VaultWriter writer = vault.writer()) {
      assertThat(writer.stats().packs()).isZero();
      return counting.calls() + 1;
    }
  }
}
