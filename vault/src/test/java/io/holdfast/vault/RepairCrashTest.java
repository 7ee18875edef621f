package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.faults.CrashAtEveryCall;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.repair.SalvageOptions;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("I7: killed at any instant, a repair makes nothing worse, and the next one completes")
class RepairCrashTest {
  private static final SalvageOptions FORGET = new SalvageOptions(false, true, false);
  private static final Map<String, byte[]> KEPT = Backup.files(1);

  @TempDir static Path directory;
  private static CrashAtEveryCall crash;

  /**
   * One snapshot is whole and has lost its index; one has lost its largest pack; in that of the
   * third a bit is flipped. Besides, a prune has left half a state, and a writer half a pack.
   */
  private static MemoryObjectStore damaged() throws IOException {
    MemoryObjectStore base = new MemoryObjectStore();
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
      base.delete(ObjectKind.PACK, largest(base, packs));
      CopyTest.write(vault, Map.of("other", TestVault.randomBytes(6, 800_000)));
      base.damage(
          ObjectKind.PACK,
          largest(base, packs),
          bytes -> {
            bytes[bytes.length / 2] ^= 1;
            return bytes;
          });
    }
    half(base, ObjectKind.PRUNE);
    half(base, ObjectKind.PACK);
    return base;
  }

  private static void half(MemoryObjectStore store, ObjectKind kind) throws IOException {
    byte[] half = TestVault.randomBytes(7, 100);
    store.put(kind, Hash.sha256(half).hex(), List.of(ByteBuffer.wrap(half)));
  }

  private static String largest(MemoryObjectStore store, List<StoredObject> butNot) {
    return store.list(ObjectKind.PACK).stream()
        .filter(pack -> !butNot.contains(pack))
        .max(Comparator.comparing(StoredObject::size))
        .orElseThrow()
        .name();
  }

  private static void repair(Vault vault) {
    vault.repairIndex(false, Progress.NONE);
    vault.repairPacks(Progress.NONE);
    vault.repairSnapshots(List.of(), FORGET, Progress.NONE);
  }

  @BeforeAll
  static void damage() throws IOException {
    crash =
        new CrashAtEveryCall(damaged(), RepairCrashTest::repair)
            // The lock of one repair could not be removed, and is in the way of the next.
            .mayTell(ErrorCode.VAULT_LOCKED)
            .provingAfterTheNextRun(RepairCrashTest::proveRepaired)
            .refereed(directory);
    assertThat(crash.calls()).isGreaterThan(40);
  }

  @ParameterizedTest
  @MethodSource("io.holdfast.vault.faults.CrashAtEveryCall#faults")
  void atEveryStoreCall(Fault fault) {
    crash.cutOff(fault);
  }

  private static void proveRepaired(MemoryObjectStore store, String when) {
    try (Vault vault = TestVault.open(store)) {
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

  private static Snapshot whole(List<Snapshot> snapshots) {
    return snapshots.stream().filter(one -> !one.hasTag("repaired")).findFirst().orElseThrow();
  }
}
