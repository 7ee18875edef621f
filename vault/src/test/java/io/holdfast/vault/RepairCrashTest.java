package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.repair.SalvageOptions;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.FaultyObjectStore;
import io.holdfast.vault.store.FaultyObjectStore.Fault;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("I7: killed at any instant, a repair makes nothing worse, and the next one completes")
class RepairCrashTest {
  private static final SalvageOptions FORGET = new SalvageOptions(false, true, false);
  private static final Map<String, byte[]> KEPT = Backup.files(1);
  private final MemoryObjectStore base = new MemoryObjectStore();

  /**
   * One snapshot is whole and has lost its index; one has lost its largest pack; in that of the
   * third a bit is flipped.
   */
  @BeforeEach
  void fill() throws IOException {
    try (Vault vault = TestVault.init(base)) {
      CopyTest.write(vault, KEPT);
      List<StoredObject> files = base.list(ObjectKind.INDEX);
      List<StoredObject> packs = base.list(ObjectKind.PACK);
      Map<String, byte[]> lost = new TreeMap<>(KEPT);
      lost.put("aa-lost", TestVault.randomBytes(5, 900_000));
      CopyTest.write(vault, lost);
      for (StoredObject file : files) {
        base.delete(ObjectKind.INDEX, file.name());
      }
      StoredObject largest =
          base.list(ObjectKind.PACK).stream()
              .filter(pack -> !packs.contains(pack))
              .max(Comparator.comparing(StoredObject::size))
              .orElseThrow();
      base.delete(ObjectKind.PACK, largest.name());
      CopyTest.write(vault, Map.of("other", TestVault.randomBytes(6, 800_000)));
      flipIn(
          base.list(ObjectKind.PACK).stream()
              .filter(pack -> !packs.contains(pack))
              .max(Comparator.comparing(StoredObject::size))
              .orElseThrow());
    }
  }

  private void flipIn(StoredObject pack) throws IOException {
    byte[] bytes = base.read(ObjectKind.PACK, pack.name(), 0, (int) pack.size());
    bytes[bytes.length / 2] ^= 1;
    base.delete(ObjectKind.PACK, pack.name());
    base.put(ObjectKind.PACK, pack.name(), List.of(ByteBuffer.wrap(bytes)));
  }

  private static void repair(Vault vault) {
    vault.repairIndex(false, Progress.NONE);
    vault.repairPacks(Progress.NONE);
    vault.repairSnapshots(List.of(), FORGET, Progress.NONE);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void atEveryStoreCall(Fault fault) {
    FaultyObjectStore counting = new FaultyObjectStore(base.copy(), fault, Integer.MAX_VALUE);
    try (Vault vault = TestVault.open(counting)) {
      repair(vault);
    }
    assertThat(counting.calls()).isGreaterThan(40);
    for (int at = 1; at <= counting.calls(); at++) {
      MemoryObjectStore store = base.copy();
      String when = fault + " at call " + at;
      try (Vault vault = TestVault.open(new FaultyObjectStore(store, fault, at))) {
        repair(vault);
      } catch (HoldfastException expected) {
        assertThat(expected.code())
            .as(when)
            .isIn(
                ErrorCode.INPUT_OUTPUT,
                ErrorCode.DISK_FULL,
                ErrorCode.OUTCOME_UNKNOWN,
                // The lock of one repair could not be removed, and is in the way of the next.
                ErrorCode.VAULT_LOCKED);
      }
      try (Vault vault = TestVault.openLater(store)) {
        repair(vault);
        CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
        assertThat(report.errors()).as("errors after %s: %s", when, report.findings()).isZero();
        List<Snapshot> left = vault.snapshots();
        assertThat(left).as("the whole one and two repaired after %s", when).hasSize(3);
        for (Snapshot snapshot : left) {
          Map<String, byte[]> read = Backup.read(vault, snapshot);
          assertThat(Backup.hashes(KEPT)).as(when).containsAllEntriesOf(Backup.hashes(read));
        }
        assertThat(Backup.hashes(Backup.read(vault, whole(left))))
            .as("the whole one after %s", when)
            .isEqualTo(Backup.hashes(KEPT));
      }
    }
  }

  private static Snapshot whole(List<Snapshot> snapshots) {
    return snapshots.stream().filter(one -> !one.hasTag("repaired")).findFirst().orElseThrow();
  }
}
