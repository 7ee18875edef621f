package io.holdfast.vault;

import io.holdfast.vault.tree.Tree;

/** Where restored content comes from. Safe to use from many threads at once. */
public interface BlobSource {
  /**
   * The verified plaintext of a data blob.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-502 if the vault lacks it, HF-501 if it is
   *     damaged
   */
  byte[] data(BlobId id);

  /** A directory; fails as {@link #data} does. */
  Tree tree(BlobId id);

  /** The plaintext length of a data blob, from the index alone; fails with HF-502. */
  long dataLength(BlobId id);
}
