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
import java.util.Optional;

/**
 * Puts restored directories in the place of live ones. Each exchange is one system call, so that at
 * no instant a directory is missing or half; if a later exchange fails, the earlier ones are
 * undone. What was replaced is kept beside the new data, under a name that tells the set.
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

  /** A directory that is in place now, and where the old one went if there was one. */
  private record Placed(Path live, Optional<Path> old) {}

  /**
   * @param lives the directories to replace; the replacement of each is at {@link #newBeside}
   * @param label part of the names under which the old directories are kept
   */
  static List<Kept> exchange(List<Path> lives, String label) {
    List<Placed> done = new ArrayList<>();
    try {
      for (Path live : lives) {
        done.add(place(live, label));
      }
    } catch (IOException failed) {
      throw rolledBack(done, failed);
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
  private static Placed place(Path live, String label) throws IOException {
    Path prepared = newBeside(live);
    if (!Disk.exists(live)) {
      Disk.rename(prepared, live);
      return new Placed(live, Optional.empty());
    }
    Path old = freeName(live, label);
    Disk.rename(prepared, old);
    try {
      exchange(old, live);
    } catch (IOException refused) {
      Disk.rename(old, prepared);
      throw refused;
    }
    return new Placed(live, Optional.of(old));
  }

  private static void takeBack(Placed placed) throws IOException {
    Path prepared = newBeside(placed.live);
    if (placed.old.isEmpty()) {
      Disk.rename(placed.live, prepared);
    } else {
      exchange(placed.old.get(), placed.live);
      Disk.rename(placed.old.get(), prepared);
    }
  }

  /** One system call: both names exist before, between and after. */
  private static void exchange(Path one, Path other) throws IOException {
    Path parent = other.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(other + " is the root of the file system");
    }
    try (Directory directory = Posix.FILES.open(parent)) {
      directory.rename(
          FileName.of(one.getFileName().toString()),
          directory,
          FileName.of(other.getFileName().toString()),
          Directory.Rename.EXCHANGE);
      directory.sync();
    }
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

  private static HoldfastException rolledBack(List<Placed> done, IOException failed) {
    List<Path> stuck = new ArrayList<>();
    for (Placed placed : done.reversed()) {
      try {
        takeBack(placed);
      } catch (IOException cannot) {
        stuck.add(placed.live);
      }
    }
    return new HoldfastException(
        ErrorCode.SWAP_FAILED,
        "The restored data could not be put in place: "
            + failed.getMessage()
            + (stuck.isEmpty()
                ? "; what was exchanged was put back"
                : "; still exchanged: " + stuck),
        "The old data is whole, and so is the restored data beside it (" + NEW + ").",
        "A mount point cannot be exchanged: restore with --into and move the content yourself.",
        failed);
  }
}
