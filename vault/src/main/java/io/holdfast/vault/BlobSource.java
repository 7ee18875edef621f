package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.tree.Tree;
import java.io.IOException;
import java.util.Set;

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

  /** Takes the plaintext of many blobs; each is told once, in an order that suits the vault. */
  interface Receiver {
    /** The bytes are the receiver's own only until it returns. */
    void take(BlobId id, byte[] bytes, int length) throws IOException;

    /** This one cannot be had, which does not stop the others. */
    void fail(BlobId id, HoldfastException why) throws IOException;
  }

  /**
   * The plaintext of many data blobs at once: the vault reads what lies together together, and
   * opens each blob once.
   *
   * @throws IOException what the receiver threw, which ends it
   */
  default void lendAll(Set<BlobId> ids, Receiver receiver) throws IOException {
    for (BlobId id : ids) {
      byte[] bytes;
      try {
        bytes = data(id);
      } catch (HoldfastException failure) {
        receiver.fail(id, failure);
        continue;
      }
      receiver.take(id, bytes, bytes.length);
    }
  }

  /** A directory; fails as {@link #data} does. */
  Tree tree(BlobId id);

  /** The plaintext length of a data blob, from the index alone; fails with HF-502. */
  long dataLength(BlobId id);
}
