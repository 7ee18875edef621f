package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.index.IndexFile;
import io.holdfast.vault.index.IndexedPack;
import io.holdfast.vault.lock.VaultLock;
import io.holdfast.vault.pack.PackHeader;
import io.holdfast.vault.repair.IndexRepairReport;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Makes the index say what the packs' headers say, where it does not ({@code
 * docs/design/0013-copies-and-repair.md}). At every instant, what is known of a pack stands in a
 * file that is there. No pack is deleted.
 */
final class IndexRepair {
  private final Vault.Parts parts;
  private final ObjectStore store;
  private final boolean readAllPacks;
  private final Progress progress;

  private final List<String> damaged = new ArrayList<>();
  private final List<String> outdated = new ArrayList<>();

  /** Packs that a file describes as they are. */
  private final Set<BlobId> described = new HashSet<>();

  private final Set<BlobId> gone = new TreeSet<>();

  /** Packs whose headers are not read: what the index says of them is believed. */
  private final Set<BlobId> cold = new HashSet<>();

  /**
   * @param readAllPacks whether no index file is believed, but about cold packs
   */
  IndexRepair(Vault.Parts parts, boolean readAllPacks, Progress progress) {
    this.parts = parts;
    this.store = parts.store();
    this.readAllPacks = readAllPacks;
    this.progress = progress;
  }

  IndexRepairReport run() {
    try (VaultLock lock = VaultLock.acquireToPrune(store, parts.documents(), parts.clock())) {
      return without(Set.of(), lock);
    }
  }

  /**
   * The same under a lock that is held, and some packs are named no more although they are there.
   */
  IndexRepairReport without(Set<BlobId> packsToForget, VaultLock lock) {
    Set<String> damagedStates = new TreeSet<>();
    PruneState state = PruneState.loadSound(store, parts.documents(), damagedStates);
    // Packs after files: a pack is put before the file that names it.
    List<StoredObject> files = Vault.list(store, ObjectKind.INDEX);
    List<StoredObject> listed = Vault.list(store, ObjectKind.PACK);
    cold.addAll(Ground.cold(listed).keySet());
    Map<BlobId, Long> packs = Ground.sizes(listed);
    packs.keySet().removeAll(packsToForget);
    read(files, packs);
    Set<BlobId> unknown = new TreeSet<>(packs.keySet());
    unknown.removeAll(described);
    unknown.removeAll(state.condemned().keySet());
    Map<BlobId, IndexedPack> headers = Orphans.readHeaders(parts, unknown, progress);
    lock.assertHeld();
    write(headers, packs);
    lock.assertHeld();
    damaged.forEach(this::remove);
    outdated.forEach(this::remove);
    replace(damagedStates, state);
    unknown.removeAll(headers.keySet());
    return new IndexRepairReport(
        files.size(),
        damaged,
        List.copyOf(damagedStates),
        outdated.size(),
        headers.size(),
        List.copyOf(gone),
        List.copyOf(unknown));
  }

  private void read(List<StoredObject> files, Map<BlobId, Long> packs) {
    try (Progress.Phase phase = progress.begin("read index", Progress.Unit.OBJECTS, files.size())) {
      for (StoredObject object : files) {
        try {
          IndexRewriting.load(parts.documents(), object.name())
              .ifPresent(file -> look(object.name(), file, packs));
        } catch (HoldfastException failure) {
          if (failure.code() != ErrorCode.OBJECT_DAMAGED) {
            throw failure;
          }
          damaged.add(object.name());
        }
        phase.advance(1);
      }
    }
  }

  private void look(String name, IndexFile file, Map<BlobId, Long> packs) {
    boolean sound = !readAllPacks && file.supersedes().isEmpty();
    for (IndexedPack pack : file.packs()) {
      if (isSound(pack, packs)) {
        described.add(pack.pack());
      } else {
        sound = false;
        if (!packs.containsKey(pack.pack()) && IndexRewriting.isGone(store, pack.pack())) {
          gone.add(pack.pack());
        }
      }
    }
    if (!sound) {
      outdated.add(name);
    }
  }

  private boolean isSound(IndexedPack pack, Map<BlobId, Long> packs) {
    Long size = packs.get(pack.pack());
    boolean believed = !readAllPacks || cold.contains(pack.pack());
    return believed && size != null && size == PackHeader.packLength(pack.blobs());
  }

  private void write(Map<BlobId, IndexedPack> headers, Map<BlobId, Long> packs) {
    IndexWriting writing = new IndexWriting(parts.documents(), file -> {});
    for (String name : outdated) {
      IndexRewriting.load(parts.documents(), name).map(IndexFile::packs).orElse(List.of()).stream()
          .filter(pack -> isSound(pack, packs))
          .forEach(writing::add);
    }
    headers.values().forEach(writing::add);
    writing.flush();
  }

  /** What a damaged state condemned stands in the index again, for the next prune to judge. */
  private void replace(Set<String> damagedStates, PruneState sound) {
    if (!damagedStates.isEmpty()) {
      Set<String> replaced = new TreeSet<>(damagedStates);
      replaced.addAll(sound.names());
      PruneState.announce(parts, sound.condemned(), sound.seen(), replaced);
    }
  }

  private void remove(String file) {
    try {
      store.delete(ObjectKind.INDEX, file);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "delete index/" + file);
    }
  }
}
