package io.holdfast.vault.index;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackedBlob;
import java.util.Arrays;

/**
 * Every place where a blob lies, in flat arrays: about 54 bytes each and no object, because a vault
 * has millions. Entries are numbered in the order they were added; a hash table of numbers finds
 * them. Several entries may have one id: copies in different packs. Not safe to share between
 * threads.
 */
final class BlobTable {
  static final int NONE = -1;

  private long[] ids = new long[4 * 1024];
  private int[] packs = new int[1024];
  private int[] offsets = new int[1024];
  private int[] lengths = new int[1024];
  private int[] rawLengths = new int[1024];
  private int size;

  /** Entry numbers plus one; zero is free. At most half full. */
  private int[] slots = new int[4096];

  int size() {
    return size;
  }

  /** Adds a place, unless exactly this place is known. */
  boolean add(PackedBlob blob, int pack) {
    int mark = mark(pack, blob.kind());
    int offset = (int) blob.offset();
    for (int entry = first(blob.kind(), blob.id()); entry != NONE; entry = next(entry)) {
      if (packs[entry] == mark && offsets[entry] == offset) {
        return false;
      }
    }
    grow();
    BlobId id = blob.id();
    ids[4 * size] = id.a();
    ids[4 * size + 1] = id.b();
    ids[4 * size + 2] = id.c();
    ids[4 * size + 3] = id.d();
    packs[size] = mark;
    offsets[size] = offset;
    lengths[size] = blob.length();
    rawLengths[size] = blob.rawLength();
    insert(size++);
    return true;
  }

  /** The lowest bit is the kind. */
  private static int mark(int pack, BlobKind kind) {
    return pack << 1 | kind.ordinal();
  }

  int pack(int entry) {
    return packs[entry] >>> 1;
  }

  PackedBlob blob(int entry) {
    BlobKind kind = (packs[entry] & 1) == BlobKind.TREE.ordinal() ? BlobKind.TREE : BlobKind.DATA;
    return new PackedBlob(
        kind, id(entry), Integer.toUnsignedLong(offsets[entry]), lengths[entry], rawLengths[entry]);
  }

  private BlobId id(int entry) {
    return new BlobId(ids[4 * entry], ids[4 * entry + 1], ids[4 * entry + 2], ids[4 * entry + 3]);
  }

  /** The first place of a blob, or {@link #NONE}. */
  int first(BlobKind kind, BlobId id) {
    int slot = slot(id.a());
    while (slots[slot] != 0) {
      int entry = slots[slot] - 1;
      if (is(entry, kind, id)) {
        return entry;
      }
      slot = slot + 1 & slots.length - 1;
    }
    return NONE;
  }

  /** The next place of the blob that lies at {@code entry}, or {@link #NONE}. */
  int next(int entry) {
    BlobId id = id(entry);
    BlobKind kind = blob(entry).kind();
    int slot = slot(id.a());
    boolean passed = false;
    while (slots[slot] != 0) {
      int found = slots[slot] - 1;
      if (passed && is(found, kind, id)) {
        return found;
      }
      passed |= found == entry;
      slot = slot + 1 & slots.length - 1;
    }
    return NONE;
  }

  private boolean is(int entry, BlobKind kind, BlobId id) {
    int at = 4 * entry;
    return ids[at] == id.a()
        && ids[at + 1] == id.b()
        && ids[at + 2] == id.c()
        && ids[at + 3] == id.d()
        && (packs[entry] & 1) == kind.ordinal();
  }

  /** An id is a hash: its bits need no more mixing. */
  private int slot(long a) {
    return (int) a & slots.length - 1;
  }

  private void insert(int entry) {
    int slot = slot(ids[4 * entry]);
    while (slots[slot] != 0) {
      slot = slot + 1 & slots.length - 1;
    }
    slots[slot] = entry + 1;
  }

  private void grow() {
    if (size == packs.length) {
      int capacity = size + (size >> 1);
      ids = Arrays.copyOf(ids, Math.multiplyExact(capacity, 4));
      packs = Arrays.copyOf(packs, capacity);
      offsets = Arrays.copyOf(offsets, capacity);
      lengths = Arrays.copyOf(lengths, capacity);
      rawLengths = Arrays.copyOf(rawLengths, capacity);
    }
    if (2 * (size + 1) > slots.length) {
      slots = new int[slots.length * 2];
      for (int entry = 0; entry < size; entry++) {
        insert(entry);
      }
    }
  }
}
