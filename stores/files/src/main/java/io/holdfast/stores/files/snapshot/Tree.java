package io.holdfast.stores.files.snapshot;

import io.holdfast.platform.Disk;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Posix;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tree that snapshots are taken of.
 *
 * @param configured its root as the configuration names it
 * @param root without links, as the kernel's tables name it
 * @param owned what is captured by nobody or by others, relative to the root: what is mounted there
 *     may well be missing from a snapshot
 */
record Tree(Path configured, Path root, List<String> owned) {
  static Tree of(Path configured, List<Path> ownedElsewhere) throws IOException {
    Tree tree = new Tree(configured, Disk.realPath(configured), List.of());
    List<String> owned =
        ownedElsewhere.stream().flatMap(path -> tree.relative(path).stream()).toList();
    return new Tree(configured, tree.root(), owned);
  }

  /** A place below the root, relative to it; empty if it lies elsewhere. */
  Optional<String> relative(Path path) {
    return Stream.of(configured, root)
        .filter(above -> path.startsWith(above) && !path.equals(above))
        .map(above -> above.relativize(path).toString())
        .findFirst();
  }

  /**
   * A snapshot holds one subvolume or data set, and an empty directory where another begins: a
   * capture from it would lose data without any sign of it.
   *
   * @param others where others begin, relative to the root
   */
  void requireNone(String what, List<String> others) throws NoSnapshot {
    for (String path : others) {
      if (owned.stream().noneMatch(own -> within(path, own))) {
        throw new NoSnapshot(
            what + " lies below its root at " + path + " and would be missing from the snapshot",
            "Make " + path + " a store of its own, or set snapshot to auto or none.");
      }
    }
  }

  static boolean within(String path, String directory) {
    return path.equals(directory) || path.startsWith(directory + "/");
  }

  static Stat stat(Path directory) throws IOException {
    try (Directory opened = Posix.FILES.open(directory)) {
      return opened.stat();
    }
  }
}
