package io.holdfast.capture;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory.Rename;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.vault.BlobSource;
import java.io.IOException;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What all parts of one restore share.
 *
 * @param open the files that are neither whole nor given up
 */
record RestoreWork(
    BlobSource source,
    RestoreOptions options,
    Applied applied,
    Tally tally,
    Removal removal,
    Named<Failure> failures,
    Set<TargetFile> open) {
  /** Something that is not there, or not whole, and why. */
  record Failure(String path, String reason, ErrorCode code) {}

  RestoreWork(BlobSource source, RestoreOptions options, Applied applied, Tally tally) {
    this(
        source,
        options,
        applied,
        tally,
        new Removal(options.selection(), options.dryRun(), tally),
        new Named<>(Comparator.comparing(Failure::path)),
        ConcurrentHashMap.newKeySet());
  }

  /** Puts what was made aside where it belongs, in one step. */
  void moveIntoPlace(TargetDirectory at, FileName from, FileName name) throws IOException {
    at.place.with(directory -> directory.rename(from, directory, name, Rename.REPLACE));
  }

  /**
   * One file that cannot be restored does not stop the others; a full disk stops everything, and so
   * does a name that leads out of the target: who wrote that wrote the rest too.
   */
  void fail(String path, Exception failed) throws IOException {
    switch (failed) {
      case PosixException posix when posix.full() -> throw posix;
      case HoldfastException hostile when hostile.code() == ErrorCode.PATH_ESCAPES -> throw hostile;
      case HoldfastException damage -> {
        String reason = damage.code().code() + " " + damage.getMessage();
        failures.add(new Failure(path, reason, damage.code()));
      }
      default ->
          failures.add(
              new Failure(path, String.valueOf(failed.getMessage()), ErrorCode.RESTORE_INCOMPLETE));
    }
  }
}
