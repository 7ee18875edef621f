package io.holdfast.stores.postgresql;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.RestoredTree;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Brings a dump back as files, and proves it in a private server that is thrown away: the live one
 * is not touched.
 */
final class PostgresqlRestore implements StoreRestore {
  private final Clock clock;
  private final int threads;
  private final List<Path> places;

  PostgresqlRestore(Clock clock, int threads, List<Path> places) {
    this.clock = clock;
    this.threads = threads;
    this.places = places;
  }

  @Override
  public List<String> restore(BlobSource source, Node root, Path target, Progress progress) {
    return RestoredServer.isIn(source, root)
        ? RestoredServer.restore(source, root, target, clock, threads, progress)
        : RestoredTree.restoreAndProve(source, root, target, clock, threads, progress);
  }

  @Override
  public OpenedDatabase open(Path directory, Path work) {
    if (RestoredServer.isIn(directory)) {
      return RestoredServer.in(directory).open(places, work, clock);
    }
    RestoredDump dump = RestoredDump.in(directory);
    Optional<Programs> programs = Programs.ofServer(dump.description().major(), places);
    if (programs.isEmpty()) {
      int major = dump.description().major();
      return new NotOpened(
          "database '%s': its dump was read back, but not restored: there are no server programs of PostgreSQL %d or newer on this machine (install postgresql-%d), so its tables and references are not proved"
              .formatted(dump.description().database(), major, major));
    }
    PrivateServer server = PrivateServer.start(programs.get(), work, clock);
    try {
      return dump.restoreInto(server, threads, work);
    } catch (RuntimeException unfit) {
      server.close();
      throw unfit;
    }
  }
}
