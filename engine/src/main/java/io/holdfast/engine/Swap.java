package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts restored directories in the place of live ones. Each exchange is one system call, so that at no
 * instant a directory is missing or half; if a later exchange fails, the earlier ones are undone. What
 * was replaced is kept beside the new data, under a name that tells the set.
 */
final class Swap {
  private static final String NEW = ".holdfast-new";

  private Swap() {}

  /** Where the replacement of a live directory is prepared: on the same file system, beside it. */
  static Path newBeside(Path live) {
    return live.resolveSibling(live.getFileName() + NEW);
  }

  /** The live directory whose replacement is prepared at {@code replacement}. */
  static Path liveOf(Path replacement) {
    String name = replacement.getFileName().toString();
    return replacement.resolveSibling(name.substring(0, name.length() - NEW.length()));
  }

  /** A directory that was replaced, and where its old content is now. */
  record Kept(Path live, Path old) {}

  /**
   * @param lives the directories to replace; the replacement of each is at {@link #newBeside}
   * @param label part of the names under which the old directories are kept
   */
  static List<Kept> exchange(List<Path> lives, String label) {
    List<Path> done = new ArrayList<>();
    try {
      for (Path live : lives) {
        if (Disk.exists(live)) {
          exchange(live);
        } else {
          Disk.rename(newBeside(live), live);
        }
        done.add(live);
      }
    } catch (IOException failed) {
      throw rolledBack(done, failed);
    }
    return keepOld(lives, label);
  }

  /** One system call: both names exist before, between and after. */
  private static void exchange(Path live) throws IOException {
    Path parent = live.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(live + " is the root of the file system");
    }
    try (Directory directory = Posix.FILES.open(parent)) {
      directory.rename(
          FileName.of(newBeside(live).getFileName().toString()),
          directory,
          FileName.of(live.getFileName().toString()),
          Directory.Rename.EXCHANGE);
      directory.sync();
    }
  }

  private static List<Kept> keepOld(List<Path> lives, String label) {
    List<Kept> kept = new ArrayList<>();
    for (Path live : lives) {
      Path old = newBeside(live);
      if (!Disk.exists(old)) {
        continue;
      }
      try {
        Path name = freeName(live, label);
        Disk.rename(old, name);
        kept.add(new Kept(live, name));
      } catch (IOException keptUnderItsFirstName) {
        kept.add(new Kept(live, old));
      }
    }
    return kept;
  }

  /** The same set may be restored again: what each restore replaced is kept. */
  private static Path freeName(Path live, String label) {
    String first = live.getFileName() + ".before-" + label;
    Path name = live.resolveSibling(first);
    for (int again = 2; Disk.exists(name); again++) {
      name = live.resolveSibling(first + "." + again);
    }
    return name;
  }

  private static HoldfastException rolledBack(List<Path> done, IOException failed) {
    List<Path> stuck = new ArrayList<>();
    for (Path live : done.reversed()) {
      try {
        if (Disk.exists(newBeside(live))) {
          exchange(live);
        } else {
          Disk.rename(live, newBeside(live));
        }
      } catch (IOException cannot) {
        stuck.add(live);
      }
    }
    return new HoldfastException(
        ErrorCode.SWAP_FAILED,
        "The restored data could not be put in place: "
            + failed.getMessage()
            + (stuck.isEmpty() ? "; what was exchanged was put back" : "; still exchanged: " + stuck),
        "The old data is whole, and so is the restored data beside it (" + NEW + ").",
        "A mount point cannot be exchanged: restore with --into and move the content yourself.",
        failed);
  }
}
