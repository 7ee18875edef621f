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
import java.io.UncheckedIOException;
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
    if (directory.toAbsolutePath().getParent() == null) {
      return true;
    }
    try (Directory itself = Posix.FILES.open(directory);
        Directory above = Posix.FILES.open(Disk.parentOf(directory))) {
      return itself.stat().mount() != above.stat().mount();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
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
      FileName name = FileName.of(own.getFileName().toString());
      if (name.equals(NEXT) || name.startsWith(MOVING)) {
        throw new HoldfastException(
            ErrorCode.SWAP_FAILED,
            "A restore was cut off while it moved its data into " + root,
            "The old data and the new are whole, between " + root + " and " + own + ".",
            "Run the restore again: it first completes or undoes what was cut off.");
      }
    }
  }

  private static boolean isOwn(FileName name) {
    return name.is(NEW)
        || name.equals(NEXT)
        || name.is(FENCE)
        || name.startsWith(MOVING)
        || name.startsWith(BEFORE);
  }

  /**
   * Makes the content of {@code incoming} that of the mounted directory, whose own goes to {@code
   * aside}; both are names inside it, and the second is free. All of it or nothing.
   */
  void replace(String incoming, String aside) throws IOException {
    FileName moving = FileName.of(MOVING + aside);
    try (Directory root = files.open(mounted)) {
      root.makeDirectory(moving, 0700);
      root.sync();
      try {
        try (Directory old = root.directory(moving)) {
          takeMetadata(old, root);
          moveAll(root, old);
        }
        root.rename(FileName.of(incoming), root, NEXT, Rename.REPLACE);
        root.sync();
        complete(root, moving);
      } catch (IOException failed) {
        undo(root, moving, FileName.of(incoming), failed);
        throw failed;
      }
    }
  }

  /** Completes or undoes what a killed run has left; does nothing if there is nothing. */
  void settle() throws IOException {
    try (Directory root = files.open(mounted)) {
      Set<FileName> names = new HashSet<>(root.list());
      Optional<FileName> moving =
          names.stream().filter(name -> name.startsWith(MOVING)).findFirst();
      if (moving.isPresent() && names.contains(NEXT)) {
        complete(root, moving.get());
      } else if (moving.isPresent()) {
        moveBack(root, moving.get());
      } else if (names.contains(NEXT)) {
        root.removeDirectory(NEXT);
      }
    }
  }

  private static void complete(Directory root, FileName moving) throws IOException {
    try (Directory next = root.directory(NEXT)) {
      moveAll(next, root);
      takeMetadata(root, next);
    }
    FileName aside = FileName.of(moving.display().substring(MOVING.length()));
    root.rename(moving, root, aside, Rename.REPLACE);
    root.sync();
    root.removeDirectory(NEXT);
  }

  /** What cannot be undone now is left to {@link #settle}. */
  private static void undo(Directory root, FileName moving, FileName incoming, IOException failed) {
    try {
      Set<FileName> names = new HashSet<>(root.list());
      if (!names.contains(moving)) {
        return;
      }
      if (names.contains(NEXT)) {
        try (Directory next = root.directory(NEXT)) {
          moveAll(root, next);
        }
        try (Directory old = root.directory(moving)) {
          takeMetadata(root, old);
        }
        root.rename(NEXT, root, incoming, Rename.REPLACE);
        root.sync();
      }
      moveBack(root, moving);
    } catch (IOException stuck) {
      failed.addSuppressed(stuck);
    }
  }

  private static void moveBack(Directory root, FileName moving) throws IOException {
    try (Directory old = root.directory(moving)) {
      moveAll(old, root);
    }
    root.removeDirectory(moving);
    root.sync();
  }

  private static void moveAll(Directory from, Directory to) throws IOException {
    Set<FileName> there = new HashSet<>(to.list());
    for (FileName name : from.list()) {
      if (isOwn(name)) {
        continue;
      }
      if (there.contains(name)) {
        throw new PosixException(Errno.EEXIST, "move", name.display());
      }
      from.rename(name, to, name, Rename.REPLACE);
    }
    to.sync();
    from.sync();
  }

  /**
   * Owner, attributes, permissions, as far as this user may give them; not the times, which each
   * move changes.
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
    ifPermitted(() -> to.setPermissions(wanted.permissions()));
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
