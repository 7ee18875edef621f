package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I6: damage is found and named, and hides nothing else")
class DamageTest {
  private static final Map<String, byte[]> FILES = Backup.files(1);
  private final MemoryObjectStore base = new MemoryObjectStore();

  @BeforeEach
  void backup() {
    try (Vault vault = TestVault.init(base);
        VaultWriter writer = vault.writer()) {
      Backup.write(writer, FILES);
      Backup.write(writer, Backup.files(2));
    }
  }

  private static CheckReport check(MemoryObjectStore store, boolean readData) {
    try (Vault vault = TestVault.open(store)) {
      return vault.check(new CheckOptions(readData), Progress.NONE);
    }
  }

  @Test
  @DisplayName("A vault without damage has no findings, and the counts say what was looked at")
  void clean() {
    CheckReport report = check(base, true);
    assertThat(report.findings()).isEmpty();
    assertThat(report.snapshots()).isEqualTo(2);
    assertThat(report.trees()).isEqualTo(4);
    assertThat(report.unusedBlobs()).isZero();
    assertThat(report.bytesRead())
        .isEqualTo(base.list(ObjectKind.PACK).stream().mapToLong(StoredObject::size).sum());
  }

  @Test
  @DisplayName("A bit flipped anywhere in any object is found by check --read-data, or by opening")
  void flippedBits() {
    long seed = TestVault.seed();
    Random random = new Random(seed);
    for (ObjectKind kind : ObjectKind.values()) {
      for (StoredObject object : base.list(kind)) {
        for (int i = 0; i < 6; i++) {
          int bit = random.nextInt((int) object.size() * 8);
          assertFound(
              kind, object, bytes -> flipBit(bytes, bit), "bit " + bit + ", holdfast.seed=" + seed);
        }
      }
    }
  }

  private static byte[] flipBit(byte[] bytes, int bit) {
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    return bytes;
  }

  @Test
  @DisplayName("An object cut short is found, a pack even without reading data")
  void truncated() {
    for (ObjectKind kind : ObjectKind.values()) {
      for (StoredObject object : base.list(kind)) {
        int half = (int) object.size() / 2;
        assertFound(kind, object, bytes -> Arrays.copyOf(bytes, half), "cut in half");
        assertFound(kind, object, bytes -> Arrays.copyOf(bytes, bytes.length - 1), "one byte less");
        assertFound(kind, object, bytes -> new byte[0], "emptied");
      }
    }
    MemoryObjectStore store = base.copy();
    String pack = store.list(ObjectKind.PACK).getFirst().name();
    store.damage(ObjectKind.PACK, pack, bytes -> Arrays.copyOf(bytes, bytes.length - 1));
    assertThat(check(store, false).findings()).anyMatch(f -> f.object().endsWith(pack));
  }

  private void assertFound(
      ObjectKind kind, StoredObject object, UnaryOperator<byte[]> change, String what) {
    MemoryObjectStore store = base.copy();
    store.damage(kind, object.name(), change);
    try {
      CheckReport report = check(store, true);
      assertThat(report.errors()).as("%s of %s %s", what, kind, object.name()).isPositive();
    } catch (HoldfastException onOpening) {
      assertThat(onOpening.code()).as(what).isEqualTo(ErrorCode.OBJECT_DAMAGED);
      assertThat(kind).isIn(ObjectKind.CONFIG, ObjectKind.KEY);
    }
  }

  @Test
  @DisplayName("Packs and index files that are missing are found without reading data")
  void missing() {
    for (ObjectKind kind : new ObjectKind[] {ObjectKind.PACK, ObjectKind.INDEX}) {
      for (StoredObject object : base.list(kind)) {
        MemoryObjectStore store = base.copy();
        store.delete(kind, object.name());
        assertThat(check(store, false).errors()).as("%s %s", kind, object.name()).isPositive();
      }
    }
  }

  @Test
  @DisplayName("HF-501: one damaged snapshot is named, and does not hide the others")
  void damagedSnapshot() {
    String bad = base.list(ObjectKind.SNAPSHOT).getFirst().name();
    base.damage(ObjectKind.SNAPSHOT, bad, bytes -> flipBit(bytes, 99));
    try (Vault vault = TestVault.open(base)) {
      OpeningTest.assertCode(ErrorCode.OBJECT_DAMAGED, vault::snapshots);
      assertThat(vault.listing().damaged()).extracting(d -> d.name()).containsExactly(bad);
      Snapshot good = vault.listing().snapshots().getFirst();
      assertThat(vault.find(good.id().hex().substring(0, 12), s -> true)).isEqualTo(good);
      assertThat(Backup.read(vault, good)).isNotEmpty();
      OpeningTest.assertCode(ErrorCode.OBJECT_DAMAGED, () -> vault.find("latest", s -> true));
    }
  }

  @Test
  @DisplayName("HF-501 names the pack and the blob; a backup made afterwards repairs what was lost")
  void repair() {
    Snapshot snapshot;
    try (Vault vault = TestVault.open(base)) {
      snapshot = vault.snapshots().getFirst();
    }
    for (StoredObject pack : base.list(ObjectKind.PACK)) {
      base.delete(ObjectKind.PACK, pack.name());
    }
    try (Vault vault = TestVault.open(base)) {
      assertThatThrownBy(() -> Backup.read(vault, snapshot))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              lost -> {
                assertThat(lost.code()).isEqualTo(ErrorCode.BLOB_MISSING);
                assertThat(lost).hasMessageContaining("data/");
              });
      try (VaultWriter writer = vault.writer()) {
        Backup.write(writer, FILES);
        Backup.write(writer, Backup.files(2));
        assertThat(writer.stats().newBlobs()).isPositive();
      }
    }
    try (Vault vault = TestVault.open(base)) {
      for (Snapshot again : vault.snapshots()) {
        assertThat(Backup.read(vault, again)).isNotEmpty();
      }
    }
  }

  @Test
  @DisplayName("A damaged copy of a blob is passed over for a whole one")
  void otherCopy() {
    MemoryObjectStore copies = base.copy();
    // A second writer that cannot see the index stores everything again.
    for (StoredObject index : copies.list(ObjectKind.INDEX)) {
      copies.delete(ObjectKind.INDEX, index.name());
    }
    try (Vault vault = TestVault.open(copies);
        VaultWriter writer = vault.writer()) {
      Backup.write(writer, FILES);
      Backup.write(writer, Backup.files(2));
      writer.adoptOrphans();
      writer.flush();
    }
    for (StoredObject pack : base.list(ObjectKind.PACK)) {
      copies.damage(ObjectKind.PACK, pack.name(), bytes -> flipBit(bytes, 200));
    }
    try (Vault vault = TestVault.open(copies)) {
      for (Snapshot snapshot : vault.snapshots()) {
        assertThat(Backup.read(vault, snapshot)).isNotEmpty();
      }
      CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
      assertThat(report.errors()).isPositive();
    }
  }

  @Test
  @DisplayName("HF-501: a damaged index file refuses a writer; a reader is told when it matters")
  void damagedIndex() {
    String bad = base.list(ObjectKind.INDEX).getFirst().name();
    base.damage(ObjectKind.INDEX, bad, bytes -> flipBit(bytes, 500));
    try (Vault vault = TestVault.open(base)) {
      OpeningTest.assertCode(ErrorCode.OBJECT_DAMAGED, vault::writer);
      assertThat(base.list(ObjectKind.LOCK)).as("the lock was given back").isEmpty();
      assertThatThrownBy(
              () -> {
                for (Snapshot snapshot : vault.snapshots()) {
                  Backup.read(vault, snapshot);
                }
              })
          .isInstanceOf(HoldfastException.class)
          .hasMessageContaining("index/" + bad);
    }
  }
}
