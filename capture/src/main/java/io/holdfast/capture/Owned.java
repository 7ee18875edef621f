package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileSystem;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * What another store or Holdfast itself owns. Known by its path below the root and, where it
 * exists, by what it is: the same directory may be reachable by another path when a link or a
 * second mount leads to it, and a vault that captures itself never ends.
 */
final class Owned {
  static final String RULE = "owned elsewhere";

  private record Identity(long device, long inode) {}

  private final Set<Identity> identities = new HashSet<>();

  Owned(FileSystem files, TreeSpec spec) {
    for (Path path : spec.ownedElsewhere()) {
      try (Directory directory = files.open(path)) {
        Stat stat = directory.stat();
        identities.add(new Identity(stat.device(), stat.inode()));
      } catch (IOException notThere) {
        // Its path still keeps it out, should it come into being.
        continue;
      }
    }
  }

  boolean is(Zone zone, FileName name, Stat stat) {
    return zone.ownedElsewhere(name)
        || (stat.isDirectory()
            && !identities.isEmpty()
            && identities.contains(new Identity(stat.device(), stat.inode())));
  }
}
