package io.holdfast.vault.index;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.pack.BlobKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.function.Supplier;

/**
 * Ids that begin with one byte and the marks of their places, sorted by both, outside the heap.
 * Never changed: what comes is merged into a new one. The first byte is known to whoever asks, the
 * second is an index into a directory; the other 30 follow, then the mark: 34 bytes.
 */
final class SortedIds implements AutoCloseable {
  static final int ENTRY = 34;

  /** Entries around the first guess that are searched before all others. */
  private static final int NEAR = 16;

  private static final int SECOND_BYTES = 256;
  private static final int[] NOWHERE = {};
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Arena arena;
  private final MemorySegment entries;
  private final long firstByte;

  /** Where the entries with each second byte begin; the last number is that of all entries. */
  private final int[] starts;

  private SortedIds(Arena arena, long firstByte, int count) {
    this.arena = arena;
    this.firstByte = firstByte;
    this.entries = arena.allocate((long) count * ENTRY);
    this.starts = new int[SECOND_BYTES + 1];
    this.starts[SECOND_BYTES] = count;
  }

  /** The first byte of an id: which of 256 it belongs to. */
  static int shelfOf(BlobId id) {
    return (int) (id.a() >>> 56);
  }

  private static int secondByte(BlobId id) {
    return (int) (id.a() >>> 48) & 0xff;
  }

  /** Of recent ids, those that begin with one byte. */
  static SortedIds of(
      Supplier<Arena> arenas, int firstByte, RecentIds recent, int[] order, int from, int to) {
    SortedIds made = new SortedIds(arenas.get(), firstByte, to - from);
    for (int at = from; at < to; at++) {
      made.set(at - from, recent.id(order[at]), recent.mark(order[at]));
    }
    made.endDirectory();
    return made;
  }

  /** These, and of recent ids those that begin with the same byte. */
  SortedIds with(Supplier<Arena> arenas, RecentIds recent, int[] order, int from, int to) {
    SortedIds merged = new SortedIds(arenas.get(), firstByte, count() + to - from);
    int copied = 0;
    for (int at = from; at < to; at++) {
      BlobId id = recent.id(order[at]);
      int mark = recent.mark(order[at]);
      int before = lowerBound(id, mark);
      merged.copy(this, copied, before, copied + at - from);
      copied = before;
      merged.set(before + at - from, id, mark);
    }
    merged.copy(this, copied, count(), copied + to - from);
    for (int second = 0; second < SECOND_BYTES; second++) {
      merged.starts[second] += starts[second + 1] - starts[second];
    }
    merged.endDirectory();
    return merged;
  }

  private void copy(SortedIds from, int start, int end, int to) {
    MemorySegment.copy(
        from.entries,
        (long) start * ENTRY,
        entries,
        (long) to * ENTRY,
        (long) (end - start) * ENTRY);
  }

  /**
   * Counts the entry under its second byte; {@link #endDirectory} makes positions of the counts.
   */
  private void set(int entry, BlobId id, int mark) {
    long at = (long) entry * ENTRY;
    entries.set(LONG, at, id.a() << 16 | id.b() >>> 48);
    entries.set(LONG, at + 8, id.b() << 16 | id.c() >>> 48);
    entries.set(LONG, at + 16, id.c() << 16 | id.d() >>> 48);
    entries.set(LONG, at + 24, id.d() << 16 | mark >>> 16);
    entries.set(SHORT, at + 32, (short) mark);
    starts[secondByte(id)]++;
  }

  private void endDirectory() {
    int start = 0;
    for (int second = 0; second < SECOND_BYTES; second++) {
      int count = starts[second];
      starts[second] = start;
      start += count;
    }
  }

  int count() {
    return starts[SECOND_BYTES];
  }

  /** The places of a blob, in ascending order. */
  int[] places(BlobKind kind, BlobId id) {
    int start = lowerBound(id, Marks.of(kind, 0));
    int end = start;
    while (end < starts[secondByte(id) + 1] && compare(end, id, Marks.last(kind)) <= 0) {
      end++;
    }
    if (start == end) {
      return NOWHERE;
    }
    int[] places = new int[end - start];
    for (int i = 0; i < places.length; i++) {
      places[i] = Marks.place(mark(start + i));
    }
    return places;
  }

  /** How many entries come before. */
  private int lowerBound(BlobId id, int mark) {
    int low = starts[secondByte(id)];
    int high = starts[secondByte(id) + 1];
    // Ids are hashes, so evenly spread: the next two bytes tell about where it is.
    int guess = low + (int) ((high - low) * (id.a() >>> 32 & 0xffff) >>> 16);
    if (guess - NEAR > low) {
      if (compare(guess - NEAR, id, mark) < 0) {
        low = guess - NEAR + 1;
      } else {
        high = guess - NEAR;
      }
    }
    if (guess + NEAR < high) {
      if (compare(guess + NEAR, id, mark) < 0) {
        low = guess + NEAR + 1;
      } else {
        high = guess + NEAR;
      }
    }
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(middle, id, mark) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int compare(int entry, BlobId id, int mark) {
    long at = (long) entry * ENTRY;
    int order = Long.compareUnsigned(entries.get(LONG, at), id.a() << 16 | id.b() >>> 48);
    if (order == 0) {
      order = Long.compareUnsigned(entries.get(LONG, at + 8), id.b() << 16 | id.c() >>> 48);
    }
    if (order == 0) {
      order = Long.compareUnsigned(entries.get(LONG, at + 16), id.c() << 16 | id.d() >>> 48);
    }
    if (order == 0) {
      order = Long.compareUnsigned(entries.get(LONG, at + 24), id.d() << 16 | mark >>> 16);
    }
    return order == 0 ? Integer.compare(mark(entry) & 0xffff, mark & 0xffff) : order;
  }

  private int mark(int entry) {
    long at = (long) entry * ENTRY;
    return (int) entries.get(LONG, at + 24) << 16 | entries.get(SHORT, at + 32) & 0xffff;
  }

  /** Looks at each entry. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param firstMark that of the first place of the same blob
     */
    void visit(BlobId id, int mark, int firstMark);
  }

  /** Each entry, sorted. */
  void forEach(Visitor visitor) {
    BlobId last = null;
    int firstMark = 0;
    for (long second = 0; second < SECOND_BYTES; second++) {
      long begin = firstByte << 56 | second << 48;
      for (int entry = starts[(int) second]; entry < starts[(int) second + 1]; entry++) {
        BlobId id = id(begin, entry);
        int mark = mark(entry);
        if (!id.equals(last) || Marks.kind(mark) != Marks.kind(firstMark)) {
          last = id;
          firstMark = mark;
        }
        visitor.visit(id, mark, firstMark);
      }
    }
  }

  private BlobId id(long begin, int entry) {
    long at = (long) entry * ENTRY;
    long first = entries.get(LONG, at);
    long second = entries.get(LONG, at + 8);
    long third = entries.get(LONG, at + 16);
    long fourth = entries.get(LONG, at + 24);
    return new BlobId(
        begin | first >>> 16,
        first << 48 | second >>> 16,
        second << 48 | third >>> 16,
        third << 48 | fourth >>> 16);
  }

  @Override
  public void close() {
    arena.close();
  }
}
