package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.FaultyObjectStore;
import io.holdfast.vault.store.FaultyObjectStore.Fault;
import io.holdfast.vault.store.MemoryObjectStore;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName(
    "I6: killed at any instant, a backup loses no snapshot and leaves nothing that is not reused")
class CrashTest {
  private static final Map<String, byte[]> OLD = Backup.files(1);
  private static final Map<String, byte[]> NEW = Backup.files(2);

  @ParameterizedTest
  @EnumSource(Fault.class)
  void atEveryStoreCall(Fault fault) {
    MemoryObjectStore base = new MemoryObjectStore();
    Snapshot old;
    try (Vault vault = TestVault.init(base);
        VaultWriter writer = vault.writer()) {
      old = Backup.write(writer, OLD);
    }
    int calls = callsOfOneBackup(base.copy());
    assertThat(calls).isGreaterThan(15);
    for (int at = 1; at <= calls; at++) {
      MemoryObjectStore store = base.copy();
      runIntoFault(store, fault, at);
      proveUnharmed(store, old, fault + " at call " + at);
    }
  }

  private static int callsOfOneBackup(MemoryObjectStore store) {
    FaultyObjectStore counting = new FaultyObjectStore(store, Fault.FAIL_ONCE, Integer.MAX_VALUE);
    try (Vault vault = TestVault.open(counting);
        VaultWriter writer = vault.writer()) {
      writer.adoptOrphans();
      Backup.write(writer, NEW);
    }
    return counting.calls();
  }

  private static void runIntoFault(MemoryObjectStore store, Fault fault, int at) {
    FaultyObjectStore faulty = new FaultyObjectStore(store, fault, at);
    try (Vault vault = TestVault.open(faulty);
        VaultWriter writer = vault.writer()) {
      writer.adoptOrphans();
      Backup.write(writer, NEW);
    } catch (HoldfastException expected) {
      assertThat(expected.code())
          .isIn(ErrorCode.INPUT_OUTPUT, ErrorCode.DISK_FULL, ErrorCode.OUTCOME_UNKNOWN);
    }
  }

  private static void proveUnharmed(MemoryObjectStore store, Snapshot old, String when) {
    try (Vault vault = TestVault.open(store)) {
      assertNoErrors(vault, when);
      assertThat(Backup.hashes(Backup.read(vault, vault.find(old.id().hex(), s -> true))))
          .as("the earlier snapshot after %s", when)
          .isEqualTo(Backup.hashes(OLD));
      for (Snapshot snapshot : vault.snapshots()) {
        Backup.read(vault, snapshot);
      }
    }
    try (Vault vault = TestVault.open(store)) {
      Snapshot again;
      try (VaultWriter writer = vault.writer()) {
        writer.adoptOrphans();
        again = Backup.write(writer, NEW);
      }
      assertThat(Backup.hashes(Backup.read(vault, again))).isEqualTo(Backup.hashes(NEW));
      CheckReport report = assertNoErrors(vault, when + " and another run");
      assertThat(report.warnings()).as("warnings after %s: %s", when, report.findings()).isZero();
      assertThat(vault.stats().unindexedPacks()).isZero();
    }
  }

  private static CheckReport assertNoErrors(Vault vault, String when) {
    CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
    assertThat(report.errors()).as("errors after %s: %s", when, report.findings()).isZero();
    return report;
  }

  @ParameterizedTest
  @CsvSource({
    "FAIL_ONCE, INPUT_OUTPUT",
    "DISK_FULL, DISK_FULL",
    "ANSWER_LOST, OUTCOME_UNKNOWN",
    "NOT_SURE, OUTCOME_UNKNOWN",
    "CRASH_BEFORE, OUTCOME_UNKNOWN",
    "CRASH_AFTER, OUTCOME_UNKNOWN"
  })
  @DisplayName("HF-108: a snapshot that may be there is told as unknown, never as a failure")
  void snapshotMayBeThere(Fault fault, ErrorCode told) {
    MemoryObjectStore store = new MemoryObjectStore();
    try (Vault vault = TestVault.init(store)) {
      assertThat(vault.snapshots()).isEmpty();
    }
    FaultyObjectStore faulty = new FaultyObjectStore(store, fault, snapshotPut(store));
    try (Vault vault = TestVault.open(faulty);
        VaultWriter writer = vault.writer()) {
      OpeningTest.assertCode(told, () -> Backup.write(writer, NEW));
    }
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
    FaultyObjectStore faulty = new FaultyObjectStore(store, Fault.CRASH_BEFORE, unlocking);
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
    FaultyObjectStore counting =
        new FaultyObjectStore(store.copy(), Fault.FAIL_ONCE, Integer.MAX_VALUE);
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
    int calls = callsOfOneBackup(store.copy());
    int adopted = 0;
    for (int at = 1; at <= calls; at++) {
      MemoryObjectStore killed = store.copy();
      runIntoFault(killed, Fault.CRASH_AFTER, at);
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
    FaultyObjectStore faulty = new FaultyObjectStore(store, Fault.DISK_FULL, firstPut(store));
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
    FaultyObjectStore counting =
        new FaultyObjectStore(store.copy(), Fault.FAIL_ONCE, Integer.MAX_VALUE);
    try (Vault vault = TestVault.open(counting);
        VaultWriter writer = vault.writer()) {
      assertThat(writer.stats().packs()).isZero();
      return counting.calls() + 1;
    }
  }
}
