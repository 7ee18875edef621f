package io.holdfast.model.installation;

import java.nio.file.Path;
import java.time.Duration;
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
   * @param logArchive whether Derby keeps its log for rolling forward
   */
  record Derby(String name, String url, Path directory, boolean logArchive) implements Database {
    /** One that keeps no more of its log than a crash needs. */
    public Derby(String name, String url, Path directory) {
      this(name, url, directory, false);
    }

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
   * @param physical how the whole server is kept with its write-ahead log; null if this database
   *     alone is dumped
   */
  record Postgresql(
      String name,
      String url,
      String user,
      @Nullable Path passwordFile,
      @Nullable Physical physical)
      implements Database {
    /** One that is dumped. */
    public Postgresql(String name, String url, String user, @Nullable Path passwordFile) {
      this(name, url, user, passwordFile, null);
    }

    @Override
    public String kind() {
      return "postgresql";
    }
  }

  /**
   * A server kept as a base backup and its write-ahead log.
   *
   * @param slot the replication slot that is used for nothing else
   * @param step how much of the log, in time, may be lost with the server's machine
   * @param baseEvery how old a base backup may become before a backup takes another
   * @param maxLag how many bytes of log the server may keep for a receiver that does not come
   */
  record Physical(String slot, Duration step, Duration baseEvery, long maxLag, OnLag onLag) {
    public static final Physical DEFAULT =
        new Physical("holdfast", Duration.ofSeconds(15), Duration.ofDays(7), 16L << 30, OnLag.WARN);
  }

  /** What is done when a server keeps more of its log than it should. */
  enum OnLag {
    /** It is told, again and again; the server's disk may fill. */
    WARN,
    /** The slot is dropped, so that the server lets go of the log: the era ends there. */
    DROP
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
