package io.holdfast.vault.index;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackHeader;
import io.holdfast.vault.pack.PackedBlob;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The packs that the index names, numbered, in flat arrays; how long each must be; which of them
 * are not built upon.
 */
final class PackTable {
  static final int NONE = -1;

  private long[] names = new long[4 * 64];
  private long[] ends = new long[64];
  private long[] sizes = new long[64];
  private int count;

  /** Numbers plus one; zero is free. At most two thirds full. */
  private int[] slots = new int[128];

  private final BitSet withheld = new BitSet();
  private final BitSet withData = new BitSet();
  private final BitSet withTrees = new BitSet();

  /** The number of a pack, a new one if it has none. */
  int numberOf(BlobId pack) {
    int known = find(pack);
    if (known != NONE) {
      return known;
    }
    grow();
    int number = count++;
    names[4 * number] = pack.a();
    names[4 * number + 1] = pack.b();
    names[4 * number + 2] = pack.c();
    names[4 * number + 3] = pack.d();
    sizes[number] = PackHeader.OVERHEAD;
    insert(number);
    return number;
  }

  /** The number of a pack, or {@link #NONE}. */
  int find(BlobId pack) {
    int slot = slot(pack.a());
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (names[4 * number] == pack.a() && name(number).equals(pack)) {
        return number;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return NONE;
  }

  /** An id is a hash: its bits need no more mixing. */
  private int slot(long a) {
    return (int) a & slots.length - 1;
  }

  private void insert(int number) {
    int slot = slot(names[4 * number]);
    while (slots[slot] != 0) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = number + 1;
  }

  private void grow() {
    if (count == sizes.length) {
      int capacity = count + count / 4;
      names = Arrays.copyOf(names, 4 * capacity);
      ends = Arrays.copyOf(ends, capacity);
      sizes = Arrays.copyOf(sizes, capacity);
    }
    if (3L * (count + 1) > 2L * slots.length) {
      slots = new int[2 * slots.length];
      for (int number = 0; number < count; number++) {
        insert(number);
      }
    }
  }

  void add(int number, PackedBlob blob) {
    ends[number] = Math.max(ends[number], blob.offset() + blob.length());
    sizes[number] +=
        blob.length()
            + (blob.isCompressed() ? PackHeader.COMPRESSED_ENTRY : PackHeader.PLAIN_ENTRY);
    (blob.kind() == BlobKind.TREE ? withTrees : withData).set(number);
  }

  BlobId name(int number) {
    return new BlobId(
        names[4 * number], names[4 * number + 1], names[4 * number + 2], names[4 * number + 3]);
  }

  long end(int number) {
    return ends[number];
  }

  /** The size a pack must have, header included, if the index lists all its blobs. */
  long size(int number) {
    return sizes[number];
  }

  /** Whether it holds content and directories together. */
  boolean isMixed(int number) {
    return withData.get(number) && withTrees.get(number);
  }

  boolean isWithheld(int number) {
    return withheld.get(number);
  }

  void withhold(int number) {
    withheld.set(number);
  }

  void offer(int number) {
    withheld.clear(number);
  }

  void offerAll() {
    withheld.clear();
  }

  int count() {
    return count;
  }
}
