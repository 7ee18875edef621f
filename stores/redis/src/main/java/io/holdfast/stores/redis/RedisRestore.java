package io.holdfast.stores.redis;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.RestoredTree;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import java.nio.file.Path;
import java.util.List;

/**
 * Brings RDBs back as files and proves them: by their own checks always, and where there is a
 * server's program, by having a private server load them. The live one is not touched.
 */
final class RedisRestore implements StoreRestore {
  private final Clock clock;
  private final int threads;
  private final List<Path> places;

  RedisRestore(Clock clock, int threads, List<Path> places) {
    this.clock = clock;
    this.threads = threads;
    this.places = places;
  }

  @Override
  public List<String> restore(BlobSource source, Node root, Path target, Progress progress) {
    return RestoredTree.restoreAndProve(source, root, target, clock, threads, progress);
  }

  @Override
  public OpenedDatabase open(Path directory, Path work) {
    Captured captured = Captured.in(directory);
    PrivateServer.program(places)
        .filter(program -> PrivateServer.hasMemoryFor(captured.usedMemory()))
        .ifPresent(
            program -> {
              for (Captured.Part part : captured.parts()) {
                PrivateServer.prove(program, part, work, clock);
              }
            });
    return new Proved(captured);
  }

  /** RDBs that were proved whole; they answer as the server does that loads them. */
  record Proved(Captured captured) implements OpenedDatabase {
    @Override
    public ReferenceRows references(String query) {
      return KeyReferences.in(captured.parts().stream().map(Captured.Part::file).toList(), query);
    }

    @Override
    public void close() {}
  }
}
