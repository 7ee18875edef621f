package io.holdfast.model.installation;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One place where state lives. */
public sealed interface StoreSpec {
  /** Unique within the installation. */
  String name();

  /** The kind in the configuration, which chooses the driver. */
  String kind();

  /** The directory that it is; empty for a store that is reached through a server alone. */
  default Optional<Path> place() {
    return Optional.empty();
  }

  /** A store whose rows may name files. */
  sealed interface Database extends StoreSpec {}

  /**
   * A tree on a file system.
   *
   * @param profiles what its directories are for
   * @param snapshot whether it is fixed by a snapshot
   */
  record Files(String name, Path root, List<ProfileDirectory> profiles, SnapshotChoice snapshot)
      implements StoreSpec {
    public Files {
      profiles = List.copyOf(profiles);
    }

    /** A tree of which nothing is said about snapshots. */
    public Files(String name, Path root, List<ProfileDirectory> profiles) {
      this(name, root, profiles, SnapshotChoice.AUTO);
    }

    @Override
    public String kind() {
      return "files";
    }

    @Override
    public Optional<Path> place() {
      return Optional.of(root);
    }
  }

  /**
   * A Derby database.
   *
   * @param url how the running database is reached, {@code jdbc:derby://host:port/name}
   * @param directory the database's own directory, left out of every tree
   */
  record Derby(String name, String url, Path directory) implements Database {
    @Override
    public String kind() {
      return "derby";
    }

    @Override
    public Optional<Path> place() {
      return Optional.of(directory);
    }
  }

  /**
   * A database of a PostgreSQL server.
   *
   * @param url how it is reached, {@code jdbc:postgresql://host:port/database}, without secrets
   * @param passwordFile a file whose first line is the password; null if the environment has it
   */
  record Postgresql(String name, String url, String user, @Nullable Path passwordFile)
      implements Database {
    @Override
    public String kind() {
      return "postgresql";
    }
  }

  /**
   * A Redis server, or the cluster that it belongs to.
   *
   * @param url {@code redis://host:port}, or {@code rediss://host:port} for TLS; without secrets
   * @param user null for Redis's default user
   * @param passwordFile a file whose first line is the password; null if the environment has it
   * @param caFile the certificates to trust, in PEM; null for those that Java trusts
   */
  record Redis(
      String name,
      String url,
      @Nullable String user,
      @Nullable Path passwordFile,
      @Nullable Path caFile)
      implements StoreSpec {
    @Override
    public String kind() {
      return "redis";
    }
  }
}
