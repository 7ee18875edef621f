package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.crypto.MasterKey;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.index.CountedArenas;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.IndexFile;
import io.holdfast.vault.index.IndexedPack;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Memory outside the heap is given back, and nobody can use it after that. */
class IndexMemoryTest {
  private static final int BLOBS = 60_000;
  private static final int PER_PACK = 100;

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final CountedArenas arenas = new CountedArenas();
  private final Randomness randomness = Randomness.ofSeed(TestVault.seed());
  private final MasterKey key = MasterKey.random(randomness);
  private final Documents documents = new Documents(store, key, randomness, Config.VERSION);
  private final BlobId file = saveIndexOfManyBlobs();
  private final Vault vault =
      new Vault(
          new Vault.Parts(
              store,
              key,
              Config.fresh(randomness),
              documents,
              new Index(store, documents, arenas, (name, read) -> {}),
              new Benches(key, randomness),
              randomness,
              TestVault.CLOCK),
          new BlobId(0, 0, 0, 0));

  private BlobId saveIndexOfManyBlobs() {
    List<IndexedPack> packs = new ArrayList<>();
    for (int pack = 0; pack < BLOBS / PER_PACK; pack++) {
      List<PackedBlob> blobs = new ArrayList<>();
      for (int i = 0; i < PER_PACK; i++) {
        BlobId id = BlobId.of(randomness.bytes(BlobId.BYTES));
        blobs.add(new PackedBlob(BlobKind.DATA, id, 100L * i, 100, 0));
      }
      packs.add(new IndexedPack(BlobId.of(randomness.bytes(BlobId.BYTES)), blobs));
    }
    return documents.save(ObjectKind.INDEX, IndexFile.encode(packs));
  }

  @Test
  @DisplayName("Check and prune give back what their own index took, the vault the rest")
  void givenBack() {
    assertThat(vault.stats().blobs()).isEqualTo(BLOBS);
    long taken = arenas.bytes();
    assertThat(taken).isGreaterThan(30L * BLOBS / 2);
    vault.check(new CheckOptions(false), Progress.NONE);
    vault.planPrune(Progress.NONE);
    vault.prune(new PruneOptions(Duration.ZERO), Progress.NONE);
    assertThat(arenas.bytes()).isEqualTo(taken);
    assertThat(arenas.opened()).as("each had an index").isGreaterThan(3);
    vault.close();
    assertThat(arenas.open()).isZero();
    assertThatThrownBy(vault::stats)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  @DisplayName("An index that is read anew gives back what the files that are gone said")
  void reread() {
    vault.stats();
    assertThat(arenas.open()).isPositive();
    store.delete(ObjectKind.INDEX, file.hex());
    vault.writer().close();
    assertThat(arenas.open()).isZero();
    assertThat(vault.stats().blobs()).isZero();
  }

  @Test
  @DisplayName("Whoever reads when the vault is closed gets an error, and the process goes on")
  void closedUnderReaders() throws InterruptedException {
    Index index = new Index(store, documents, arenas, (name, read) -> {});
    index.load();
    List<PackedBlob> blobs = new ArrayList<>();
    index.forEachPlace((place, blob, pack, packed) -> blobs.add(packed));
    index.buildUpon(Map.of());
    Queue<Throwable> ends = new ConcurrentLinkedQueue<>();
    CountDownLatch atWork = new CountDownLatch(4);
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      readers.add(Thread.ofPlatform().start(() -> readForEver(index, blobs, atWork, ends)));
    }
    atWork.await();
    index.close();
    index.close();
    for (Thread reader : readers) {
      reader.join();
    }
    assertThat(ends)
        .hasSize(4)
        .allSatisfy(end -> assertThat(end).hasMessage("The vault is closed"));
    assertThat(arenas.open()).isZero();
  }

  private static void readForEver(
      Index index, List<PackedBlob> blobs, CountDownLatch atWork, Queue<Throwable> ends) {
    try {
      for (int i = 0; ; i = (i + 1) % blobs.size()) {
        PackedBlob blob = blobs.get(i);
        assertThat(index.offers(blob.kind(), blob.id())).isFalse();
        assertThat(index.find(blob.kind(), blob.id()).getFirst().blob()).isEqualTo(blob);
        atWork.countDown();
      }
    } catch (IllegalStateException closed) {
      ends.add(closed);
    }
  }
}
