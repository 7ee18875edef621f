package io.holdfast.stores.derby;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Posix;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Whose the files of a restored database are. What Derby writes while it is opened here belongs to
 * this user; where that is root and the installation's user is another, the next log file would be
 * closed to the installation, and Derby would start read-only.
 */
final class Ownership {
  private static final int ROOT = 0;

  private Ownership() {}

  /** Gives everything in the database to whom its settings belong, which are not written here. */
  static void giveBack(Path database) throws IOException {
    if (Posix.userId() == ROOT) {
      try (Directory directory = Posix.FILES.open(database)) {
        giveBack(directory, directory.stat(FileName.of("service.properties")));
      }
    }
  }

  private static void giveBack(Directory directory, Stat owner) throws IOException {
    for (FileName name : directory.list()) {
      Stat found = directory.stat(name);
      if (found.uid() != owner.uid() || found.gid() != owner.gid()) {
        directory.setOwner(name, owner.uid(), owner.gid());
      }
      if (found.isDirectory()) {
        try (Directory below = directory.directory(name)) {
          giveBack(below, owner);
        }
      }
    }
  }
}
