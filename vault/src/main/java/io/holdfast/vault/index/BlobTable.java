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
  static final int MOST = 1 << 19;

  private static final int SHELVES = 256;

  private final Supplier<Arena> arenas;
  private final @Nullable SortedIds[] shelves = new @Nullable SortedIds[SHELVES];
  private final RecentIds recent = new RecentIds();
  private final Places places;
  private long plainBytes;
  private long storedBytes;

  BlobTable(Supplier<Arena> arenas) {
    this.arenas = arenas;
    this.places = new Places(arenas);
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

  private void sort() {
    int[] order = recent.sorted();
    int from = 0;
    while (from < order.length) {
      int shelf = SortedIds.shelfOf(recent.id(order[from]));
      int to = from + 1;
      while (to < order.length && SortedIds.shelfOf(recent.id(order[to])) == shelf) {
        to++;
      }
      SortedIds old = shelves[shelf];
      if (old == null) {
        shelves[shelf] = SortedIds.of(arenas, shelf, recent, order, from, to);
      } else {
        shelves[shelf] = old.with(arenas, recent, order, from, to);
        old.close();
      }
      from = to;
    }
    recent.clear();
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
    for (SortedIds shelf : shelves) {
      if (shelf != null) {
        shelf.close();
      }
    }
    places.close();
  }
}
