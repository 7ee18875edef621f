package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.check.PackReading;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.Location;
import io.holdfast.vault.lock.VaultLock;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.repair.PackRepairReport;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoredObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads packs to their end, but no cold ones, and takes those that are damaged out of use: what is
 * intact in them is copied, and they are condemned as by a prune, which deletes them when their
 * grace is over and no snapshot needs what they alone hold. Packs that no index names and that
 * cannot be read are condemned too.
 */
final class PackRepair {
  private final Vault.Parts parts;
  private final ObjectStore store;
  private final Progress progress;
  private final Index index;

  PackRepair(Vault.Parts parts, Progress progress) {
    this.parts = parts;
    this.store = parts.store();
    this.progress = progress;
    this.index = parts.index().another((name, file) -> {});
  }

  /**
   * @throws HoldfastException HF-501 if an index file is damaged: the index is to be repaired first
   */
  PackRepairReport run() {
    try (index;
        VaultLock lock = VaultLock.acquireToPrune(store, parts.documents(), parts.clock())) {
      PruneState state = PruneState.load(store, parts.documents());
      index.load();
      for (HoldfastException damage : index.damage()) {
        throw damage;
      }
      List<StoredObject> listed = Vault.list(store, ObjectKind.PACK);
      Map<BlobId, Long> packs = Ground.sizes(listed);
      packs.keySet().removeAll(Ground.cold(listed).keySet());
      packs.keySet().removeAll(state.condemned().keySet());
      Set<BlobId> unreadable = findUnreadable(packs.keySet());
      packs.keySet().removeIf(pack -> !index.knowsPack(pack));
      Set<BlobId> damaged = findDamaged(packs);
      Set<BlobId> useless = new TreeSet<>(damaged);
      useless.addAll(unreadable);
      if (useless.isEmpty()) {
        return new PackRepairReport(packs.size(), List.of(), List.of(), 0, List.of());
      }
      Set<BlobId> sound = new HashSet<>(packs.keySet());
      sound.removeAll(damaged);
      List<PackedBlob> endangered = onlyIn(damaged, sound);
      List<BlobId> lost = copy(endangered);
      // First out of the index: killed in between, the next repair finds them again.
      new IndexRepair(parts, false, progress).without(damaged, lock);
      lock.assertHeld();
      condemn(useless, state);
      return new PackRepairReport(
          packs.size(),
          List.copyOf(damaged),
          List.copyOf(unreadable),
          endangered.size() - lost.size(),
          lost);
    }
  }

  /** In no index, and what they hold cannot be found out: a store has kept a part of them. */
  private Set<BlobId> findUnreadable(Set<BlobId> packs) {
    Set<BlobId> unreadable = new TreeSet<>(packs);
    unreadable.removeIf(index::knowsPack);
    unreadable.removeAll(Orphans.readHeaders(parts, unreadable, progress).keySet());
    return unreadable;
  }

  private Set<BlobId> findDamaged(Map<BlobId, Long> packs) {
    Set<BlobId> sound = ConcurrentHashMap.newKeySet();
    PackReading all = new PackReading(PackReading::all, null, sound::add);
    new CheckPacks(parts, index, (object, message) -> {}, (object, message) -> {})
        .run(packs, all, progress);
    Set<BlobId> damaged = new TreeSet<>(packs.keySet());
    damaged.removeAll(sound);
    return damaged;
  }

  /** Blobs of damaged packs that have no copy in a sound one; each once. */
  private List<PackedBlob> onlyIn(Set<BlobId> damaged, Set<BlobId> sound) {
    List<PackedBlob> endangered = new ArrayList<>();
    BitSet seen = new BitSet();
    index.forEachPlace(
        (place, blob, pack, one) -> {
          if (!seen.get(blob) && damaged.contains(index.pack(pack))) {
            seen.set(blob);
            boolean safe =
                index.find(one.kind(), one.id()).stream()
                    .map(Location::pack)
                    .anyMatch(sound::contains);
            if (!safe) {
              endangered.add(one);
            }
          }
        });
    return endangered;
  }

  /** New packs and their index are durable when this returns; what cannot be copied is returned. */
  private List<BlobId> copy(List<PackedBlob> blobs) {
    List<BlobId> lost = new ArrayList<>();
    long bytes = blobs.stream().mapToLong(PackedBlob::length).sum();
    BlobReader reader = new BlobReader(store, index, parts.benches());
    try (PackLine line =
            new PackLine(
                store, parts.documents(), index, parts.clock(), parts.newSeal(), stored -> {});
        Progress.Phase phase = progress.begin("save what is intact", Progress.Unit.BYTES, bytes)) {
      BlobCopy copying = new BlobCopy(parts, reader, line);
      for (PackedBlob blob : blobs) {
        try {
          copying.copy(index.find(blob.kind(), blob.id()));
        } catch (HoldfastException failure) {
          line.throwIfBroken();
          switch (failure.code()) {
            case OBJECT_DAMAGED, BLOB_MISSING -> lost.add(blob.id());
            default -> throw failure;
          }
        }
        phase.advance(blob.length());
      }
      line.flush();
    }
    return lost;
  }

  private void condemn(Set<BlobId> useless, PruneState state) {
    Map<BlobId, Instant> condemned = new TreeMap<>(state.condemned());
    Instant now = parts.clock().now();
    useless.forEach(pack -> condemned.put(pack, now));
    PruneState.announce(parts, condemned, state.seen(), state.names());
  }
}
