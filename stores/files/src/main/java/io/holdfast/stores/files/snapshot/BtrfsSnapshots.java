package io.holdfast.stores.files.snapshot;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.MountTable;
import io.holdfast.platform.posix.Posix;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.platform.posix.Stat;
import io.holdfast.platform.posix.Subvolumes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots of a btrfs subvolume, in a directory at its top. They must lie on the same file system,
 * and the top of the subvolume is the only place there of which it is known that it is mounted.
 */
final class BtrfsSnapshots extends SnapshotDriver {
  static final String KIND = "btrfs";
  private static final String PLACE = ".holdfast-snapshots";
  private static final FileName PLACE_NAME = FileName.of(PLACE);
  private static final int OWNER_ALONE = 0700;

  private final Path top;

  private BtrfsSnapshots(Tree tree, SnapshotNames names, Path top) {
    super(tree, names);
    this.top = top;
  }

  static BtrfsSnapshots open(Tree tree, SnapshotNames names) throws IOException, NoSnapshot {
    return new BtrfsSnapshots(tree, names, topOf(tree.root()));
  }

  /** The top directory of the subvolume that a directory is in, if it can be reached. */
  private static Path topOf(Path root) throws IOException, NoSnapshot {
    long mount = Tree.stat(root).mount();
    for (@Nullable Path at = root; at != null; at = at.getParent()) {
      Stat stat = Tree.stat(at);
      if (stat.mount() != mount) {
        break;
      }
      if (stat.inode() == Subvolumes.TOP_INODE) {
        return at;
      }
    }
    throw new NoSnapshot(
        "the top directory of the subvolume that holds it is not mounted above it",
        "Mount the subvolume itself and not a directory in it, or set snapshot to auto or none.");
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  List<Path> ownedPaths() {
    return List.of(top.resolve(PLACE));
  }

  @Override
  String rights() {
    return "Run as root, or as the owner of "
        + top
        + " on a file system that is mounted with user_subvol_rm_allowed; or set snapshot to auto"
        + " or none.";
  }

  @Override
  void requireWhole() throws IOException, NoSnapshot {
    String place = ownedPaths().getFirst().toString();
    String root = tree.root().toString();
    List<String> subvolumes;
    try (Directory opened = Posix.FILES.open(top)) {
      subvolumes =
          Subvolumes.inside(opened).stream()
              .map(path -> top.resolve(path.display()).toString())
              .filter(path -> !Tree.within(path, place) && path.startsWith(root + "/"))
              .map(path -> path.substring(root.length() + 1))
              .toList();
    }
    tree.requireNone("another subvolume", subvolumes);
    tree.requireNone(
        "another mount",
        MountTable.read().below(tree.root()).stream()
            .filter(path -> !Tree.within(root + "/" + path, place))
            .toList());
  }

  /**
   * An ordinary user may be allowed to make what it may not remove. Therefore an empty subvolume is
   * tried first, which can be removed like a directory.
   */
  @Override
  void probe() throws NoSnapshot {
    FileName name = FileName.of(names.of("empty"));
    try (Directory place = place()) {
      Subvolumes.create(place, name);
      try {
        Subvolumes.destroy(place, name);
      } catch (PosixException refused) {
        place.removeDirectory(name);
        throw refused;
      }
    } catch (IOException refused) {
      close();
      throw refused(refused);
    }
    super.probe();
  }

  /** Below the top and no link: whoever owns the top could have put one there. */
  private Directory place() throws IOException {
    try (Directory opened = Posix.FILES.open(top)) {
      try {
        opened.makeDirectory(PLACE_NAME, OWNER_ALONE);
      } catch (PosixException failed) {
        if (failed.errno() != Errno.EEXIST) {
          throw failed;
        }
      }
      return opened.directory(PLACE_NAME);
    }
  }

  @Override
  Path make(String name) throws IOException {
    try (Directory place = place();
        Directory source = Posix.FILES.open(top)) {
      Subvolumes.snapshot(source, place, FileName.of(name));
    }
    return top.resolve(PLACE).resolve(name).resolve(top.relativize(tree.root()));
  }

  /** To an ordinary user a read-only snapshot is a file system that cannot be written. */
  @Override
  void drop(String name) throws IOException {
    FileName snapshot = FileName.of(name);
    try (Directory place = place()) {
      try {
        Subvolumes.destroy(place, snapshot);
      } catch (PosixException failed) {
        if (failed.errno() != Errno.EROFS) {
          throw failed;
        }
        try (Directory opened = place.directory(snapshot)) {
          Subvolumes.makeWritable(opened);
        }
        Subvolumes.destroy(place, snapshot);
      }
    }
  }

  @Override
  List<String> leftovers() throws IOException {
    try (Directory opened = Posix.FILES.open(top);
        Directory place = opened.directory(PLACE_NAME)) {
      return place.list().stream().map(FileName::display).filter(names::has).toList();
    } catch (PosixException failed) {
      if (failed.errno() == Errno.ENOENT) {
        return List.of();
      }
      throw failed;
    }
  }

  @Override
  public void close() {
    try (Directory opened = Posix.FILES.open(top)) {
      opened.removeDirectory(PLACE_NAME);
    } catch (IOException inUse) {
      // Another store's snapshots are in it, or it is gone; an empty directory harms nobody.
      return;
    }
  }
}
