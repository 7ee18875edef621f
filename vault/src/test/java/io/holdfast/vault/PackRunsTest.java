package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Many blobs at once: read as they lie, each told once, verified as ever")
class PackRunsTest {
  private final MemoryObjectStore base = new MemoryObjectStore();
  private final Map<BlobId, byte[]> saved = new TreeMap<>();

  @BeforeEach
  void save() {
    Random random = new Random(5);
    try (Vault vault = TestVault.init(base);
        VaultWriter writer = vault.writer()) {
      for (int i = 0; i < 400; i++) {
        byte[] bytes = TestVault.text(i, 1 + random.nextInt(i % 50 == 0 ? 400_000 : 8_000));
        saved.put(TestVault.save(writer, bytes).blobs().getFirst(), bytes);
      }
      writer.flush();
    }
  }

  /** Takes everything and lets no blob come twice. */
  private static final class Taken implements BlobSource.Receiver {
    final Map<BlobId, byte[]> blobs = new TreeMap<>();
    final Map<BlobId, ErrorCode> failures = new TreeMap<>();

    @Override
    public void take(BlobId id, byte[] bytes, int length) {
      assertThat(blobs.put(id, Arrays.copyOf(bytes, length))).isNull();
    }

    @Override
    public void fail(BlobId id, HoldfastException why) {
      assertThat(failures.put(id, why.code())).isNull();
    }
  }

  private static Taken read(ObjectStore store, Set<BlobId> ids) throws IOException {
    Taken taken = new Taken();
    try (Vault vault = TestVault.open(store)) {
      vault.lendAll(ids, taken);
    }
    return taken;
  }

  private void assertRight(Taken taken, Set<BlobId> ids) {
    assertThat(taken.blobs.keySet()).isEqualTo(ids);
    taken.blobs.forEach((id, bytes) -> assertThat(bytes).isEqualTo(saved.get(id)));
  }

  @Test
  @DisplayName("All blobs come, in whatever order they are asked for, with a request for each run")
  void all() throws IOException {
    List<BlobId> shuffled = new ArrayList<>(saved.keySet());
    Collections.shuffle(shuffled, new Random(1));
    FaultyStore counting = new FaultyStore(base);
    Taken taken = read(counting, new LinkedHashSet<>(shuffled));
    assertRight(taken, saved.keySet());
    assertThat(taken.failures).isEmpty();
    assertThat(counting.calls()).as("requests, for 400 blobs").isLessThan(30);
  }

  @Test
  @DisplayName("Any part of the blobs comes right: gaps, single ones, none")
  void some() throws IOException {
    long seed = TestVault.seed();
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      int oneIn = 1 + random.nextInt(60);
      Set<BlobId> ids = new HashSet<>(saved.keySet());
      ids.removeIf(id -> random.nextInt(oneIn) > 0);
      Taken taken = read(base, ids);
      assertThat(taken.blobs.keySet()).as("holdfast.seed=%d", seed).isEqualTo(ids);
      assertRight(taken, ids);
    }
  }

  @Test
  @DisplayName("A blob that is not known, or damaged, is told by its code and stops no other")
  void failures() throws IOException {
    BlobId unknown = Hash.sha256(new byte[] {1, 2, 3});
    String pack = base.list(ObjectKind.PACK).getFirst().name();
    base.damage(
        ObjectKind.PACK,
        pack,
        bytes -> {
          bytes[100] ^= 1;
          return bytes;
        });
    Set<BlobId> ids = new HashSet<>(saved.keySet());
    ids.add(unknown);
    Taken taken = read(base, ids);
    assertThat(taken.failures).hasSize(2).containsEntry(unknown, ErrorCode.BLOB_MISSING);
    assertThat(taken.failures).containsValue(ErrorCode.OBJECT_DAMAGED);
    ids.removeAll(taken.failures.keySet());
    assertRight(taken, ids);
  }

  @Test
  @DisplayName("A request that fails once is made up for blob by blob")
  void failsOnce() throws IOException {
    FaultyStore counting = new FaultyStore(base);
    read(counting, saved.keySet());
    int last = counting.calls();
    Taken taken = read(new FaultyStore(base).at(last, Fault.FAIL_ONCE), saved.keySet());
    assertThat(taken.failures).isEmpty();
    assertRight(taken, saved.keySet());
  }

  @Test
  @DisplayName("A pack that is gone fails its blobs and no other")
  void packGone() throws IOException {
    for (StoredObject pack : base.list(ObjectKind.PACK)) {
      base.delete(ObjectKind.PACK, pack.name());
    }
    Taken taken = read(base, saved.keySet());
    assertThat(taken.blobs).isEmpty();
    assertThat(taken.failures.values()).containsOnly(ErrorCode.BLOB_MISSING);
    assertThat(taken.failures).hasSize(saved.size());
  }
}
