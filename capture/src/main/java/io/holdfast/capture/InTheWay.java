package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.vault.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** What to do with an entry that has the name of something else. */
final class InTheWay {
  private static final String PREFIX = ".holdfast-restoring-";
  private static final int DIGEST_BYTES = 8;

  private InTheWay() {}

  /**
   * The name under which an entry is made that takes the place of another in one step at the end.
   * It follows from the entry's own, so that the next restore finds what a killed one left.
   */
  static FileName aside(FileName name) {
    byte[] digest = Hash.sha256().digest(name.bytes());
    String hex = HexFormat.of().formatHex(Arrays.copyOf(digest, DIGEST_BYTES));
    return FileName.ofBytes((PREFIX + hex).getBytes(StandardCharsets.US_ASCII));
  }

  /** Removes what is not a directory, if it is there. */
  static void removeIfThere(Directory directory, FileName name) throws IOException {
    try {
      directory.removeFile(name);
    } catch (PosixException failed) {
      if (failed.errno() != Errno.ENOENT) {
        throw failed;
      }
    }
  }

  /** Makes room where a directory is and something else belongs. */
  static void clearDirectory(
      TargetDirectory at, FileName name, RestoreOptions options, Removal removal)
      throws IOException {
    if (options.delete()) {
      if (!removal.remove(at.place, at.below(name))) {
        throw new IOException(
            "a directory is in its place, and not all of it may be removed: it holds what is not"
                + " selected, or another file system is mounted in it");
      }
      return;
    }
    if (options.dryRun()) {
      if (!new Place(at.place, name).use(directory -> directory.list()).isEmpty()) {
        throw notEmpty();
      }
      return;
    }
    try {
      at.place.with(directory -> directory.removeDirectory(name));
    } catch (PosixException refused) {
      if (refused.errno() == Errno.ENOTEMPTY || refused.errno() == Errno.EEXIST) {
        throw notEmpty();
      }
      throw refused;
    }
  }

  private static IOException notEmpty() {
    return new IOException(
        "a directory that is not empty is in its place; --delete would remove it");
  }
}
