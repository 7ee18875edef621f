package io.holdfast.vault;

import io.holdfast.vault.index.Index;
import io.holdfast.vault.pack.BlobKind;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/**
 * Blobs of one kind that were met: one bit each, under the number that the index gives them; those
 * that it does not know are kept by id, as many as are missing. Only while the index is not reread.
 * Safe to share between threads.
 */
final class NumberedBlobs {
  private final Index index;
  private final BlobKind kind;
  private final BitSet known = new BitSet();
  private final Set<BlobId> unknown = new HashSet<>();

  NumberedBlobs(Index index, BlobKind kind) {
    this.index = index;
    this.kind = kind;
  }

  /** Returns whether it was not met before. */
  boolean add(BlobId id) {
    int number = index.number(kind, id);
    synchronized (this) {
      if (number < 0) {
        return unknown.add(id);
      }
      boolean fresh = !known.get(number);
      known.set(number);
      return fresh;
    }
  }

  synchronized boolean contains(int number) {
    return known.get(number);
  }

  synchronized long count() {
    return known.cardinality() + (long) unknown.size();
  }
}
