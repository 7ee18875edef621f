package io.holdfast.stores.postgresql;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.ReferenceRows;
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
    return RestoredTree.restoreAndProve(source, root, target, clock, threads, progress);
  }

  @Override
  public OpenedDatabase open(Path directory, Path work) {
    RestoredDump dump = RestoredDump.in(directory);
    Optional<Programs> programs = Programs.ofServer(dump.description().major(), places);
    if (programs.isEmpty()) {
      return new NotOpened(
          "database '%s': its dump was read back, but not restored: there are no server programs of PostgreSQL %d or newer on this machine (install postgresql-%d), so its tables and references are not proved"
              .formatted(
                  dump.description().database(),
                  dump.description().major(),
                  dump.description().major()));
    }
    PrivateServer server = PrivateServer.start(programs.get(), work, clock);
    try {
      return dump.restoreInto(server, threads, work);
    } catch (RuntimeException unfit) {
      server.close();
      throw unfit;
    }
  }

  /** A dump for which there is no server here. */
  private record NotOpened(String why) implements OpenedDatabase {
    @Override
    public Optional<String> unproved() {
      return Optional.of(why);
    }

    @Override
    public ReferenceRows references(String query) {
      throw new IllegalStateException(why);
    }

    @Override
    public void close() {}
  }
}
