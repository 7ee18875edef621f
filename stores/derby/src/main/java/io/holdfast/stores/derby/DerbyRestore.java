package io.holdfast.stores.derby;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.RestoredTree;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import java.nio.file.Path;
import java.util.List;

/** Brings a Derby database back. */
final class DerbyRestore implements StoreRestore {
  private final Clock clock;
  private final int threads;

  DerbyRestore(Clock clock, int threads) {
    this.clock = clock;
    this.threads = threads;
  }

  @Override
  public List<String> restore(BlobSource source, Node root, Path target, Progress progress) {
    return RestoredTree.restoreAndProve(source, root, target, clock, threads, progress);
  }

  @Override
  public OpenedDatabase open(Path directory, Path work) {
    EmbeddedDerby database = new EmbeddedDerby(directory, work);
    try {
      database.checkAllTables();
      return database;
    } catch (RuntimeException unfit) {
      database.close();
      throw unfit;
    }
  }
}
