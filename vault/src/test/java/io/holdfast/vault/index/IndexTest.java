package io.holdfast.vault.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.Randomness;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.crypto.MasterKey;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IndexTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Documents documents =
      new Documents(store, MasterKey.random(Randomness.SECURE), Randomness.SECURE, 2);

  private static IndexedPack pack(long name, long blob) {
    PackedBlob packed = new PackedBlob(BlobKind.DATA, new BlobId(blob, 0, 0, 0), 0, 100, 0);
    return new IndexedPack(new BlobId(name, 0, 0, 0), List.of(packed));
  }

  private BlobId save(IndexedPack... packs) {
    return documents.save(ObjectKind.INDEX, IndexFile.encode(List.of(packs)));
  }

  @Test
  @DisplayName("An index file is encoded as restic encodes it")
  void encoded() {
    BlobId id = new BlobId(1, 2, 3, 4);
    String hex = id.hex();
    byte[] json =
        IndexFile.encode(
            List.of(
                new IndexedPack(
                    id,
                    List.of(
                        new PackedBlob(BlobKind.DATA, id, 0, 38, 0),
                        new PackedBlob(BlobKind.TREE, id, 38, 112, 511)))));
    assertThat(new String(json, StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"packs\":[{\"id\":\""
                + hex
                + "\",\"blobs\":[{\"id\":\""
                + hex
                + "\",\"type\":\"data\",\"offset\":0,\"length\":38},{\"id\":\""
                + hex
                + "\",\"type\":\"tree\",\"offset\":38,\"length\":112,\"uncompressed_length\":511}]"
                + "}]}\n");
    assertThat(IndexFile.decode(json).packs().getFirst().blobs()).hasSize(2);
  }

  @Test
  @DisplayName("Several files are one index; a later file is found when it is needed")
  void refresh() {
    save(pack(1, 1), pack(2, 2));
    Index index = new Index(store, documents);
    assertThat(index.locate(BlobKind.DATA, new BlobId(2, 0, 0, 0)).getFirst().pack())
        .isEqualTo(new BlobId(2, 0, 0, 0));
    save(pack(3, 3), pack(4, 1));
    assertThat(index.locate(BlobKind.DATA, new BlobId(3, 0, 0, 0))).hasSize(1);
    assertThat(index.find(BlobKind.DATA, new BlobId(1, 0, 0, 0))).as("two copies").hasSize(2);
    assertThat(index.offers(BlobKind.TREE, new BlobId(1, 0, 0, 0))).isFalse();
  }

  @Test
  @DisplayName("What a file supersedes is forgotten, whichever was read first")
  void supersedes() {
    BlobId old = save(pack(1, 1));
    BlobId other = save(pack(5, 5));
    String json =
        "{\"supersedes\":[\""
            + old
            + "\"],\"packs\":[{\"id\":\""
            + new BlobId(2, 0, 0, 0)
            + "\",\"blobs\":[{\"id\":\""
            + new BlobId(1, 0, 0, 0)
            + "\",\"type\":\"data\",\"offset\":0,\"length\":100}]}]}";
    documents.save(ObjectKind.INDEX, TestVault.utf8(json));
    Index index = new Index(store, documents);
    index.load();
    assertThat(index.find(BlobKind.DATA, new BlobId(1, 0, 0, 0)))
        .extracting(Location::pack)
        .containsExactly(new BlobId(2, 0, 0, 0));
    assertThat(index.knowsPack(new BlobId(5, 0, 0, 0))).isTrue();
    assertThat(other).isNotEqualTo(old);
  }

  @Test
  @DisplayName("A blob keeps its number until the index is reread, whatever comes")
  void numbersStay() {
    BlobId old = save(pack(1, 1), pack(2, 2));
    Index index = new Index(store, documents);
    index.load();
    int number = index.number(BlobKind.DATA, new BlobId(2, 0, 0, 0));
    String json = "{\"supersedes\":[\"" + old + "\"],\"packs\":[]}";
    documents.save(ObjectKind.INDEX, TestVault.utf8(json));
    save(pack(3, 2), pack(4, 4));
    assertThat(index.refresh()).isTrue();
    assertThat(index.number(BlobKind.DATA, new BlobId(2, 0, 0, 0))).isEqualTo(number);
    assertThat(index.number(BlobKind.DATA, new BlobId(4, 0, 0, 0))).isNotNegative();
    index.reread();
    assertThat(index.knowsPack(new BlobId(1, 0, 0, 0))).as("superseded").isFalse();
    assertThat(index.knowsPack(new BlobId(3, 0, 0, 0))).isTrue();
  }

  @Test
  @DisplayName("A blob in a pack that is gone is not used for deduplication")
  void absent() {
    save(pack(1, 1), pack(2, 2), pack(3, 2));
    Index index = new Index(store, documents);
    index.load();
    AtomicLong expected = new AtomicLong();
    index.forEachPack((number, pack, bytes) -> expected.set(bytes));
    long size = expected.get();
    index.buildUpon(Map.of(new BlobId(3, 0, 0, 0), size, new BlobId(1, 0, 0, 0), size - 1));
    assertThat(index.offers(BlobKind.DATA, new BlobId(1, 0, 0, 0))).as("cut off").isFalse();
    assertThat(index.offers(BlobKind.DATA, new BlobId(2, 0, 0, 0))).as("other copy").isTrue();
  }
}
