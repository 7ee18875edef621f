package io.holdfast.vault.index;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackedBlob;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every place where a blob lies, numbered in the order they were added: 40 bytes each outside the
 * heap and no object, because a vault has millions ({@code docs/design/0014-index-memory.md}).
 * Several places may be of one blob: copies in different packs. Not safe to share between threads.
 */
final class BlobTable implements AutoCloseable {
  static final int NONE = -1;

  /** So many recent ids are not worth sorting: a small vault stays on the heap. */
  static final int FEW = 1 << 15;

  /** So many are sorted at the latest: they take 40 bytes each of the heap. */
  static final int MOST = 1 << 18;

  private static final int SHELVES = 256;

  private final Blocks pool;
  private final @Nullable SortedIds[] shelves = new @Nullable SortedIds[SHELVES];
  private final RecentIds recent = new RecentIds();
  private final Places places;
  private long plainBytes;
  private long storedBytes;

  BlobTable(Supplier<Arena> arenas) {
    this.pool = new Blocks(arenas);
    this.places = new Places(pool);
  }

  int size() {
    return places.count();
  }

  /** How many places wait on the heap to be sorted. */
  int recent() {
    return recent.size();
  }

  /** Adds a place; one that is known already must not be added. */
  void add(PackedBlob blob, int pack) {
    int place = places.add(pack, blob);
    recent.add(blob.id(), Marks.of(blob.kind(), place));
    plainBytes += blob.plainLength();
    storedBytes += blob.length();
    if (recent.size() >= Math.clamp(size() / 16, FEW, MOST)) {
      sort();
    }
  }

  /** Takes all memory first: without it nothing is changed. */
  private void sort() {
    int[] order = recent.sorted();
    int[] ends = new int[SHELVES];
    for (int i = 0; i < order.length; i++) {
      ends[SortedIds.shelfOf(recent.id(order[i]))] = i + 1;
    }
    int needed = 1;
    int from = 0;
    for (int shelf = 0; shelf < SHELVES; shelf++) {
      ends[shelf] = Math.max(from, ends[shelf]);
      int count = countOf(shelf);
      needed += SortedIds.blocksOf(count + ends[shelf] - from) - SortedIds.blocksOf(count);
      from = ends[shelf];
    }
    pool.reserve(needed);
    from = 0;
    for (int shelf = 0; shelf < SHELVES; shelf++) {
      if (from < ends[shelf]) {
        SortedIds.Fresh fresh = new SortedIds.Fresh(recent, order, from, ends[shelf]);
        shelves[shelf] = SortedIds.merge(pool, shelf, shelves[shelf], fresh);
      }
      from = ends[shelf];
    }
    recent.clear();
  }

  private int countOf(int shelf) {
    SortedIds ids = shelves[shelf];
    return ids == null ? 0 : ids.count();
  }

  boolean contains(PackedBlob blob, int pack) {
    for (int place : places(blob.kind(), blob.id())) {
      if (places.pack(place) == pack && places.offset(place) == blob.offset()) {
        return true;
      }
    }
    return false;
  }

  int pack(int place) {
    return places.pack(place);
  }

  /** The blob at a place: whoever asks knows which that is. */
  PackedBlob blob(BlobKind kind, BlobId id, int place) {
    return new PackedBlob(
        kind, id, places.offset(place), places.length(place), places.rawLength(place));
  }

  /** How long the blob at a place is in the clear. */
  long plainLength(int place) {
    return PackedBlob.plainLength(places.length(place), places.rawLength(place));
  }

  /** The places of a blob, in the order they were added. */
  int[] places(BlobKind kind, BlobId id) {
    SortedIds shelf = shelves[SortedIds.shelfOf(id)];
    int[] later = recent.places(kind, id);
    if (shelf == null) {
      return later;
    }
    int[] all = shelf.places(kind, id);
    if (later.length > 0) {
      int earlier = all.length;
      all = Arrays.copyOf(all, earlier + later.length);
      System.arraycopy(later, 0, all, earlier, later.length);
    }
    return all;
  }

  /** The first place of a blob, or {@link #NONE}. */
  int first(BlobKind kind, BlobId id) {
    int[] all = places(kind, id);
    return all.length == 0 ? NONE : all[0];
  }

  /** Each place, those of one blob in the order they were added. */
  void forEach(Index.PlaceVisitor visitor) {
    for (SortedIds shelf : shelves) {
      if (shelf != null) {
        shelf.forEach((id, mark, firstMark) -> visit(visitor, id, mark, Marks.place(firstMark)));
      }
    }
    for (int number = 0; number < recent.size(); number++) {
      BlobId id = recent.id(number);
      int mark = recent.mark(number);
      visit(visitor, id, mark, first(Marks.kind(mark), id));
    }
  }

  private void visit(Index.PlaceVisitor visitor, BlobId id, int mark, int first) {
    int place = Marks.place(mark);
    visitor.visit(place, first, pack(place), blob(Marks.kind(mark), id, place));
  }

  long plainBytes() {
    return plainBytes;
  }

  long storedBytes() {
    return storedBytes;
  }

  @Override
  public void close() {
    pool.close();
  }
}
