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
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All index files as one. Loaded when first asked, and again when a blob is not found, because a
 * snapshot may have been written since. Safe to share between threads.
 *
 * <p>Its memory lies outside the heap and is given back by {@link #close}: asked for a blob after
 * that, it fails.
 *
 * <p>A damaged index file hides what it alone knows and nothing else: it is remembered, and named
 * when a blob is missing.
 */
public final class Index implements AutoCloseable {
  private static final int THREADS = 2;

  private static final Comparator<PackedBlob> AS_THEY_LIE =
      Comparator.comparingLong(PackedBlob::offset)
          .thenComparing(PackedBlob::id)
          .thenComparing(PackedBlob::kind);

  private final ObjectStore store;
  private final Documents documents;
  private final BiConsumer<String, IndexFile> told;
  private final Supplier<Arena> arenas;
  private final Object loading = new Object();

  /** Guarded by this. */
  private @Nullable BlobTable table;

  private PackTable packs = new PackTable();

  /** Whether packs that a file brings from now on are only read from, and not built upon. */
  private boolean fenced;

  /** Whether somebody may remember numbers of blobs. */
  private boolean numbered;

  private final Set<String> loaded = new HashSet<>();
  private final Set<String> superseded = new HashSet<>();
  private final Map<String, HoldfastException> damaged = new LinkedHashMap<>();
  private volatile boolean everLoaded;

  public Index(ObjectStore store, Documents documents) {
    this(store, documents, Arena::ofShared, (name, file) -> {});
  }

  /**
   * @param arenas for what is outside the heap: shared ones, as whoever closes this may be another
   *     thread than the one that loads
   * @param told of each file when it is loaded, one after the other
   */
  public Index(
      ObjectStore store,
      Documents documents,
      Supplier<Arena> arenas,
      BiConsumer<String, IndexFile> told) {
    this.store = store;
    this.documents = documents;
    this.arenas = arenas;
    this.told = told;
    this.table = new BlobTable(arenas);
  }

  /** Another index of the same vault, read anew, and to be closed for itself. */
  public Index another(BiConsumer<String, IndexFile> toldOfFile) {
    return new Index(store, documents, arenas, toldOfFile);
  }

  /** Guarded by this. */
  private BlobTable blobs() {
    if (table == null) {
      throw new IllegalStateException("The vault is closed");
    }
    return table;
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
        // Places that are gone are passed over by whoever reads; numbers must go on to mean the
        // same.
        outdated = !numbered && loaded.stream().anyMatch(superseded::contains);
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
        numbered = false;
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
    blobs().close();
    table = new BlobTable(arenas);
    packs = new PackTable();
    loaded.clear();
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
        boolean known = knowsPack(pack.pack());
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

  /** In the order of offsets, in which places take the least memory. */
  private void enter(BlobId pack, List<PackedBlob> packed) {
    boolean known = knowsPack(pack);
    int number = packs.numberOf(pack);
    PackedBlob last = null;
    for (PackedBlob blob : packed.stream().sorted(AS_THEY_LIE).toList()) {
      boolean twice = known ? blobs().contains(blob, number) : isSamePlace(blob, last);
      if (!twice) {
        blobs().add(blob, number);
        packs.add(number, blob);
      }
      last = blob;
    }
  }

  private static boolean isSamePlace(PackedBlob blob, @Nullable PackedBlob other) {
    return other != null && AS_THEY_LIE.compare(blob, other) == 0;
  }

  /** Whether a blob lies in a pack that a writer may build upon: there, whole, not condemned. */
  public boolean offers(BlobKind kind, BlobId id) {
    return offeredLength(kind, id) >= 0;
  }

  /** How long a blob is in the clear that a writer may build upon; negative without one. */
  public synchronized long offeredLength(BlobKind kind, BlobId id) {
    for (int place : blobs().places(kind, id)) {
      if (!packs.isWithheld(blobs().pack(place))) {
        return blobs().plainLength(place);
      }
    }
    return -1;
  }

  public synchronized boolean knowsPack(BlobId pack) {
    return packs.find(pack) != PackTable.NONE;
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
    for (int place : blobs().places(kind, id)) {
      int pack = blobs().pack(place);
      found.add(new Location(packs.name(pack), blobs().blob(kind, id, place), packs.end(pack)));
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
    numbered = true;
    return blobs().first(kind, id);
  }

  /** Looks at each place of each blob. */
  @FunctionalInterface
  public interface PlaceVisitor {
    /**
     * @param place this place: places are numbered from 0 in the order they were loaded
     * @param blob what stands for the blob, see {@link Index#number}
     * @param pack the number of the pack, see {@link PackVisitor}
     */
    void visit(int place, int blob, int pack, PackedBlob packed);
  }

  /** Each place of each blob; those of one blob in the order they were loaded. */
  public synchronized void forEachPlace(PlaceVisitor visitor) {
    numbered = true;
    blobs().forEach(visitor);
  }

  /** Looks at each pack. */
  @FunctionalInterface
  public interface PackVisitor {
    /**
     * @param number this pack: packs are numbered from 0 in the order they were loaded
     * @param size in bytes that it must have
     */
    void visit(int number, BlobId pack, long size);
  }

  /** The packs that the index names. */
  public synchronized void forEachPack(PackVisitor visitor) {
    for (int pack = 0; pack < packs.count(); pack++) {
      visitor.visit(pack, packs.name(pack), packs.size(pack));
    }
  }

  /** The pack with a number that a visitor was told. */
  public synchronized BlobId pack(int number) {
    return packs.name(number);
  }

  /** The packs that hold content and directories together. */
  public synchronized List<BlobId> mixedPacks() {
    List<BlobId> mixed = new ArrayList<>();
    for (int pack = 0; pack < packs.count(); pack++) {
      if (packs.isMixed(pack)) {
        mixed.add(packs.name(pack));
      }
    }
    return mixed;
  }

  public synchronized List<HoldfastException> damage() {
    return List.copyOf(damaged.values());
  }

  public synchronized Totals totals() {
    return new Totals(
        blobs().size(),
        packs.count(),
        loaded.size() + (long) damaged.size(),
        blobs().plainBytes(),
        blobs().storedBytes());
  }

  private List<StoredObject> list(ObjectKind kind) {
    try {
      return store.list(kind);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "list " + kind.directory());
    }
  }

  @Override
  public synchronized void close() {
    if (table != null) {
      table.close();
      table = null;
    }
  }
}
