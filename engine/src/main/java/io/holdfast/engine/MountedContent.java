package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Directory.Rename;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.FileSystem;
import io.holdfast.platform.posix.Posix;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The content of a directory whose own name cannot change, since a file system is mounted there: a
 * Kubernetes volume, an EFS mount. What takes its place is prepared inside, and entry by entry the
 * old goes into one directory and the new comes out of another. Their names tell how far that came:
 *
 * <ol>
 *   <li>{@code .holdfast-new}: prepared, nothing has been moved;
 *   <li>and {@code .holdfast-moving-ASIDE}: the old is being moved there; killed now, it is moved
 *       back;
 *   <li>{@code .holdfast-next} and {@code .holdfast-moving-ASIDE}: the new is being moved up;
 *       killed now, the rest is moved up;
 *   <li>{@code ASIDE}: done.
 * </ol>
 *
 * Nothing is ever moved onto something else.
 */
final class MountedContent {
  /** What is prepared to become the content. */
  static final String NEW = ".holdfast-new";

  /** How the names begin under which old content is kept. */
  static final String BEFORE = ".holdfast-before-";

  private static final String MOVING = ".holdfast-moving-";
  private static final FileName NEXT = FileName.of(".holdfast-next");

  /** What a capture that was killed has left. */
  private static final String FENCE = ".holdfast-fence";

  private final FileSystem files;
  private final Path mounted;

  MountedContent(FileSystem files, Path mounted) {
    this.files = files;
    this.mounted = mounted;
  }

  /** Whether a file system is mounted there; the root always is. */
  static boolean isMountPoint(Path directory) {
    if (!Disk.isDirectory(directory)) {
      return false;
    }
    try {
      Path real = Disk.realPath(directory);
      Path parent = real.getParent();
      return parent == null || mountOf(real) != mountOf(parent);
    } catch (IOException unreadable) {
      // Nothing can be prepared beside it then, and that is said where it is tried.
      return false;
    }
  }

  private static long mountOf(Path directory) throws IOException {
    try (Directory opened = Posix.FILES.open(directory)) {
      return opened.stat().mount();
    }
  }

  /** What restores have left in a tree that is about to be captured: it is no part of it. */
  static List<Path> ownIn(Path root) {
    List<Path> own = new ArrayList<>();
    try {
      for (Path entry : Disk.list(root)) {
        if (isOwn(FileName.of(entry.getFileName().toString())) && Disk.isDirectory(entry)) {
          own.add(entry);
        }
      }
    } catch (IOException unreadable) {
      // The capture itself will say so.
      return own;
    }
    return own;
  }

  /** A tree that is half old and half new must not be captured. */
  static void refuseHalf(Path root) {
    for (Path own : ownIn(root)) {
      if (FileName.of(own.getFileName().toString()).startsWith(MOVING)) {
        throw new HoldfastException(
            ErrorCode.SWAP_FAILED,
            "A restore was cut off while it moved its data into " + root,
            "The old data and the new are whole, between " + root + " and " + own + ".",
            "Run the restore again: it first completes or undoes what was cut off.");
      }
    }
  }

  /** The names of directories; a file of such a name is anyone's. */
  private static boolean isOwn(FileName name) {
    return name.is(NEW) || name.equals(NEXT) || name.startsWith(MOVING) || name.startsWith(BEFORE);
  }

  /**
   * Makes the content of {@code incoming} that of the mounted directory, whose own goes to {@code
   * aside}; both are names inside it, and the second is free. All of it or nothing.
   *
   * @throws Renames.HalfDoneException if something failed and could not be undone: then {@link
   *     #settle} has to
   */
  void replace(Renames renames, String incoming, String aside) throws IOException {
    FileName moving = FileName.of(MOVING + aside);
    FileName prepared = FileName.of(incoming);
    try (Directory root = files.open(mounted)) {
      int permissions = root.stat().permissions();
      root.makeDirectory(moving, 0700);
      renames.flush(root);
      try {
        try (Directory old = root.directory(moving)) {
          takeMetadata(old, root);
          moveOut(renames, root, old);
        }
        renames.rename(root, prepared, NEXT, Rename.REPLACE);
        complete(renames, root, moving);
      } catch (IOException failed) {
        try {
          undo(renames, root, moving, prepared);
          ifPermitted(() -> root.setPermissions(permissions));
        } catch (IOException stuck) {
          throw new Renames.HalfDoneException(failed, stuck);
        }
        throw failed;
      }
    }
  }

  /** Completes or undoes what a killed run has left; does nothing if there is nothing. */
  void settle(Renames renames) throws IOException {
    try (Directory root = files.open(mounted)) {
      Set<FileName> names = new HashSet<>(root.list());
      Optional<FileName> moving =
          names.stream().filter(name -> name.startsWith(MOVING)).findFirst();
      if (moving.isPresent() && names.contains(NEXT)) {
        complete(renames, root, moving.get());
      } else if (moving.isPresent()) {
        moveBack(renames, root, moving.get());
      } else if (names.contains(NEXT)) {
        removeEmptied(root);
      }
    }
  }

  /** The last rename ends it: what comes then fails for nobody. */
  private static void complete(Renames renames, Directory root, FileName moving)
      throws IOException {
    int permissions;
    try (Directory next = root.directory(NEXT)) {
      moveIn(renames, next, root);
      permissions = next.stat().permissions();
      takeMetadata(root, next);
    }
    FileName aside = FileName.of(moving.display().substring(MOVING.length()));
    renames.rename(root, moving, aside, Rename.REPLACE);
    removeEmptied(root);
    try {
      root.setPermissions(permissions);
    } catch (IOException ownerKeepsMore) {
      return;
    }
  }

  private static void removeEmptied(Directory root) {
    try {
      root.removeDirectory(NEXT);
    } catch (IOException later) {
      // An empty directory is left out of every backup, and the next restore tries again.
      return;
    }
  }

  private static void undo(Renames renames, Directory root, FileName moving, FileName incoming)
      throws IOException {
    Set<FileName> names = new HashSet<>(root.list());
    if (names.contains(NEXT)) {
      try (Directory next = root.directory(NEXT)) {
        moveOut(renames, root, next);
      }
      try (Directory old = root.directory(moving)) {
        takeMetadata(root, old);
      }
      renames.rename(root, NEXT, incoming, Rename.REPLACE);
    }
    moveBack(renames, root, moving);
  }

  private static void moveBack(Renames renames, Directory root, FileName moving)
      throws IOException {
    try (Directory old = root.directory(moving)) {
      moveIn(renames, old, root);
    }
    root.removeDirectory(moving);
    renames.flush(root);
  }

  /** Everything but what restores have left there. */
  private static void moveOut(Renames renames, Directory root, Directory to) throws IOException {
    List<FileName> moved = new ArrayList<>();
    for (FileName name : root.list()) {
      boolean stays = name.is(FENCE) || (isOwn(name) && root.stat(name).isDirectory());
      if (!stays) {
        moved.add(name);
      }
    }
    move(renames, root, to, moved);
  }

  private static void moveIn(Renames renames, Directory from, Directory root) throws IOException {
    move(renames, from, root, from.list());
  }

  private static void move(Renames renames, Directory from, Directory to, List<FileName> names)
      throws IOException {
    Set<FileName> there = new HashSet<>(to.list());
    for (FileName name : names) {
      if (there.contains(name)) {
        throw new PosixException(Errno.EEXIST, "move", name.display());
      }
      from.rename(name, to, name, Rename.REPLACE);
    }
    renames.flush(to);
    renames.flush(from);
  }

  /**
   * Owner, attributes, permissions, as far as this user may give them; not the times, which each
   * move changes. The owner keeps the right to move things in and out.
   */
  private static void takeMetadata(Directory to, Directory from) throws IOException {
    Stat wanted = from.stat();
    Stat has = to.stat();
    if (has.uid() != wanted.uid() || has.gid() != wanted.gid()) {
      ifPermitted(() -> to.setOwner(wanted.uid(), wanted.gid()));
    }
    List<Attribute> attributes = from.attributes();
    for (Attribute old : to.attributes()) {
      if (attributes.stream().noneMatch(one -> one.name().equals(old.name()))) {
        ifPermitted(() -> to.removeAttribute(old.name()));
      }
    }
    for (Attribute attribute : attributes) {
      ifPermitted(() -> to.setAttribute(attribute));
    }
    ifPermitted(() -> to.setPermissions(wanted.permissions() | 0700));
  }

  @FunctionalInterface
  private interface Change {
    void make() throws IOException;
  }

  private static void ifPermitted(Change change) throws IOException {
    try {
      change.make();
    } catch (PosixException refused) {
      switch (refused.errno()) {
        case Errno.EPERM, Errno.EACCES, Errno.EOPNOTSUPP -> {}
        default -> throw refused;
      }
    }
  }
}
