package io.holdfast.model.installation;

import java.nio.file.Path;
import java.util.List;

/** One place where state lives. */
public sealed interface StoreSpec {
  /** Unique within the installation. */
  String name();

  /** The kind in the configuration, which chooses the driver. */
  String kind();

  /** A tree on a file system. {@code profiles} say what its directories are for. */
  record Files(String name, Path root, List<ProfileDirectory> profiles) implements StoreSpec {
    public Files {
      profiles = List.copyOf(profiles);
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
