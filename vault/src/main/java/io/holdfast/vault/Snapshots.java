package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.document.Damage;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.parallel.Parallel;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotCodec;
import io.holdfast.vault.snapshot.SnapshotListing;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoredObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;

/** Lists and finds snapshots. Each is read anew: there are few, and another program may add one. */
final class Snapshots {
  private static final int THREADS = 2;
  private static final int CANDIDATES_SHOWN = 10;

  /** As many as nobody who forgets at a usual pace can spoil. */
  private static final int LISTINGS = 10;

  private final ObjectStore store;
  private final Documents documents;

  Snapshots(ObjectStore store, Documents documents) {
    this.store = store;
    this.documents = documents;
  }

  /**
   * All that are there. Whoever replaces a snapshot makes the new one first; so if one is gone that
   * was listed, the list may lack what stands in its place, and another one is made.
   */
  List<Snapshot> all() {
    HoldfastException gone = null;
    for (int round = 0; round < LISTINGS; round++) {
      try {
        return allOf(names());
      } catch (HoldfastException failure) {
        if (failure.code() != ErrorCode.BLOB_MISSING) {
          throw failure;
        }
        gone = failure;
      }
    }
    throw Objects.requireNonNull(gone);
  }

  private List<Snapshot> allOf(List<String> names) {
    List<Snapshot> found = new ArrayList<>();
    Parallel.forEach("snapshots", THREADS, names, name -> add(found, load(name)));
    found.sort(Snapshot.BY_TIME);
    return found;
  }

  SnapshotListing listing() {
    List<Snapshot> found = new ArrayList<>();
    List<SnapshotListing.Damaged> damaged = new ArrayList<>();
    Parallel.forEach(
        "snapshots",
        THREADS,
        names(),
        name -> {
          try {
            add(found, load(name));
          } catch (HoldfastException failure) {
            switch (failure.code()) {
              case OBJECT_DAMAGED ->
                  add(damaged, new SnapshotListing.Damaged(name, failure.getMessage()));
              case BLOB_MISSING -> {} // Forgotten since it was listed.
              default -> throw failure;
            }
          }
        });
    found.sort(Snapshot.BY_TIME);
    damaged.sort(Comparator.comparing(SnapshotListing.Damaged::name));
    return new SnapshotListing(found, damaged);
  }

  private static <T> void add(List<T> list, T item) {
    synchronized (list) {
      list.add(item);
    }
  }

  Snapshot load(String name) {
    byte[] json = documents.load(ObjectKind.SNAPSHOT, name);
    try {
      return SnapshotCodec.decode(BlobId.parse(name), json);
    } catch (IllegalArgumentException malformed) {
      throw Damage.of("snapshots/" + name, String.valueOf(malformed.getMessage()), malformed);
    }
  }

  /** An exact name or prefix is looked at alone, so that damage elsewhere does not matter. */
  Snapshot find(String wanted, Predicate<Snapshot> filter) {
    if (wanted.equals("latest")) {
      return latest(filter);
    }
    String prefix = wanted.toLowerCase(Locale.ROOT);
    List<String> names = names();
    List<String> fitting =
        names.stream().filter(name -> !prefix.isEmpty() && name.startsWith(prefix)).toList();
    List<Snapshot> found =
        fitting.stream().map(this::load).filter(filter).sorted(Snapshot.BY_TIME).toList();
    if (found.isEmpty()) {
      throw notFound(
          "No snapshot of " + names.size() + " has an id that begins with '" + wanted + "'");
    }
    if (found.size() > 1) {
      throw ambiguous(wanted, found);
    }
    return found.getFirst();
  }

  /**
   * A damaged snapshot might be the latest: better to say so than to restore an older one unasked.
   */
  private Snapshot latest(Predicate<Snapshot> filter) {
    List<Snapshot> all = all();
    for (Snapshot snapshot : all.reversed()) {
      if (filter.test(snapshot)) {
        return snapshot;
      }
    }
    throw notFound(
        all.isEmpty()
            ? "The vault has no snapshots"
            : "None of the vault's " + all.size() + " snapshots fits");
  }

  private HoldfastException notFound(String what) {
    return new HoldfastException(
        ErrorCode.NOT_FOUND,
        what + " in " + store.location() + ".",
        "Nothing was changed.",
        "List what there is with 'holdfast vault list'.");
  }

  private static HoldfastException ambiguous(String wanted, List<Snapshot> found) {
    StringBuilder candidates = new StringBuilder();
    for (Snapshot snapshot : found.subList(0, Math.min(CANDIDATES_SHOWN, found.size()))) {
      candidates.append(candidates.isEmpty() ? "" : ", ");
      candidates.append(snapshot.id().hex(), 0, Math.clamp(wanted.length() + 4L, 8, 64));
      candidates.append(" of ").append(snapshot.time());
    }
    return new HoldfastException(
        ErrorCode.AMBIGUOUS,
        "'" + wanted + "' is the beginning of " + found.size() + " ids: " + candidates + ".",
        "Nothing was changed.",
        "Give more digits.");
  }

  private List<String> names() {
    return Vault.list(store, ObjectKind.SNAPSHOT).stream().map(StoredObject::name).toList();
  }
}
