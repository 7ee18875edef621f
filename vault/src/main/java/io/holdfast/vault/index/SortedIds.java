package io.holdfast.vault.index;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.pack.BlobKind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Ids that begin with one byte and the marks of their places, sorted by both, outside the heap.
 * Never changed: what comes is merged into new ones, and the old ones' blocks are used again while
 * that goes on. The first byte is known to whoever asks, the second is an index into a directory;
 * the other 30 follow, then the mark: 34 bytes.
 */
final class SortedIds {
  static final int ENTRY = 34;

  /** Entries to a block. */
  static final int IN_BLOCK = Blocks.SIZE / ENTRY;

  /** How far from the first guess is looked before half of all is. */
  private static final int NEAR = 16;

  private static final int SECOND_BYTES = 256;
  private static final int[] NOWHERE = {};
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final Blocks pool;
  private final long firstByte;
  private final @Nullable MemorySegment[] blocks;
  private int count;

  /** Where the entries with each second byte begin; the last number is that of all entries. */
  private final int[] starts = new int[SECOND_BYTES + 1];

  private SortedIds(Blocks pool, long firstByte, int capacity) {
    this.pool = pool;
    this.firstByte = firstByte;
    this.blocks = new @Nullable MemorySegment[blocksOf(capacity)];
  }

  /** The first byte of an id: which of 256 it belongs to. */
  static int shelfOf(BlobId id) {
    return (int) (id.a() >>> 56);
  }

  private static int secondByte(BlobId id) {
    return (int) (id.a() >>> 48) & 0xff;
  }

  static int blocksOf(int count) {
    return (count + IN_BLOCK - 1) / IN_BLOCK;
  }

  /** Of recent ids, a range of those in order that begin with one byte. */
  record Fresh(RecentIds ids, int[] order, int from, int to) {
    int count() {
      return to - from;
    }
  }

  /** Takes the place of {@code old}, which must not be used any more. */
  static SortedIds merge(Blocks pool, int firstByte, @Nullable SortedIds old, Fresh fresh) {
    SortedIds before = old == null ? new SortedIds(pool, firstByte, 0) : old;
    SortedIds merged = new SortedIds(pool, firstByte, before.count + fresh.count());
    int copied = 0;
    for (int at = fresh.from(); at < fresh.to(); at++) {
      BlobId id = fresh.ids().id(fresh.order()[at]);
      int mark = fresh.ids().mark(fresh.order()[at]);
      // What was copied may be overwritten by now.
      int place = before.lowerBound(id, mark, copied);
      merged.move(before, copied, place);
      copied = place;
      merged.append(id, mark);
    }
    merged.move(before, copied, before.count);
    merged.endDirectory(before);
    return merged;
  }

  /** Appends entries of another, whose blocks are given back as soon as all of them are here. */
  private void move(SortedIds from, int start, int end) {
    int at = start;
    while (at < end) {
      int length =
          Math.min(end - at, Math.min(IN_BLOCK - at % IN_BLOCK, IN_BLOCK - count % IN_BLOCK));
      MemorySegment.copy(
          from.block(at), offset(at), blockForNext(), offset(count), (long) length * ENTRY);
      at += length;
      count += length;
      if (at % IN_BLOCK == 0 || at == from.count) {
        pool.giveBack(from.block(at - 1));
      }
    }
  }

  /** Counts the entry under its second byte, until {@link #endDirectory}. */
  private void append(BlobId id, int mark) {
    MemorySegment block = blockForNext();
    long at = offset(count);
    block.set(LONG, at, id.a() << 16 | id.b() >>> 48);
    block.set(LONG, at + 8, id.b() << 16 | id.c() >>> 48);
    block.set(LONG, at + 16, id.c() << 16 | id.d() >>> 48);
    block.set(LONG, at + 24, id.d() << 16 | mark >>> 16);
    block.set(SHORT, at + 32, (short) mark);
    count++;
    starts[secondByte(id)]++;
  }

  private MemorySegment blockForNext() {
    if (count % IN_BLOCK == 0) {
      blocks[count / IN_BLOCK] = pool.take();
    }
    return block(count);
  }

  /** Makes positions of the counts, with those of the entries that were moved here. */
  private void endDirectory(SortedIds before) {
    int start = 0;
    for (int second = 0; second < SECOND_BYTES; second++) {
      int ofSecond = starts[second] + before.starts[second + 1] - before.starts[second];
      starts[second] = start;
      start += ofSecond;
    }
    starts[SECOND_BYTES] = start;
  }

  private MemorySegment block(int entry) {
    return Objects.requireNonNull(blocks[entry / IN_BLOCK]);
  }

  private static long offset(int entry) {
    return entry % IN_BLOCK * (long) ENTRY;
  }

  int count() {
    return count;
  }

  /** The places of a blob, in ascending order. */
  int[] places(BlobKind kind, BlobId id) {
    int start = lowerBound(id, Marks.of(kind, 0), 0);
    int end = start;
    while (end < starts[secondByte(id) + 1] && compare(end, id, Marks.last(kind)) <= 0) {
      end++;
    }
    if (start == end) {
      return NOWHERE;
    }
    int[] places = new int[end - start];
    Arrays.setAll(places, i -> Marks.place(mark(block(start + i), offset(start + i))));
    return places;
  }

  /**
   * How many entries come before.
   *
   * @param least so many do certainly, and are not looked at
   */
  private int lowerBound(BlobId id, int mark, int least) {
    int low = Math.max(least, starts[secondByte(id)]);
    int high = Math.max(low, starts[secondByte(id) + 1]);
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
    MemorySegment block = block(entry);
    long at = offset(entry);
    int order = Long.compareUnsigned(block.get(LONG, at), id.a() << 16 | id.b() >>> 48);
    if (order == 0) {
      order = Long.compareUnsigned(block.get(LONG, at + 8), id.b() << 16 | id.c() >>> 48);
    }
    if (order == 0) {
      order = Long.compareUnsigned(block.get(LONG, at + 16), id.c() << 16 | id.d() >>> 48);
    }
    if (order == 0) {
      order = Long.compareUnsigned(block.get(LONG, at + 24), id.d() << 16 | mark >>> 16);
    }
    return order == 0 ? Integer.compareUnsigned(mark(block, at), mark) : order;
  }

  private static int mark(MemorySegment block, long at) {
    return (int) block.get(LONG, at + 24) << 16 | block.get(SHORT, at + 32) & 0xffff;
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
        MemorySegment block = block(entry);
        BlobId id = id(begin, block, offset(entry));
        int mark = mark(block, offset(entry));
        if (!id.equals(last) || Marks.kind(mark) != Marks.kind(firstMark)) {
          last = id;
          firstMark = mark;
        }
        visitor.visit(id, mark, firstMark);
      }
    }
  }

  private static BlobId id(long begin, MemorySegment block, long at) {
    long first = block.get(LONG, at);
    long second = block.get(LONG, at + 8);
    long third = block.get(LONG, at + 16);
    long fourth = block.get(LONG, at + 24);
    return new BlobId(
        begin | first >>> 16,
        first << 48 | second >>> 16,
        second << 48 | third >>> 16,
        third << 48 | fourth >>> 16);
  }
}
