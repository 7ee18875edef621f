package io.holdfast.stores;

import io.holdfast.model.progress.Progress;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Brings a member back into a directory and proves it there. */
public interface StoreRestore {
  /**
   * Restores into {@code target}, which is absent or empty, and reads it back.
   *
   * @param root the member's directory as the set's tree has it
   * @return what could not be restored exactly though nothing is missing (owners without the right
   *     to set them), for the report
   * @throws io.holdfast.model.error.HoldfastException HF-109 if anything is missing, HF-706 if what
   *     is on disk is not what was captured
   */
  List<String> restore(BlobSource source, Node root, Path target, Progress progress);

  /**
   * Opens a restored database in {@code directory}, proves it fit to run, and answers reference
   * queries. A store that refers to nothing throws {@link IllegalStateException}.
   */
  OpenedDatabase open(Path directory, Path work);

  /** A restored database, opened for reading. */
  interface OpenedDatabase extends AutoCloseable {
    ReferenceRows references(String query);

    /**
     * Why this database could not be opened here, in words; then it must not be asked for
     * references. Empty if it was opened and proved.
     */
    default Optional<String> unproved() {
      return Optional.empty();
    }

    /**
     * What of an opened database could not be looked at here, a sentence each; the rest was proved.
     */
    default List<String> unchecked() {
      return List.of();
    }

    @Override
    void close();
  }
}
