package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.lock.VaultLock;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.prune.Packs;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.prune.PrunePlan;
import io.holdfast.vault.prune.PruneReport;
import io.holdfast.vault.store.Cold;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One prune. The steps and their order are those of {@code docs/spec/prune.md} §4. */
final class Prune {
  private static final int DEPOSE_ROUNDS = 5;
  private static final Duration DEPOSE_PAUSE = Duration.ofSeconds(1);

  /** Packs deleted between two looks at the lock. */
  private static final int DELETED_AT_ONCE = 64;

  private final Vault.Parts parts;
  private final ObjectStore store;
  private final PruneOptions options;
  private final Progress progress;

  Prune(Vault.Parts parts, PruneOptions options, Progress progress) {
    this.parts = parts;
    this.store = parts.store();
    this.options = options;
    this.progress = progress;
  }

  static PrunePlan plan(Vault.Parts parts, Set<BlobId> without, Progress progress) {
    try (PruneView view = new PruneView(parts, without, progress)) {
      return new PruneSorting(view).plan();
    }
  }

  PruneReport run() {
    try (VaultLock lock =
            VaultLock.acquireToPrune(parts.store(), parts.documents(), parts.clock());
        PruneView view = new PruneView(parts, Set.of(), progress)) {
      PruneSorting sorting = new PruneSorting(view);
      Map<BlobId, Instant> condemned = new TreeMap<>(view.state().condemned());
      condemned.keySet().retainAll(view.packs().keySet());
      if (isIdle(view, sorting, condemned)) {
        Packs waiting = packs(view, condemned.keySet());
        return new PruneReport(sorting.plan(), Packs.NONE, Packs.NONE, Packs.NONE, waiting);
      }
      return run(lock, view, sorting, condemned);
    }
  }

  private boolean isIdle(PruneView view, PruneSorting sorting, Map<BlobId, Instant> condemned) {
    return sorting.unneeded().isEmpty()
        && sorting.repacked().isEmpty()
        && sorting.indexIsClean()
        && view.smallFiles().isEmpty()
        && condemned.keySet().stream().noneMatch(pack -> isDue(view, condemned, pack))
        && view.state().says(condemned, view.seen())
        && names(ObjectKind.STAGED).isEmpty();
  }

  private PruneReport run(
      VaultLock lock, PruneView view, PruneSorting sorting, Map<BlobId, Instant> condemned) {
    PrunePlan plan = sorting.plan();
    repack(view.index(), sorting);
    Instant now = parts.clock().now();
    sorting.unneeded().forEach(pack -> condemned.put(pack, now));
    sorting.repacked().forEach(pack -> condemned.put(pack, now));
    lock.assertHeld();
    String announced = PruneState.announce(parts, condemned, view.seen(), view.state().names());
    depose();
    Set<BlobId> revived = new PruneRecheck(parts, view, condemned.keySet(), progress).revived();
    Map<BlobId, Instant> decided = new TreeMap<>(condemned);
    decided.keySet().removeAll(revived);
    IndexRewriting rewriting = new IndexRewriting(parts, lock, view, decided.keySet(), revived);
    Map<BlobId, Set<String>> seen = rewriting.run();
    Set<BlobId> deleted = delete(view, decided, rewriting.namedByLocked(), lock);
    decided.keySet().removeAll(deleted);
    if (!decided.equals(condemned) || !seen.equals(view.seen())) {
      PruneState.announce(parts, decided, seen, Set.of(announced));
    }
    Set<BlobId> condemnedNow = new TreeSet<>(sorting.unneeded());
    condemnedNow.addAll(sorting.repacked());
    condemnedNow.removeAll(revived);
    return new PruneReport(
        plan,
        packs(view, condemnedNow),
        packs(view, revived),
        packs(view, deleted),
        packs(view, decided.keySet()));
  }

  private static Packs packs(PruneView view, Set<BlobId> packs) {
    long bytes = packs.stream().mapToLong(pack -> view.packs().getOrDefault(pack, 0L)).sum();
    return new Packs(packs.size(), bytes);
  }

  /** New packs, then the index of these; what they are copied from is still there and indexed. */
  private void repack(Index index, PruneSorting sorting) {
    if (sorting.repacked().isEmpty()) {
      return;
    }
    BlobReader reader = new BlobReader(store, index, parts.benches());
    try (PackLine line =
            new PackLine(
                store, parts.documents(), index, parts.clock(), parts.newSeal(), stored -> {});
        Progress.Phase phase =
            progress.begin("repack", Progress.Unit.BYTES, sorting.copiedBytes())) {
      BlobCopy copying = new BlobCopy(parts, reader, line);
      new CopyOrder(index, sorting.toCopy())
          .forEach(
              blobs -> {
                for (PackedBlob blob : blobs) {
                  copying.copy(index.find(blob.kind(), blob.id()));
                  phase.advance(blob.length());
                }
              });
      line.flush();
    }
  }

  /** Stops every commit that was decided before the announcement. */
  private void depose() {
    Set<String> staged = names(ObjectKind.STAGED);
    for (int round = 0; round < DEPOSE_ROUNDS && !staged.isEmpty(); round++) {
      staged.forEach(name -> delete(ObjectKind.STAGED, name));
      Set<String> left = names(ObjectKind.STAGED);
      staged.retainAll(left);
      if (!staged.isEmpty()) {
        // Staged again by a writer at work; or the store has not done it yet.
        parts.clock().sleep(DEPOSE_PAUSE);
      }
    }
    if (!staged.isEmpty()) {
      throw new HoldfastException(
          ErrorCode.INPUT_OUTPUT,
          "%s in %s was deleted %d times and is still there."
              .formatted(
                  ObjectKind.STAGED.path(staged.iterator().next()),
                  store.location(),
                  DEPOSE_ROUNDS),
          "Nothing was deleted; all snapshots are unharmed.",
          "Run the prune again when no backup runs; if this comes again, check the storage.");
    }
  }

  private Set<String> names(ObjectKind kind) {
    return Vault.list(store, kind).stream()
        .map(StoredObject::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void delete(ObjectKind kind, String name) {
    try {
      store.delete(kind, name);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "delete " + kind.path(name));
    }
  }

  private void deleteUnlessLocked(BlobId pack) {
    try {
      delete(ObjectKind.PACK, pack.hex());
    } catch (HoldfastException refused) {
      if (refused.code() != ErrorCode.OBJECT_LOCKED) {
        throw refused;
      }
    }
  }

  /**
   * A pack that was condemned in the future waits: a clock that was wrong makes nobody hurry. So
   * does a cold one that is paid for yet.
   */
  private boolean isDue(PruneView view, Map<BlobId, Instant> condemned, BlobId pack) {
    Instant since = Objects.requireNonNull(condemned.get(pack));
    Cold cold = view.cold().get(pack);
    Instant now = parts.clock().now();
    return !since.plus(options.grace()).isAfter(now) && (cold == null || !cold.isPaidFor(now));
  }

  /**
   * Returns the packs that are gone. What the store keeps under a lock stays condemned until the
   * lock's end, and a store that forgets a delete is asked again next time.
   */
  private Set<BlobId> delete(
      PruneView view, Map<BlobId, Instant> decided, Set<BlobId> named, VaultLock lock) {
    Set<BlobId> due = new TreeSet<>(decided.keySet());
    due.removeIf(pack -> !isDue(view, decided, pack) || named.contains(pack));
    if (due.isEmpty()) {
      return due;
    }
    int done = 0;
    try (Progress.Phase phase = progress.begin("delete packs", Progress.Unit.OBJECTS, due.size())) {
      for (BlobId pack : due) {
        if (done++ % DELETED_AT_ONCE == 0) {
          lock.assertHeld();
        }
        deleteUnlessLocked(pack);
        phase.advance(1);
      }
    }
    due.removeAll(Ground.sizes(Vault.list(store, ObjectKind.PACK)).keySet());
    return due;
  }
}
