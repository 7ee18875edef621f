package io.holdfast.vault;

import io.holdfast.vault.tree.Tree;
import java.io.IOException;
import java.io.InputStream;

/**
 * Where captured content goes. Safe to use from many threads at once. What was saved is durable and
 * findable only once the writer has flushed; a blob already in the vault costs no space again.
 */
public interface BlobSink {
  /**
   * Cuts a stream into blobs and saves them, reading it to its end.
   *
   * @throws IOException if the stream cannot be read; a vault that cannot be written throws a
   *     {@link io.holdfast.model.error.HoldfastException} instead, so the two are never confused
   */
  Content save(InputStream stream) throws IOException;

  /** Saves a directory. Its subtrees must have been saved before. */
  BlobId save(Tree tree);

  /**
   * Whether a directory is here already, with everything below it, and need not be saved again, so
   * that whoever knows its id by an earlier capture may use it. The capture's snapshot must have
   * been found after this sink was opened: before, it may have been forgotten and pruned in part. A
   * sink that cannot tell says no.
   */
  default boolean hasTree(BlobId tree) {
    return false;
  }
}
