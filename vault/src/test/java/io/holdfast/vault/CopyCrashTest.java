package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.copy.CopyReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.FaultyObjectStore;
import io.holdfast.vault.store.FaultyObjectStore.Fault;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName(
    "I6: killed at any instant, a copy leaves no half a snapshot, and goes on when run again")
class CopyCrashTest {
  private final MemoryObjectStore from = new MemoryObjectStore();
  private final MemoryObjectStore empty = new MemoryObjectStore();
  private Vault source;

  @BeforeEach
  void fill() {
    source = TestVault.init(from);
    CopyTest.write(source, Backup.files(1));
    CopyTest.write(source, Backup.files(2));
    CopyTest.target(source, empty, true).close();
  }

  @AfterEach
  void close() {
    source.close();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void atEveryCallToTheTarget(Fault fault) {
    MemoryObjectStore undisturbed = empty.copy();
    FaultyObjectStore counting = new FaultyObjectStore(undisturbed, fault, Integer.MAX_VALUE);
    copyTo(counting);
    long blobs = blobsIn(undisturbed);
    assertThat(counting.calls()).isGreaterThan(20);
    for (int at = 1; at <= counting.calls(); at++) {
      MemoryObjectStore store = empty.copy();
      String when = fault + " at call " + at;
      try {
        copyTo(new FaultyObjectStore(store, fault, at));
      } catch (HoldfastException expected) {
        assertThat(expected.code())
            .as(when)
            .isIn(ErrorCode.INPUT_OUTPUT, ErrorCode.DISK_FULL, ErrorCode.OUTCOME_UNKNOWN);
      }
      proveWhole(store, when);
      CopyReport rest = copyTo(store);
      assertThat(rest.failed()).as(when).isEmpty();
      assertThat(blobsIn(store)).as("nothing is copied twice after %s", when).isEqualTo(blobs);
      CheckReport report = proveWhole(store, when + " and another copy");
      assertThat(report.snapshots()).as("each once after %s", when).isEqualTo(2);
      assertThat(report.warnings()).as("unused packs after %s", when).isZero();
      assertThat(report.unusedBlobs()).as("unused after %s", when).isZero();
    }
  }

  private CopyReport copyTo(ObjectStore store) {
    try (Vault target = TestVault.open(store)) {
      return CopyTest.copyAll(source, target);
    }
  }

  /** Each place of each blob counts. */
  private static long blobsIn(MemoryObjectStore store) {
    try (Vault vault = TestVault.open(store)) {
      return vault.stats().blobs();
    }
  }

  private CheckReport proveWhole(MemoryObjectStore store, String when) {
    try (Vault vault = TestVault.open(store)) {
      CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
      assertThat(report.errors()).as("errors after %s: %s", when, report.findings()).isZero();
      List<Snapshot> all = source.listing().snapshots();
      for (Snapshot copy : vault.snapshots()) {
        Snapshot first = all.stream().filter(copy::isCopyOf).findFirst().orElseThrow();
        assertThat(Backup.hashes(Backup.read(vault, copy)))
            .as("a copy after %s", when)
            .isEqualTo(Backup.hashes(Backup.read(source, first)));
      }
      return report;
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAIL_ONCE", "CRASH_BEFORE"})
  @DisplayName("A source that fails at any call harms neither vault")
  void atEveryCallToTheSource(Fault fault) {
    FaultyObjectStore counting = new FaultyObjectStore(from, fault, Integer.MAX_VALUE);
    copyFrom(counting, empty.copy());
    for (int at = 1; at <= counting.calls(); at++) {
      MemoryObjectStore store = empty.copy();
      try {
        copyFrom(new FaultyObjectStore(from, fault, at), store);
      } catch (HoldfastException expected) {
        assertThat(expected.code()).isEqualTo(ErrorCode.INPUT_OUTPUT);
      }
      proveWhole(store, fault + " at call " + at);
    }
    assertThat(from.list(ObjectKind.LOCK)).isEmpty();
    assertThat(source.check(new CheckOptions(true), Progress.NONE).findings()).isEmpty();
  }

  private static void copyFrom(ObjectStore failing, MemoryObjectStore store) {
    try (Vault broken = TestVault.open(failing);
        Vault target = TestVault.open(store)) {
      broken.copyTo(target, broken.snapshots(), Progress.NONE);
    }
  }
}
