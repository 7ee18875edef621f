package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.crypto.SealBrokenException;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.index.IndexedPack;
import io.holdfast.vault.pack.PackHeader;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Packs that no index names: a killed run had stored them and not yet indexed them. */
final class Orphans {
  private Orphans() {}

  /** What a pack holds, if it is whole. It is read to its end: only its hash proves that it is. */
  static Optional<IndexedPack> read(ObjectStore store, Benches benches, String name) {
    Bench bench = benches.borrow();
    try {
      byte[] pack = Documents.loadNamed(store, ObjectKind.PACK, name);
      List<PackedBlob> blobs =
          PackHeader.read(
              pack.length,
              (offset, length) -> Arrays.copyOfRange(pack, (int) offset, (int) offset + length),
              bench.seal);
      return Optional.of(new IndexedPack(BlobId.parse(name), blobs));
    } catch (SealBrokenException damaged) {
      return Optional.empty();
    } catch (HoldfastException failure) {
      // Damaged, or gone meanwhile: it is not needed, and check reports it. Anything else is an
      // error.
      return switch (failure.code()) {
        case OBJECT_DAMAGED, BLOB_MISSING -> Optional.empty();
        default -> throw failure;
      };
    } catch (IOException impossible) {
      throw new IllegalStateException("The pack is in memory", impossible);
    } finally {
      benches.giveBack(bench);
    }
  }
}
