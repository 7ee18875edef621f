package io.holdfast.capture;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The directory that a restore goes into, before it begins. */
final class RestoreTarget {
  private final Path target;
  private final RestoreOptions options;

  RestoreTarget(Path target, RestoreOptions options) {
    this.target = target;
    this.options = options;
  }

  /**
   * Makes it if it is absent, except for a dry run.
   *
   * @return whether there may be something in it
   * @throws HoldfastException HF-210 if it must be empty and is not, or is no directory; HF-201 if
   *     a whole file system would be emptied
   */
  boolean prepare() {
    try {
      if (!Disk.exists(target)) {
        if (!options.dryRun()) {
          Disk.createDirectories(target);
        }
        return false;
      }
      List<Path> inside = Disk.isDirectory(target) ? Disk.list(target) : List.of(target);
      boolean acceptable = options.overwrite() != null && Disk.isDirectory(target);
      if (!inside.isEmpty() && !acceptable) {
        throw notEmpty(inside.getFirst());
      }
      guardRoot();
      return !inside.isEmpty();
    } catch (IOException failed) {
      throw Crew.failed("preparation of the target " + target, failed);
    }
  }

  /** A slip of the finger must not empty a machine. */
  private void guardRoot() throws IOException {
    if (options.delete()
        && options.selection().isEverything()
        && Disk.realPath(target).getParent() == null) {
      throw new HoldfastException(
          ErrorCode.USAGE,
          "Deleting what is not in the snapshot, with / as the target and without a selection,"
              + " would remove this machine's system",
          "Nothing was changed.",
          "Say with --include or --exclude what the restore is about.");
    }
  }

  private HoldfastException notEmpty(Path first) {
    return new HoldfastException(
        ErrorCode.TARGET_NOT_EMPTY,
        "The target " + target + " is not an empty directory: it has " + first,
        "Nothing was written.",
        "Name a directory that does not exist or is empty, or restore over this one with"
            + " 'holdfast vault restore --overwrite'.");
  }
}
