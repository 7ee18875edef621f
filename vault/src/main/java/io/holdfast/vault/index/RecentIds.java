package io.holdfast.vault.index;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.pack.BlobKind;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Ids that were added last and the marks of their places, in flat arrays on the heap: numbered in
 * the order they were added, found by a hash table of numbers. A few only, until they are sorted.
 */
final class RecentIds {
  private static final int[] NOWHERE = {};

  /** What ids are sorted by first; those that agree in it are compared in full. */
  private static final long FIRST_BYTES = 0xffffffff00000000L;

  private long[] ids = new long[4 * 256];
  private int[] marks = new int[256];
  private int size;

  /** Numbers plus one; zero is free. At most half full. */
  private int[] slots = new int[1024];

  int size() {
    return size;
  }

  BlobId id(int number) {
    return new BlobId(
        ids[4 * number], ids[4 * number + 1], ids[4 * number + 2], ids[4 * number + 3]);
  }

  int mark(int number) {
    return marks[number];
  }

  void add(BlobId id, int mark) {
    grow();
    ids[4 * size] = id.a();
    ids[4 * size + 1] = id.b();
    ids[4 * size + 2] = id.c();
    ids[4 * size + 3] = id.d();
    marks[size] = mark;
    insert(size++);
  }

  /** The places of a blob, in the order they were added. */
  int[] places(BlobKind kind, BlobId id) {
    int[] places = NOWHERE;
    int slot = slot(id.a());
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (is(number, kind, id)) {
        places = Arrays.copyOf(places, places.length + 1);
        places[places.length - 1] = Marks.place(marks[number]);
      }
      slot = slot + 1 & slots.length - 1;
    }
    return places;
  }

  private boolean is(int number, BlobKind kind, BlobId id) {
    int at = 4 * number;
    return ids[at] == id.a()
        && ids[at + 1] == id.b()
        && ids[at + 2] == id.c()
        && ids[at + 3] == id.d()
        && Marks.kind(marks[number]) == kind;
  }

  /** An id is a hash: its bits need no more mixing. */
  private int slot(long a) {
    return (int) a & slots.length - 1;
  }

  private void insert(int number) {
    int slot = slot(ids[4 * number]);
    while (slots[slot] != 0) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = number + 1;
  }

  private void grow() {
    if (size == marks.length) {
      int capacity = size + (size >> 1);
      ids = Arrays.copyOf(ids, 4 * capacity);
      marks = Arrays.copyOf(marks, capacity);
    }
    if (2 * (size + 1) > slots.length) {
      slots = new int[slots.length * 2];
      for (int number = 0; number < size; number++) {
        insert(number);
      }
    }
  }

  /** The numbers in the order of ids and marks. */
  int[] sorted() {
    // Four bytes of each id and its number in one: ids are hashes, so few begin alike.
    long[] keys = new long[size];
    for (int number = 0; number < size; number++) {
      keys[number] = (ids[4 * number] ^ Long.MIN_VALUE) & FIRST_BYTES | number;
    }
    Arrays.sort(keys);
    int[] order = new int[size];
    int start = 0;
    for (int i = 0; i < size; i++) {
      order[i] = (int) keys[i];
      if (i + 1 == size || (keys[i] ^ keys[i + 1]) >>> 32 != 0) {
        sortInFull(order, start, i + 1);
        start = i + 1;
      }
    }
    return order;
  }

  private void sortInFull(int[] order, int from, int to) {
    if (to - from > 1) {
      int[] sorted =
          IntStream.range(from, to)
              .mapToObj(i -> order[i])
              .sorted(this::compare)
              .mapToInt(Integer::intValue)
              .toArray();
      System.arraycopy(sorted, 0, order, from, sorted.length);
    }
  }

  private int compare(int one, int other) {
    int order = id(one).compareTo(id(other));
    return order == 0 ? Integer.compareUnsigned(marks[one], marks[other]) : order;
  }

  /** Forgets all; the memory is used again. */
  void clear() {
    size = 0;
    Arrays.fill(slots, 0);
  }
}
