package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.document.Damage;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.IndexFile;
import io.holdfast.vault.index.IndexedPack;
import io.holdfast.vault.lock.VaultLock;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Writes anew what remains of the index files that name condemned or vanished packs, then removes
 * these files: at every instant each needed blob is named by a file that is there.
 */
final class IndexRewriting {
  private final Vault.Parts parts;
  private final ObjectStore store;
  private final VaultLock lock;
  private final PruneView view;
  private final Set<BlobId> condemned;
  private final Set<BlobId> revived;

  private final Map<BlobId, Boolean> vanished = new HashMap<>();
  private final IndexWriting writing;
  private final Map<BlobId, Set<String>> seen;
  private final Set<BlobId> named = new HashSet<>();

  /**
   * @param condemned packs that lose their entries
   * @param revived packs that must have theirs, even if an earlier prune had removed them
   */
  IndexRewriting(
      Vault.Parts parts,
      VaultLock lock,
      PruneView view,
      Set<BlobId> condemned,
      Set<BlobId> revived) {
    this.parts = parts;
    this.store = parts.store();
    this.lock = lock;
    this.view = view;
    this.condemned = condemned;
    this.revived = revived;
    this.seen = new HashMap<>(view.seen());
    this.writing = new IndexWriting(parts.documents(), file -> seen.put(file, Set.of()));
  }

  /**
   * Returns the index files that there are now, as far as they are known, see {@link PruneView}.
   */
  Map<BlobId, Set<String>> run() {
    // Packs after files: a pack is put before the file that names it.
    List<StoredObject> files = Vault.list(store, ObjectKind.INDEX);
    Set<BlobId> packs = Ground.sizes(Vault.list(store, ObjectKind.PACK)).keySet();
    Set<BlobId> unnamed = new HashSet<>(revived);
    List<String> replaced = new ArrayList<>();
    ObjectLocks locks = new ObjectLocks(store);
    lock.assertHeld();
    for (StoredObject object : files) {
      Optional<IndexFile> there = load(parts.documents(), object.name());
      if (there.isEmpty()) {
        continue; // Another prune, that slept, has replaced it.
      }
      IndexFile file = there.get();
      boolean outdated = view.smallFiles().contains(object.name());
      for (IndexedPack pack : file.packs()) {
        unnamed.remove(pack.pack());
        outdated |= isToGo(pack.pack(), packs);
      }
      if (outdated && locks.has(ObjectKind.INDEX, object.name())) {
        file.packs().forEach(pack -> named.add(pack.pack()));
      } else if (outdated) {
        replaced.add(object.name());
        file.packs().stream().filter(pack -> !isToGo(pack.pack(), packs)).forEach(writing::add);
      }
    }
    contents(unnamed).forEach((pack, blobs) -> writing.add(new IndexedPack(pack, blobs)));
    writing.flush();
    lock.assertHeld();
    replaced.forEach(this::remove);
    return seen;
  }

  /**
   * Packs that a file names which the store does not let go yet. They stay as long as it: an index
   * must not name what is not there.
   */
  Set<BlobId> namedByLocked() {
    return named;
  }

  /**
   * An index file; empty if it is gone.
   *
   * @throws HoldfastException HF-501 if it is damaged
   */
  static Optional<IndexFile> load(Documents documents, String name) {
    try {
      return Optional.of(IndexFile.decode(documents.load(ObjectKind.INDEX, name)));
    } catch (IllegalArgumentException malformed) {
      throw Damage.of("index/" + name, String.valueOf(malformed.getMessage()), malformed);
    } catch (HoldfastException failure) {
      if (failure.code() == ErrorCode.BLOB_MISSING) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  private boolean isToGo(BlobId pack, Set<BlobId> packs) {
    return condemned.contains(pack)
        || (!packs.contains(pack) && vanished.computeIfAbsent(pack, this::isGone));
  }

  /** A listing alone is not enough to forget what may be there. */
  private boolean isGone(BlobId pack) {
    return isGone(store, pack);
  }

  static boolean isGone(ObjectStore store, BlobId pack) {
    try {
      return !store.exists(ObjectKind.PACK, pack.hex());
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "look for " + ObjectKind.PACK.path(pack.hex()));
    }
  }

  private Map<BlobId, List<PackedBlob>> contents(Set<BlobId> packs) {
    Map<BlobId, List<PackedBlob>> contents = new TreeMap<>();
    if (!packs.isEmpty()) {
      Index index = view.index();
      BitSet numbers = new BitSet();
      index.forEachPack((number, pack, size) -> numbers.set(number, packs.contains(pack)));
      index.forEachPlace(
          (place, blob, pack, packed) -> {
            if (numbers.get(pack)) {
              contents.computeIfAbsent(index.pack(pack), unknown -> new ArrayList<>()).add(packed);
            }
          });
      contents.values().forEach(blobs -> blobs.sort(Comparator.comparing(PackedBlob::offset)));
    }
    return contents;
  }

  private void remove(String file) {
    try {
      store.delete(ObjectKind.INDEX, file);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "delete index/" + file);
    }
    seen.remove(BlobId.parse(file));
  }
}
