package io.holdfast.usage.duplicate;

import java.util.Arrays;

/** A set of 16-byte checksums in open addressing; about 32 bytes a member. */
final class ChecksumSet {
  private long[] slots = new long[2 * 1024];
  private int size;

  /** Returns false if it was there already. */
  boolean add(long high, long low) {
    if (2 * size >= slots.length / 2) {
      grow();
    }
    return insert(high, low == 0 ? 1 : low);
  }

  int size() {
    return size;
  }

  /** A low half of 0 marks an empty slot; {@link #add} never lets one in. */
  private boolean insert(long high, long low) {
    int mask = slots.length / 2 - 1;
    int slot = (int) ((high + low * 0x9E3779B97F4A7C15L) >>> 32) & mask;
    while (slots[2 * slot + 1] != 0) {
      if (slots[2 * slot] == high && slots[2 * slot + 1] == low) {
        return false;
      }
      slot = slot + 1 & mask;
    }
    slots[2 * slot] = high;
    slots[2 * slot + 1] = low;
    size++;
    return true;
  }

  private void grow() {
    var old = Arrays.copyOf(slots, slots.length);
    slots = new long[old.length * 2];
    size = 0;
    for (int i = 0; i < old.length; i += 2) {
      if (old[i + 1] != 0) {
        insert(old[i], old[i + 1]);
      }
    }
  }
}
