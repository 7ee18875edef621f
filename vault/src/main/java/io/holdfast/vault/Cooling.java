package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.cold.CoolChoice;
import io.holdfast.vault.cold.CoolPlan;
import io.holdfast.vault.cold.CoolReport;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.lock.VaultLock;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.parallel.Parallel;
import io.holdfast.vault.prune.Packs;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.Cold;
import io.holdfast.vault.store.KeepsCold;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.RetryingObjectStore;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Moves packs to the cold tier: those that hold content only, that some snapshot which is due
 * needs, and that no other snapshot does.
 */
final class Cooling {
  private static final int THREADS = 4;

  /** Packs moved between two looks at the locks. */
  private static final int MOVED_AT_ONCE = 64;

  private final Vault.Parts parts;
  private final KeepsCold tier;
  private final CoolChoice choice;
  private final Progress progress;

  Cooling(Vault.Parts parts, KeepsCold tier, CoolChoice choice, Progress progress) {
    this.parts = parts;
    this.tier = tier;
    this.choice = choice;
    this.progress = progress;
  }

  /** The packs that are due, with their sizes, and those that are cold already. */
  private record Found(Map<BlobId, Long> due, Packs cold) {
    CoolPlan plan() {
      return new CoolPlan(cold, packs(due, due.keySet()));
    }
  }

  CoolPlan plan() {
    return find().plan();
  }

  CoolReport run() {
    try (VaultLock lock =
        VaultLock.acquireToPrune(parts.store(), parts.documents(), parts.clock())) {
      // Writers are looked for before snapshots: one that has ended has its snapshot in the list.
      boolean alone = isAlone();
      Found found = find();
      return alone
          ? move(found, lock)
          : new CoolReport(found.plan(), Packs.NONE, Packs.NONE, found.plan().due());
    }
  }

  /** A writer counts on packs that were hot when it began. */
  private boolean isAlone() {
    return VaultLock.holders(parts.store(), parts.documents(), parts.clock()).isEmpty();
  }

  private Found find() {
    Set<BlobId> condemned = PruneState.load(parts.store(), parts.documents()).condemned().keySet();
    List<Snapshot> snapshots =
        new Snapshots(parts.store(), parts.documents())
            .all().stream().filter(one -> !choice.forgotten().contains(one.id())).toList();
    try (Index index = parts.index().another((name, file) -> {})) {
      index.load();
      for (HoldfastException damage : index.damage()) {
        throw damage;
      }
      NeededBlobs warm = needed(index, condemned, snapshots, false);
      NeededBlobs due = needed(index, condemned, snapshots, true);
      BitSet wanted = new BitSet();
      BitSet hot = new BitSet();
      index.forEachPlace(
          (place, blob, pack, packed) -> {
            if (packed.kind() == BlobKind.TREE
                || warm.contains(blob)
                || choice.hot().contains(packed.id())) {
              hot.set(pack);
            } else if (due.contains(blob)) {
              wanted.set(pack);
            }
          });
      wanted.andNot(hot);
      return among(Vault.list(parts.store(), ObjectKind.PACK), index, wanted, condemned);
    }
  }

  private NeededBlobs needed(
      Index index, Set<BlobId> condemned, List<Snapshot> snapshots, boolean ofDue) {
    NeededBlobs needed = new NeededBlobs(parts, index, condemned);
    needed.add(
        snapshots.stream()
            .filter(snapshot -> choice.due().contains(snapshot.id()) == ofDue)
            .map(Snapshot::tree)
            .toList(),
        progress);
    return needed;
  }

  private static Found among(
      List<StoredObject> listed, Index index, BitSet wanted, Set<BlobId> condemned) {
    Map<BlobId, Long> sizes = Ground.sizes(listed);
    Map<BlobId, Cold> cold = Ground.cold(listed);
    Map<BlobId, Long> due = new TreeMap<>();
    index.forEachPack(
        (number, pack, expected) -> {
          Long size = sizes.get(pack);
          if (wanted.get(number)
              && size != null
              && size == expected
              && size >= PruneSorting.SMALL_PACK
              && !cold.containsKey(pack)
              && !condemned.contains(pack)) {
            due.put(pack, size);
          }
        });
    return new Found(due, packs(sizes, cold.keySet()));
  }

  private CoolReport move(Found found, VaultLock lock) {
    Set<BlobId> cooled = ConcurrentHashMap.newKeySet();
    Set<BlobId> locked = ConcurrentHashMap.newKeySet();
    List<BlobId> order = List.copyOf(found.due().keySet());
    int done = 0;
    try (Progress.Phase phase =
        progress.begin("cool packs", Progress.Unit.BYTES, found.plan().due().bytes())) {
      while (done < order.size() && (done == 0 || isAlone())) {
        lock.assertHeld();
        List<BlobId> next = order.subList(done, Math.min(done + MOVED_AT_ONCE, order.size()));
        Parallel.forEach(
            "cool",
            THREADS,
            next,
            pack -> {
              (cool(pack) ? cooled : locked).add(pack);
              phase.advance(found.due().getOrDefault(pack, 0L));
            });
        done += next.size();
      }
    }
    return new CoolReport(
        found.plan(),
        packs(found.due(), cooled),
        packs(found.due(), locked),
        packs(found.due(), Set.copyOf(order.subList(done, order.size()))));
  }

  private boolean cool(BlobId pack) {
    try {
      return RetryingObjectStore.patiently(parts.store(), () -> tier.cool(pack.hex()));
    } catch (IOException failure) {
      String path = ObjectKind.PACK.path(pack.hex());
      throw StoreFailure.of(failure, parts.store(), "move " + path + " to the cold tier");
    }
  }

  private static Packs packs(Map<BlobId, Long> sizes, Set<BlobId> packs) {
    return new Packs(
        packs.size(), packs.stream().mapToLong(pack -> sizes.getOrDefault(pack, 0L)).sum());
  }
}
