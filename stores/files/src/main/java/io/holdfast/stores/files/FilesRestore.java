package io.holdfast.stores.files;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.RestoredTree;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import java.nio.file.Path;
import java.util.List;

/** Brings a tree back. */
final class FilesRestore implements StoreRestore {
  private final Clock clock;
  private final int threads;

  FilesRestore(Clock clock, int threads) {
    this.clock = clock;
    this.threads = threads;
  }

  @Override
  public List<String> restore(BlobSource source, Node root, Path target, Progress progress) {
    return RestoredTree.restoreAndProve(source, root, target, clock, threads, progress);
  }

  @Override
  public OpenedDatabase open(Path directory, Path work) {
    throw new IllegalStateException("A tree of files answers no queries");
  }
}
