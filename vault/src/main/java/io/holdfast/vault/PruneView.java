package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.IndexFile;
import io.holdfast.vault.lock.VaultLock;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.Cold;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The vault as a prune sees it, with an index of its own. Read in the order that makes it safe:
 * index files are listed before locks, so that the file of a writer that is not seen to live is
 * from one that has ended; and snapshots are listed before the index is read and after the locks,
 * so that a writer that has ended has its snapshot in the list.
 */
final class PruneView implements AutoCloseable {
  /** An index file with fewer blobs is written together with others. */
  private static final int SMALL_FILE = 5_000;

  private static final int SMALL_FILES = 10;

  private final Vault.Parts parts;
  private final Snapshots snapshots;
  private final PruneState state;
  private final Map<BlobId, Set<String>> seen = new HashMap<>();
  private final Set<BlobId> besideWriters = new HashSet<>();
  private final Set<String> smallFiles = new TreeSet<>();
  private final Set<BlobId> snapshotsRead = new HashSet<>();
  private final Index index;
  private final Map<BlobId, Long> packs;
  private final Map<BlobId, Cold> cold;
  private final NeededBlobs needed;
  private final Set<BlobId> disregarded;

  /**
   * @param disregarded snapshots that are looked upon as forgotten
   * @throws HoldfastException HF-501 or HF-502 if anything is damaged or missing
   */
  PruneView(Vault.Parts parts, Set<BlobId> disregarded, Progress progress) {
    this.parts = parts;
    this.disregarded = disregarded;
    this.snapshots = new Snapshots(parts.store(), parts.documents());
    this.state = PruneState.load(parts.store(), parts.documents());
    List<StoredObject> files = Vault.list(parts.store(), ObjectKind.INDEX);
    Set<String> living = VaultLock.holders(parts.store(), parts.documents(), parts.clock());
    for (StoredObject file : files) {
      BlobId id = BlobId.parse(file.name());
      Set<String> beside = new TreeSet<>(state.seen().getOrDefault(id, living));
      beside.retainAll(living);
      seen.put(id, beside);
    }
    List<BlobId> roots = newRoots();
    this.index = parts.index().another(this::learn);
    try {
      index.load();
      for (HoldfastException damage : index.damage()) {
        throw damage;
      }
      List<StoredObject> listed = Vault.list(parts.store(), ObjectKind.PACK);
      this.packs = Ground.sizes(listed);
      this.cold = Ground.cold(listed);
      this.needed = new NeededBlobs(parts, index, state.condemned().keySet());
      needed.add(roots, progress);
    } catch (RuntimeException failure) {
      index.close();
      throw failure;
    }
  }

  private void learn(String name, IndexFile file) {
    Set<String> beside = seen.get(BlobId.parse(name));
    if (beside == null || !beside.isEmpty()) {
      file.packs().forEach(pack -> besideWriters.add(pack.pack()));
      return;
    }
    if (file.packs().stream().mapToInt(pack -> pack.blobs().size()).sum() < SMALL_FILE) {
      smallFiles.add(name);
    }
  }

  /**
   * The trees of the snapshots that were not looked at before.
   *
   * @throws HoldfastException HF-501 if one is damaged: nobody knows what it needs
   */
  private List<BlobId> newRoots() {
    List<BlobId> roots = new ArrayList<>();
    for (StoredObject object : Vault.list(parts.store(), ObjectKind.SNAPSHOT)) {
      BlobId id = BlobId.parse(object.name());
      if (snapshotsRead.contains(id) || disregarded.contains(id)) {
        continue;
      }
      try {
        Snapshot snapshot = snapshots.load(object.name());
        snapshotsRead.add(snapshot.id());
        roots.add(snapshot.tree());
      } catch (HoldfastException failure) {
        if (failure.code() != ErrorCode.BLOB_MISSING) {
          throw failure; // And one that is missing was forgotten since it was listed.
        }
      }
    }
    return roots;
  }

  /** Marks what is needed by snapshots that have come since. */
  void readNewSnapshots(Progress progress) {
    needed.add(newRoots(), progress);
  }

  PruneState state() {
    return state;
  }

  /** The index files, and the writers that live and may have written them. */
  Map<BlobId, Set<String>> seen() {
    return seen;
  }

  /** Whether a pack may belong to a writer at work. */
  boolean isBesideWriters(BlobId pack) {
    return besideWriters.contains(pack);
  }

  /** Index files that are to be written as one. */
  Set<String> smallFiles() {
    return smallFiles.size() < SMALL_FILES ? Set.of() : smallFiles;
  }

  Index index() {
    return index;
  }

  /** The packs that are there, with their sizes. */
  Map<BlobId, Long> packs() {
    return packs;
  }

  /** Those of them that are cold. */
  Map<BlobId, Cold> cold() {
    return cold;
  }

  NeededBlobs needed() {
    return needed;
  }

  long snapshotCount() {
    return snapshotsRead.size();
  }

  @Override
  public void close() {
    index.close();
  }
}
