package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.progress.Progress;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.faults.CrashAtEveryCall;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.prune.PruneReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("I7: killed at any instant, a prune loses nothing, and the next one completes")
class PruneCrashTest {
  private static final Map<String, byte[]> KEPT = Backup.files(2);
  private static final PruneOptions AT_ONCE = new PruneOptions(Duration.ZERO);
  @TempDir static Path directory;
  private static final CrashAtEveryCall CRASH = of(new MemoryObjectStore());

  /** Packs of which nothing is needed, packs of which something is, small ones, condemned ones. */
  private static CrashAtEveryCall of(MemoryObjectStore base) {
    try (Vault vault = TestVault.init(base)) {
      write(vault, Backup.files(3));
      forgetAll(vault);
      write(vault, Backup.files(1));
      vault.prune(new PruneOptions(Duration.ofDays(1)), Progress.NONE);
      Map<String, byte[]> shared = new TreeMap<>(KEPT);
      shared.put("not shared", TestVault.randomBytes(9, 400_000));
      shared.remove("file-3");
      write(vault, shared);
      forgetAll(vault);
      write(vault, KEPT);
    }
    assertThat(condemned(base)).isPositive();
    try (Vault vault = TestVault.open(base.copy())) {
      PruneReport report = prune(vault);
      assertThat(report.plan().repacked().count()).isPositive();
      assertThat(report.plan().unneeded().count()).isPositive();
    }
    return new CrashAtEveryCall(base, PruneCrashTest::prune)
        .provingAfterTheCut(
            (store, when) -> {
              proveTheOne(store, when);
              proveThatBackupsGoOn(store.copy(), when);
            })
        .provingAfterTheNextRun(PruneCrashTest::proveDone);
  }

  private static void write(Vault vault, Map<String, byte[]> files) {
    try (VaultWriter writer = vault.writer()) {
      Backup.write(writer, files);
    }
  }

  private static void forgetAll(Vault vault) {
    vault.forget(vault.snapshots());
  }

  private static int condemned(MemoryObjectStore store) {
    try (Vault vault = TestVault.open(store)) {
      return (int) vault.planPrune(Progress.NONE).waiting().count();
    }
  }

  private static PruneReport prune(Vault vault) {
    return vault.prune(AT_ONCE, Progress.NONE);
  }

  @BeforeAll
  static void askRestic() {
    CRASH.refereed(directory);
    assertThat(CRASH.calls()).isGreaterThan(50);
  }

  @ParameterizedTest
  @MethodSource("io.holdfast.vault.faults.CrashAtEveryCall#faults")
  void atEveryStoreCall(Fault fault) {
    CRASH.cutOff(fault);
  }

  private static void proveTheOne(MemoryObjectStore store, String when) {
    try (Vault vault = TestVault.open(store)) {
      List<Snapshot> snapshots = vault.snapshots();
      assertThat(snapshots).as(when).hasSize(1);
      assertThat(Backup.hashes(Backup.read(vault, snapshots.getFirst())))
          .as("the snapshot after %s", when)
          .isEqualTo(Backup.hashes(KEPT));
    }
  }

  private static void proveDone(MemoryObjectStore store, String when) {
    proveTheOne(store, when);
    try (Vault vault = TestVault.openLater(store)) {
      CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
      assertThat(report.unusedBlobs()).as("unused after %s", when).isZero();
      assertThat(store.list(ObjectKind.PRUNE)).as("states after %s", when).hasSize(1);
      assertThat(prune(vault).deleted().count()).as("nothing is left to do").isZero();
    }
  }

  private static void proveThatBackupsGoOn(MemoryObjectStore store, String when) {
    Map<String, byte[]> files = Backup.files(1);
    try (Vault vault = TestVault.openLater(store)) {
      Snapshot written;
      try (VaultWriter writer = vault.writer()) {
        writer.adoptOrphans();
        written = Backup.write(writer, files);
      }
      prune(vault);
      assertThat(Backup.hashes(Backup.read(vault, written)))
          .as("a backup, then a prune, after %s", when)
          .isEqualTo(Backup.hashes(files));
    }
  }
}
