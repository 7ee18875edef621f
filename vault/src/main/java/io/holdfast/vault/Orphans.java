package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.crypto.SealBrokenException;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.index.IndexedPack;
import io.holdfast.vault.pack.PackHeader;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.parallel.Parallel;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Packs that no index names: a killed run had stored them and not yet indexed them. */
final class Orphans {
  private static final int THREADS = 4;

  private Orphans() {}

  /**
   * What a pack holds, if it is whole and can be read. It is read to its end: only its hash proves
   * that it is.
   */
  static Optional<IndexedPack> read(ObjectStore store, Benches benches, String name) {
    return read(
        benches,
        name,
        bench -> {
          byte[] pack = Documents.loadNamed(store, ObjectKind.PACK, name);
          return PackHeader.read(
              pack.length,
              (offset, length) -> Arrays.copyOfRange(pack, (int) offset, (int) offset + length),
              bench.seal);
        });
  }

  /** What a pack's header says, if it can be read. */
  static Optional<IndexedPack> readHeader(ObjectStore store, Benches benches, String name) {
    return read(
        benches,
        name,
        bench -> {
          try {
            return PackHeader.read(
                store.size(ObjectKind.PACK, name),
                (offset, length) -> store.read(ObjectKind.PACK, name, offset, length),
                bench.seal);
          } catch (IOException failure) {
            throw StoreFailure.of(failure, store, "read " + ObjectKind.PACK.path(name));
          }
        });
  }

  /** What the headers of packs say, of those whose header can be read. */
  static Map<BlobId, IndexedPack> readHeaders(
      Vault.Parts parts, Set<BlobId> packs, Progress progress) {
    Map<BlobId, IndexedPack> headers = new TreeMap<>();
    try (Progress.Phase phase =
        progress.begin("read pack headers", Progress.Unit.OBJECTS, packs.size())) {
      Parallel.forEach(
          "headers",
          THREADS,
          List.copyOf(packs),
          pack -> {
            Optional<IndexedPack> header = readHeader(parts.store(), parts.benches(), pack.hex());
            synchronized (headers) {
              header.ifPresent(found -> headers.put(pack, found));
            }
            phase.advance(1);
          });
    }
    return headers;
  }

  private interface Reading {
    List<PackedBlob> read(Bench bench) throws IOException, SealBrokenException;
  }

  private static Optional<IndexedPack> read(Benches benches, String name, Reading reading) {
    Bench bench = benches.borrow();
    try {
      return Optional.of(new IndexedPack(BlobId.parse(name), reading.read(bench)));
    } catch (SealBrokenException damaged) {
      return Optional.empty();
    } catch (HoldfastException failure) {
      // Damaged, gone meanwhile, or cold: it is not needed, and check reports it. Anything else is
      // an error.
      return switch (failure.code()) {
        case OBJECT_DAMAGED, BLOB_MISSING, OBJECT_COLD -> Optional.empty();
        default -> throw failure;
      };
    } catch (IOException impossible) {
      throw new IllegalStateException("The pack is in memory", impossible);
    } finally {
      benches.giveBack(bench);
    }
  }
}
