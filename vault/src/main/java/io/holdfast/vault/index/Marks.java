package io.holdfast.vault.index;

import io.holdfast.vault.pack.BlobKind;

/**
 * A mark is what is kept beside an id: the blob's kind in the highest bit, the number of its place
 * in the others. Marks are compared as unsigned numbers: by kind, then by place.
 */
final class Marks {
  /** As many places as there can be. */
  static final int MOST_PLACES = Integer.MAX_VALUE;

  private Marks() {}

  static int of(BlobKind kind, int place) {
    return kind.ordinal() << 31 | place;
  }

  /** The highest mark of a kind. */
  static int last(BlobKind kind) {
    return of(kind, MOST_PLACES);
  }

  static BlobKind kind(int mark) {
    return mark < 0 ? BlobKind.TREE : BlobKind.DATA;
  }

  static int place(int mark) {
    return mark & Integer.MAX_VALUE;
  }
}
