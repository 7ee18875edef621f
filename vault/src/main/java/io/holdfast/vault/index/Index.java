package io.holdfast.vault.index;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.document.Damage;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.parallel.Parallel;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * All index files as one. Loaded when first asked, and again when a blob is not found, because a
 * snapshot may have been written since. Safe to share between threads.
 *
 * <p>A damaged index file hides what it alone knows and nothing else: it is remembered, and named
 * when a blob is missing.
 */
public final class Index {
  private static final int THREADS = 2;

  private final ObjectStore store;
  private final Documents documents;
  private final BiConsumer<String, IndexFile> told;
  private final Object loading = new Object();

  /** Guarded by this. */
  private BlobTable blobs = new BlobTable();

  private PackTable packs = new PackTable();

  /** Whether packs that a file brings from now on are only read from, and not built upon. */
  private boolean fenced;

  /** How often the numbers of places have lost their meaning. */
  private int generation;

  private final Set<String> loaded = new HashSet<>();
  private final Set<String> superseded = new HashSet<>();
  private final Map<String, HoldfastException> damaged = new LinkedHashMap<>();
  private volatile boolean everLoaded;

  public Index(ObjectStore store, Documents documents) {
    this(store, documents, (name, file) -> {});
  }

  /**
   * @param told of each file when it is loaded, one after the other
   */
  public Index(ObjectStore store, Documents documents, BiConsumer<String, IndexFile> told) {
    this.store = store;
    this.documents = documents;
    this.told = told;
  }

  /** What a vault's index amounts to. */
  public record Totals(long blobs, long packs, long files, long plainBytes, long storedBytes) {}

  /** Loads once; does nothing later. */
  public void load() {
    if (!everLoaded) {
      refresh();
    }
  }

  /**
   * Loads the index files that have not been loaded.
   *
   * @return whether there were any
   */
  public boolean refresh() {
    synchronized (loading) {
      return load(list(ObjectKind.INDEX));
    }
  }

  private boolean load(List<StoredObject> files) {
    synchronized (loading) {
      List<String> fresh = new ArrayList<>();
      for (StoredObject file : files) {
        synchronized (this) {
          if (!loaded.contains(file.name()) && !damaged.containsKey(file.name())) {
            fresh.add(file.name());
          }
        }
      }
      Set<String> replaced = new HashSet<>();
      AtomicBoolean vanished = new AtomicBoolean();
      Parallel.forEach("index", THREADS, fresh, name -> loadFile(name, replaced, vanished));
      if (vanished.get()) {
        // What replaces it was put before it went.
        List<StoredObject> again = list(ObjectKind.INDEX);
        if (!new HashSet<>(files).containsAll(again)) {
          load(again);
        }
      }
      everLoaded = true;
      boolean outdated;
      synchronized (this) {
        superseded.addAll(replaced);
        outdated = loaded.stream().anyMatch(superseded::contains);
        if (outdated) {
          startOver();
        }
      }
      return outdated ? load(files) : !fresh.isEmpty();
    }
  }

  /**
   * Makes this what the files that are there now say, and nothing else: as {@link #refresh}, and
   * what came from files that a prune has removed since is forgotten. Whoever reads meanwhile waits
   * if he misses something.
   */
  public void reread() {
    synchronized (loading) {
      List<StoredObject> files = list(ObjectKind.INDEX);
      Set<String> there = new HashSet<>();
      files.forEach(file -> there.add(file.name()));
      synchronized (this) {
        fenced = false;
        damaged.keySet().retainAll(there);
        if (!there.containsAll(loaded)) {
          startOver();
        }
      }
      load(files);
    }
  }

  /** What replaced files said must be forgotten. */
  private void startOver() {
    blobs = new BlobTable();
    packs = new PackTable();
    loaded.clear();
    generation++;
  }

  private void loadFile(String name, Set<String> replaced, AtomicBoolean vanished) {
    synchronized (this) {
      if (superseded.contains(name)) {
        return;
      }
    }
    IndexFile file;
    try {
      file = IndexFile.decode(documents.load(ObjectKind.INDEX, name));
    } catch (IllegalArgumentException malformed) {
      remember(name, Damage.of("index/" + name, String.valueOf(malformed.getMessage()), malformed));
      return;
    } catch (HoldfastException failure) {
      switch (failure.code()) {
        case OBJECT_DAMAGED -> remember(name, failure);
        case BLOB_MISSING -> vanished.set(true);
        default -> throw failure;
      }
      return;
    }
    synchronized (this) {
      file.supersedes().forEach(id -> replaced.add(id.hex()));
      loaded.add(name);
      told.accept(name, file);
      for (IndexedPack pack : file.packs()) {
        boolean known = packs.contains(pack.pack());
        enter(pack.pack(), pack.blobs());
        if (fenced && !known) {
          packs.withhold(packs.numberOf(pack.pack()));
        }
      }
    }
  }

  private synchronized void remember(String name, HoldfastException failure) {
    damaged.put(name, failure);
  }

  /** Makes a pack's blobs findable, to be built upon. It must be stored durably before. */
  public synchronized void add(BlobId pack, List<PackedBlob> packed) {
    enter(pack, packed);
    packs.offer(packs.numberOf(pack));
  }

  private void enter(BlobId pack, List<PackedBlob> packed) {
    int number = packs.numberOf(pack);
    for (PackedBlob blob : packed) {
      if (blobs.add(blob, number)) {
        packs.add(number, blob);
      }
    }
  }

  /** Whether a blob lies in a pack that a writer may build upon: there, whole, not condemned. */
  public synchronized boolean offers(BlobKind kind, BlobId id) {
    for (int entry = blobs.first(kind, id); entry != BlobTable.NONE; entry = blobs.next(entry)) {
      if (!packs.isWithheld(blobs.pack(entry))) {
        return true;
      }
    }
    return false;
  }

  public synchronized boolean knowsPack(BlobId pack) {
    return packs.contains(pack);
  }

  /**
   * Every place of a blob; never empty.
   *
   * @throws HoldfastException HF-502 if there is none, HF-501 if a damaged index file may be why
   */
  public List<Location> locate(BlobKind kind, BlobId id) {
    load();
    List<Location> found = find(kind, id);
    if (found.isEmpty()) {
      refresh();
      found = find(kind, id);
    }
    if (found.isEmpty()) {
      throw missing(kind, id);
    }
    return found;
  }

  public synchronized List<Location> find(BlobKind kind, BlobId id) {
    List<Location> found = new ArrayList<>(1);
    for (int entry = blobs.first(kind, id); entry != BlobTable.NONE; entry = blobs.next(entry)) {
      int pack = blobs.pack(entry);
      found.add(new Location(packs.name(pack), blobs.blob(entry), packs.end(pack)));
    }
    return found;
  }

  private synchronized HoldfastException missing(BlobKind kind, BlobId id) {
    if (!damaged.isEmpty()) {
      return damaged.values().iterator().next();
    }
    return new HoldfastException(
        ErrorCode.BLOB_MISSING,
        "No index file knows the " + kind.wire() + " blob " + id + ".",
        "Everything that does not need this blob can still be restored.",
        "Run 'holdfast vault check' to see what else is missing.");
  }

  /**
   * Compares the packs that may be built upon with those that the index names. Blobs in any other
   * pack, or in one that has a wrong size, are not offered for deduplication any more: a new backup
   * stores them again. So are those of packs that index files bring from now on, as nobody has
   * looked whether they are there.
   */
  public synchronized void buildUpon(Map<BlobId, Long> sizesThatExist) {
    fenced = true;
    for (int pack = 0; pack < packs.count(); pack++) {
      Long size = sizesThatExist.get(packs.name(pack));
      if (size == null || size != packs.size(pack)) {
        packs.withhold(pack);
      } else {
        packs.offer(pack);
      }
    }
  }

  /** Nobody builds upon this index any more: what it says is enough for reading. */
  public synchronized void onlyRead() {
    fenced = false;
    packs.offerAll();
  }

  /** Makes a pack's blobs readable, and not to be built upon. */
  public synchronized void addWithheld(BlobId pack, List<PackedBlob> packed) {
    enter(pack, packed);
    packs.withhold(packs.numberOf(pack));
  }

  /**
   * The number that stands for a blob: that of its first place. It stays the same within a {@link
   * #generation}.
   *
   * @return negative if the blob has no place
   */
  public synchronized int number(BlobKind kind, BlobId id) {
    return blobs.first(kind, id);
  }

  /** What lies where; places are numbered from 0 in the order they were loaded. */
  public synchronized Location at(int place) {
    int pack = blobs.pack(place);
    return new Location(packs.name(pack), blobs.blob(place), packs.end(pack));
  }

  /**
   * What numbers of places belong to. A {@link #reread}, or an old program's file that replaces
   * others, begins another generation.
   */
  public synchronized int generation() {
    return generation;
  }

  /** As {@link #at(int)}; empty if that generation is over. */
  public synchronized Optional<Location> at(int place, int ofGeneration) {
    return ofGeneration == generation ? Optional.of(at(place)) : Optional.empty();
  }

  /** Looks at each place of each blob. */
  @FunctionalInterface
  public interface PlaceVisitor {
    /**
     * @param place this place
     * @param blob what stands for the blob, see {@link Index#number}
     */
    void visit(int place, int blob, Location location);
  }

  /** Each place of each blob, in the order they were loaded. */
  public synchronized void forEachPlace(PlaceVisitor visitor) {
    for (int place = 0; place < blobs.size(); place++) {
      Location location = at(place);
      visitor.visit(place, blobs.first(location.blob().kind(), location.blob().id()), location);
    }
  }

  /** The packs that the index names, with the size each must have. */
  public synchronized Map<BlobId, Long> expectedSizes() {
    Map<BlobId, Long> sizes = new HashMap<>();
    for (int pack = 0; pack < packs.count(); pack++) {
      sizes.put(packs.name(pack), packs.size(pack));
    }
    return sizes;
  }

  /** Each place of each blob, in the order of packs being loaded. */
  public synchronized void forEach(Consumer<Location> visitor) {
    for (int place = 0; place < blobs.size(); place++) {
      visitor.accept(at(place));
    }
  }

  public synchronized List<HoldfastException> damage() {
    return List.copyOf(damaged.values());
  }

  public synchronized Totals totals() {
    long plain = 0;
    long stored = 0;
    for (int entry = 0; entry < blobs.size(); entry++) {
      PackedBlob blob = blobs.blob(entry);
      plain += blob.plainLength();
      stored += blob.length();
    }
    return new Totals(
        blobs.size(), packs.count(), loaded.size() + (long) damaged.size(), plain, stored);
  }

  private List<StoredObject> list(ObjectKind kind) {
    try {
      return store.list(kind);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "list " + kind.directory());
    }
  }
}
