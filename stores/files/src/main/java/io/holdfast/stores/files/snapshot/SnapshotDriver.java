package io.holdfast.stores.files.snapshot;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What both file systems have in common: a snapshot is taken, looked at, and dropped again if it is
 * not whole.
 */
abstract class SnapshotDriver implements TreeSnapshots {
  private static final String PROBE = "probe";

  final Tree tree;
  final SnapshotNames names;

  SnapshotDriver(Tree tree, SnapshotNames names) {
    this.tree = tree;
    this.names = names;
  }

  /** Where snapshots are: paths that no capture of the live tree may enter. */
  abstract List<Path> ownedPaths();

  /** Makes the snapshot and says where the tree's root is in it. */
  abstract Path make(String name) throws IOException;

  abstract void drop(String name) throws IOException;

  /** Names of snapshots of this store, whoever left them. */
  abstract List<String> leftovers() throws IOException;

  /** That nothing below the root would be missing from a snapshot. */
  abstract void requireWhole() throws IOException, NoSnapshot;

  /** What this user would need, in words. */
  abstract String rights();

  final void dropLeftovers() throws IOException {
    for (String name : leftovers()) {
      drop(name);
    }
  }

  /** Takes a snapshot and drops it, so that neither fails for want of rights in the window. */
  void probe() throws NoSnapshot {
    try {
      requireWhole();
      makeWhole(names.of(PROBE));
      drop(names.of(PROBE));
    } catch (IOException refused) {
      throw refused(refused);
    }
  }

  final NoSnapshot refused(IOException refusal) {
    return new NoSnapshot(
        "no snapshot of it could be taken and dropped (" + refusal.getMessage() + ")", rights());
  }

  @Override
  public final void flush() {
    try (Directory root = Posix.FILES.open(tree.root())) {
      root.syncFileSystem();
    } catch (IOException failed) {
      throw new HoldfastException(
          ErrorCode.INPUT_OUTPUT,
          "What was written to "
              + tree.root()
              + " could not be made durable: "
              + failed.getMessage(),
          "Nothing was suspended for this.",
          "Look at the kernel's log for errors of the disk, and try again.",
          failed);
    }
  }

  @Override
  public final Snapshot take(String run) {
    String name = names.of(run);
    try {
      return new Taken(makeWhole(name), name);
    } catch (IOException | NoSnapshot failed) {
      throw new HoldfastException(
          ErrorCode.STORE_FAILED,
          "No "
              + kind()
              + " snapshot of "
              + tree.root()
              + " could be taken: "
              + failed.getMessage(),
          "The tree is as it was, and no set was sealed.",
          "Run it again; if it fails again, set snapshot to none for this store.",
          failed);
    }
  }

  /** Looked at after it was made: whatever began before that instant is seen. */
  private Path makeWhole(String name) throws IOException, NoSnapshot {
    Path root = make(name);
    try {
      requireWhole();
      if (Tree.stat(root).inode() != Tree.stat(tree.root()).inode()) {
        throw new IOException(root + " is not the same directory as " + tree.root());
      }
      return root;
    } catch (IOException | NoSnapshot failed) {
      try {
        drop(name);
      } catch (IOException left) {
        failed.addSuppressed(left);
      }
      throw failed;
    }
  }

  private final class Taken implements Snapshot {
    private final Path root;
    private final String name;

    Taken(Path root, String name) {
      this.root = root;
      this.name = name;
    }

    @Override
    public Path root() {
      return root;
    }

    @Override
    public List<Path> ownedElsewhere() {
      return Stream.concat(
              tree.owned().stream(),
              ownedPaths().stream().flatMap(path -> tree.relative(path).stream()))
          .map(root::resolve)
          .toList();
    }

    @Override
    public void close() {
      try {
        drop(name);
      } catch (IOException failed) {
        throw new HoldfastException(
            ErrorCode.INPUT_OUTPUT,
            "The snapshot "
                + name
                + " of "
                + tree.root()
                + " could not be dropped: "
                + failed.getMessage(),
            "The tree is as it was; the snapshot holds space until it is dropped.",
            "The next run drops it; or drop it by hand.",
            failed);
      }
    }
  }
}
