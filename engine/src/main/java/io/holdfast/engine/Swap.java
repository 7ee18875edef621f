package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Directory.Rename;
import io.holdfast.platform.posix.FileSystem;
import io.holdfast.platform.posix.PosixException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts restored directories in the place of live ones. Where the file system can exchange two names
 * in one system call, at no instant a directory is missing or half; a network file system cannot,
 * and there the live directory is moved aside and the restored one takes its name, so that a run
 * killed between the two leaves both whole and the live name free. A mount point keeps its name,
 * and only its content changes ({@link MountedContent}). If a later directory fails, the earlier
 * ones are undone. What was replaced is kept beside the new data, under a name that tells the set.
 */
final class Swap {
  private static final String NEW = MountedContent.NEW;

  private final FileSystem files;
  private final Renames renames = new Renames();

  Swap(FileSystem files) {
    this.files = files;
  }

  /**
   * Where the replacement of a live directory is prepared: on the same file system, beside it or,
   * if that is a mount point, inside.
   */
  static Path newBeside(Path live) {
    return MountedContent.isMountPoint(live) ? live.resolve(NEW) : sibling(live);
  }

  private static Path sibling(Path live) {
    return live.resolveSibling(live.getFileName() + NEW);
  }

  /** The live directory whose replacement is prepared at {@code replacement}. */
  static Path liveOf(Path replacement) {
    String name = replacement.getFileName().toString();
    if (name.equals(NEW)) {
      return Disk.parentOf(replacement);
    }
    return replacement.resolveSibling(name.substring(0, name.length() - NEW.length()));
  }

  /** A directory that was replaced, and where its old content is now. */
  record Kept(Path live, Path old) {}

  /** A directory that is in place now, and where the old one went if there was one. */
  private record Placed(Path live, Optional<Path> old) {}

  /**
   * @param lives the directories to replace; the replacement of each is at {@link #newBeside}
   * @param label part of the names under which the old directories are kept
   */
  List<Kept> exchange(List<Path> lives, String label) {
    List<Placed> done = new ArrayList<>();
    for (Path live : lives) {
      try {
        done.add(place(live, label));
      } catch (IOException failed) {
        throw rolledBack(done, live, failed);
      }
    }
    return done.stream()
        .flatMap(placed -> placed.old.map(old -> new Kept(placed.live, old)).stream())
        .toList();
  }

  /**
   * The replacement first takes the name that the old directory will have, then the two change
   * places. So old data is never, not even between two calls, under the name that the next restore
   * clears.
   */
  private Placed place(Path live, String label) throws IOException {
    Path prepared = newBeside(live);
    if (prepared.startsWith(live)) {
      Path old = freeName(live, MountedContent.BEFORE + label);
      new MountedContent(files, live).replace(renames, NEW, old.getFileName().toString());
      return new Placed(live, Optional.of(old));
    }
    if (!Disk.exists(live)) {
      rename(prepared, live, Rename.REPLACE);
      return new Placed(live, Optional.empty());
    }
    Path old = freeName(Disk.parentOf(live), live.getFileName() + ".before-" + label);
    rename(prepared, old, Rename.REPLACE);
    try {
      rename(old, live, Rename.EXCHANGE);
    } catch (IOException refused) {
      rename(old, prepared, Rename.REPLACE);
      if (!isUnknownHere(refused)) {
        throw refused;
      }
      inTurns(live, old, prepared);
    }
    return new Placed(live, Optional.of(old));
  }

  private void takeBack(Placed placed) throws IOException {
    Path prepared = newBeside(placed.live);
    if (placed.old.isEmpty()) {
      rename(placed.live, prepared, Rename.REPLACE);
      return;
    }
    Path old = placed.old.get();
    if (prepared.startsWith(placed.live)) {
      new MountedContent(files, placed.live).replace(renames, old.getFileName().toString(), NEW);
      return;
    }
    try {
      rename(old, placed.live, Rename.EXCHANGE);
    } catch (IOException refused) {
      if (!isUnknownHere(refused)) {
        throw refused;
      }
      inTurns(placed.live, prepared, old);
      return;
    }
    rename(old, prepared, Rename.REPLACE);
  }

  /** What is live gets the name {@code aside}, and {@code next} becomes live: both or neither. */
  private void inTurns(Path live, Path aside, Path next) throws IOException {
    rename(live, aside, Rename.REPLACE);
    try {
      rename(next, live, Rename.REPLACE);
    } catch (IOException failed) {
      try {
        rename(aside, live, Rename.REPLACE);
      } catch (IOException stuck) {
        throw new Renames.HalfDoneException(failed, stuck);
      }
      throw failed;
    }
  }

  /** Whether the file system cannot exchange names at all: NFS answers EINVAL. */
  private static boolean isUnknownHere(IOException refused) {
    return refused instanceof PosixException failed && failed.unsupported();
  }

  private void rename(Path from, Path to, Rename how) throws IOException {
    try (Directory parent = files.open(Disk.parentOf(to))) {
      renames.rename(parent, nameOf(from), nameOf(to), how);
    }
  }

  private static FileName nameOf(Path path) {
    return FileName.of(path.getFileName().toString());
  }

  /** The same set may be restored again: what each restore replaced is kept. */
  private static Path freeName(Path in, String first) {
    Path name = in.resolve(first);
    for (int again = 2; Disk.exists(name); again++) {
      name = in.resolve(first + "." + again);
    }
    return name;
  }

  private HoldfastException rolledBack(List<Placed> done, Path failing, IOException failed) {
    List<Path> stuck = new ArrayList<>();
    if (failed instanceof Renames.HalfDoneException) {
      stuck.add(failing);
    }
    for (Placed placed : done.reversed()) {
      try {
        takeBack(placed);
      } catch (IOException cannot) {
        stuck.add(placed.live);
      }
    }
    return new HoldfastException(
        ErrorCode.SWAP_FAILED,
        "The restored data could not be put in the place of "
            + failing
            + ": "
            + failed.getMessage()
            + (stuck.isEmpty()
                ? "; what was exchanged was put back"
                : "; still exchanged, or half: " + stuck),
        "The old data is whole, and so is the restored data, beside or inside the live directory"
            + " (names with .holdfast-new, .before-, .holdfast-).",
        "Free what holds the directory (see 'fuser -vm'), then restore again.",
        failed);
  }

  /** What is not certain of an exchange that is done. */
  Optional<String> doubt() {
    return renames
        .unflushed()
        .map(
            failed ->
                "It is not certain that the exchange would survive a power cut: "
                    + failed.getMessage());
  }
}
