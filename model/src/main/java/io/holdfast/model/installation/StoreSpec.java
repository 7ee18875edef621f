package io.holdfast.model.installation;

import java.nio.file.Path;
import java.util.List;

/** One place where state lives. */
public sealed interface StoreSpec {
  /** Unique within the installation. */
  String name();

  /** The kind in the configuration, which chooses the driver. */
  String kind();

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
  }

  /**
   * A Derby database.
   *
   * @param url how the running database is reached, {@code jdbc:derby://host:port/name}
   * @param directory the database's own directory, left out of every tree
   */
  record Derby(String name, String url, Path directory) implements StoreSpec {
    @Override
    public String kind() {
      return "derby";
    }
  }
}
