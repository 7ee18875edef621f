package io.holdfast.vault.index;

import io.holdfast.vault.pack.PackedBlob;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How long the blob at each place is, and where that is: numbered in the order they were added. Two
 * lengths take six bytes, in pages outside the heap; the last page is on it, so that a small vault
 * needs no other. Blobs of a pack lie one after the other, so that an offset is the sum of lengths.
 */
final class Places {
  static final int ENTRY = 6;

  /** Places to a page. */
  static final int PAGE = 1 << 16;

  /** The most lengths to add up for an offset. */
  private static final int LONGEST_RUN = 64;

  /** In the place of lengths that take more than 24 bits. */
  private static final int ELSEWHERE = 0xffffff;

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private record Lengths(int length, int rawLength) {}

  private final Blocks pool;
  private final List<MemorySegment> pages = new ArrayList<>();
  private MemorySegment page = MemorySegment.ofArray(new byte[ENTRY * 256]);
  private final Map<Integer, Lengths> longer = new HashMap<>();
  private int count;

  /** Of each run: its first place, its pack, and the offset of its first blob, unsigned. */
  private int[] starts = new int[64];

  private int[] packs = new int[64];
  private int[] offsets = new int[64];
  private int runs;
  private long endOfRun;

  /** Where the last search ended: who asks for the pack asks for the offset too. */
  private int lastRun;

  Places(Blocks pool) {
    this.pool = pool;
  }

  int count() {
    return count;
  }

  /** Returns the number of the new place. */
  int add(int pack, PackedBlob blob) {
    if (count == Marks.MOST_PLACES) {
      throw new IllegalStateException("No index can hold more than " + count + " places");
    }
    if (runs == 0
        || packs[runs - 1] != pack
        || endOfRun != blob.offset()
        || count - starts[runs - 1] == LONGEST_RUN) {
      beginRun(pack, blob.offset());
    }
    endOfRun = blob.offset() + blob.length();
    boolean fits = blob.length() < ELSEWHERE && blob.rawLength() <= 0xffffff;
    if (!fits) {
      longer.put(count, new Lengths(blob.length(), blob.rawLength()));
    }
    set(fits ? blob.length() : ELSEWHERE, fits ? blob.rawLength() : 0);
    return count++;
  }

  private void beginRun(int pack, long offset) {
    if (runs == starts.length) {
      int capacity = runs + runs / 4;
      starts = Arrays.copyOf(starts, capacity);
      packs = Arrays.copyOf(packs, capacity);
      offsets = Arrays.copyOf(offsets, capacity);
    }
    starts[runs] = count;
    packs[runs] = pack;
    offsets[runs] = (int) offset;
    runs++;
  }

  private void set(int length, int rawLength) {
    int at = count % PAGE * ENTRY;
    if (count > 0 && at == 0) {
      keepPage();
    } else if (at == page.byteSize()) {
      byte[] larger = new byte[Math.min(2 * at, PAGE * ENTRY)];
      MemorySegment.copy(page, 0, MemorySegment.ofArray(larger), 0, at);
      page = MemorySegment.ofArray(larger);
    }
    page.set(INT, at, length << 8 | rawLength >>> 16);
    page.set(SHORT, at + 4L, (short) rawLength);
  }

  private void keepPage() {
    MemorySegment kept = pool.allocate(PAGE * ENTRY);
    kept.copyFrom(page);
    pages.add(kept);
  }

  int pack(int place) {
    return packs[run(place)];
  }

  private int run(int place) {
    boolean isLast =
        starts[lastRun] <= place && (lastRun + 1 == runs || place < starts[lastRun + 1]);
    if (!isLast) {
      int found = Arrays.binarySearch(starts, 0, runs, place);
      lastRun = found < 0 ? -found - 2 : found;
    }
    return lastRun;
  }

  long offset(int place) {
    int run = run(place);
    long offset = Integer.toUnsignedLong(offsets[run]);
    for (int before = starts[run]; before < place; before++) {
      offset += length(before);
    }
    return offset;
  }

  int length(int place) {
    int length = pageOf(place).get(INT, within(place)) >>> 8;
    return length == ELSEWHERE ? elsewhere(place).length() : length;
  }

  int rawLength(int place) {
    int both = pageOf(place).get(INT, within(place));
    if (both >>> 8 == ELSEWHERE) {
      return elsewhere(place).rawLength();
    }
    return (both & 0xff) << 16 | pageOf(place).get(SHORT, within(place) + 4) & 0xffff;
  }

  private Lengths elsewhere(int place) {
    return Objects.requireNonNull(longer.get(place));
  }

  private MemorySegment pageOf(int place) {
    int number = place / PAGE;
    return number < pages.size() ? pages.get(number) : page;
  }

  private static long within(int place) {
    return place % PAGE * (long) ENTRY;
  }
}
