package io.holdfast.vault;

import io.holdfast.vault.tree.Tree;
import java.io.IOException;

/** Where restored content comes from. Safe to use from many threads at once. */
public interface BlobSource {
  /**
   * The verified plaintext of a data blob.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-502 if the vault lacks it, HF-501 if it is
   *     damaged
   */
  byte[] data(BlobId id);

  /** Takes the plaintext of a blob, which is its own only until it returns. */
  @FunctionalInterface
  interface Borrower {
    void use(byte[] bytes, int length) throws IOException;
  }

  /**
   * As {@link #data}, without an array for each blob: for whoever only passes the bytes on.
   *
   * @throws IOException what the borrower threw
   */
  default void lend(BlobId id, Borrower borrower) throws IOException {
    byte[] bytes = data(id);
    borrower.use(bytes, bytes.length);
  }

  /** A directory; fails as {@link #data} does. */
  Tree tree(BlobId id);

  /** The plaintext length of a data blob, from the index alone; fails with HF-502. */
  long dataLength(BlobId id);
}
