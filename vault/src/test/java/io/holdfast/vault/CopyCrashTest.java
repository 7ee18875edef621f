package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName(
    "I6: killed at any instant, a copy leaves no half a snapshot, and goes on when run again")
class CopyCrashTest {
  private static final MemoryObjectStore FROM = new MemoryObjectStore();
  private static final MemoryObjectStore EMPTY = new MemoryObjectStore();
  private static final Vault SOURCE = filled();
  private static final CrashAtEveryCall CRASH =
      new CrashAtEveryCall(EMPTY, CopyCrashTest::copyAll)
          .nextRunAtOnce()
          .provingAfterTheCut(CopyCrashTest::proveWhole)
          .provingAfterTheNextRun(CopyCrashTest::proveComplete);

  /** In a target that was copied to without a fault; each place of each blob counts. */
  private static final long BLOBS = blobsCopied();

  @TempDir static Path directory;

  private static Vault filled() {
    Vault source = TestVault.init(FROM);
    CopyTest.write(source, Backup.files(1));
    CopyTest.write(source, Backup.files(2));
    TestVault.target(source, EMPTY, true).close();
    return source;
  }

  private static long blobsCopied() {
    try (Vault target = TestVault.open(EMPTY.copy())) {
      copyAll(target);
      return target.stats().blobs();
    }
  }

  @BeforeAll
  static void askRestic() {
    CRASH.refereed(directory);
    assertThat(CRASH.calls()).isGreaterThan(20);
  }

  @AfterAll
  static void close() {
    SOURCE.close();
  }

  private static void copyAll(Vault target) {
    assertThat(CopyTest.copyAll(SOURCE, target).failed()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("io.holdfast.vault.faults.CrashAtEveryCall#faults")
  void atEveryCallToTheTarget(Fault fault) {
    CRASH.cutOff(fault);
  }

  private static void proveComplete(MemoryObjectStore store, String when) {
    proveWhole(store, when);
    try (Vault target = TestVault.open(store)) {
      assertThat(target.stats().blobs())
          .as("nothing is copied twice after %s", when)
          .isEqualTo(BLOBS);
      CheckReport report = target.check(new CheckOptions(true), Progress.NONE);
      assertThat(report.snapshots()).as("each once after %s", when).isEqualTo(2);
      assertThat(report.warnings()).as("unused packs after %s", when).isZero();
      assertThat(report.unusedBlobs()).as("unused after %s", when).isZero();
    }
  }

  private static void proveWhole(MemoryObjectStore store, String when) {
    try (Vault vault = TestVault.open(store)) {
      CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
      assertThat(report.errors()).as("errors after %s: %s", when, report.findings()).isZero();
      List<Snapshot> all = SOURCE.listing().snapshots();
      for (Snapshot copy : vault.snapshots()) {
        Snapshot first = all.stream().filter(copy::isCopyOf).findFirst().orElseThrow();
        assertThat(Backup.hashes(Backup.read(vault, copy)))
            .as("a copy after %s", when)
            .isEqualTo(Backup.hashes(Backup.read(SOURCE, first)));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"FAIL_ONCE", "CRASH_BEFORE"})
  @DisplayName("A source that fails at any call harms neither vault")
  void atEveryCallToTheSource(Fault fault) {
    FaultyStore counting = new FaultyStore(FROM);
    copyFrom(counting, EMPTY.copy());
    for (int at = 1; at <= counting.calls(); at++) {
      MemoryObjectStore store = EMPTY.copy();
      try {
        copyFrom(new FaultyStore(FROM).at(at, fault), store);
      } catch (HoldfastException expected) {
        assertThat(expected.code()).isEqualTo(ErrorCode.INPUT_OUTPUT);
      }
      proveWhole(store, fault + " at call " + at);
    }
    assertThat(FROM.list(ObjectKind.LOCK)).isEmpty();
    assertThat(SOURCE.check(new CheckOptions(true), Progress.NONE).findings()).isEmpty();
  }

  private static void copyFrom(ObjectStore failing, MemoryObjectStore store) {
    try (Vault broken = TestVault.open(failing);
        Vault target = TestVault.open(store)) {
      broken.copyTo(target, broken.snapshots(), Progress.NONE);
    }
  }
}
