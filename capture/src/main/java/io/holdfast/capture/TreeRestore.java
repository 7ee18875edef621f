package io.holdfast.capture;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileSystem;
import io.holdfast.platform.posix.Posix;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings a tree back into an empty directory, and reads one back to prove it. Nothing is ever
 * written through a link or outside the target; a file that could not be written whole is removed
 * again.
 */
public final class TreeRestore {
  private static final int NAMED_IN_MESSAGE = 10;

  private final FileSystem files;
  private final BlobSource source;
  private final Clock clock;
  private final int writers;

  /**
   * @param writers threads that fetch, write and read back
   */
  public TreeRestore(BlobSource source, Clock clock, int writers) {
    this(Posix.FILES, source, clock, writers);
  }

  TreeRestore(FileSystem files, BlobSource source, Clock clock, int writers) {
    this.files = files;
    this.source = source;
    this.clock = clock;
    this.writers = writers;
  }

  /**
   * Restores what is in a directory. The target itself keeps its own metadata.
   *
   * @param target must be absent or empty, or else HF-210
   * @throws HoldfastException HF-109 if anything is missing, HF-102 if the disk is full, HF-504 if
   *     the snapshot tries to leave the target
   */
  public RestoreReport restore(BlobId tree, Path target, Progress progress) {
    return restore(tree, null, target, progress);
  }

  /** The same, and the target gets the directory's own metadata too. */
  public RestoreReport restore(Node directory, Path target, Progress progress) {
    return restore(treeOf(directory), directory, target, progress);
  }

  private static BlobId treeOf(Node directory) {
    BlobId tree = directory.subtree();
    if (tree == null) {
      throw new IllegalArgumentException(directory.name() + " is not a directory");
    }
    return tree;
  }

  private RestoreReport restore(BlobId tree, @Nullable Node own, Path target, Progress progress) {
    long started = clock.nanos();
    Applied applied = new Applied(Posix.isSuperuser());
    makeTarget(target);
    try (Directory root = files.open(target);
        Progress.Phase phase = progress.begin("restore", Progress.Unit.BYTES, -1)) {
      Place place = new Place(root);
      Restoring restoring = new Restoring(source, writers, applied, phase);
      try {
        restoring.run(place, tree);
      } finally {
        place.closeIdle();
      }
      if (own != null) {
        restoring.finish(place, own);
      }
      root.syncFileSystem();
      failIfIncomplete(restoring.failures, target);
      return report(restoring, applied, started);
    } catch (IOException failed) {
      throw Crew.failed("restore into " + target, failed);
    }
  }

  private static void makeTarget(Path target) {
    try {
      if (!Disk.exists(target)) {
        Disk.createDirectories(target);
      }
      List<Path> inside = Disk.isDirectory(target) ? Disk.list(target) : List.of(target);
      if (!inside.isEmpty()) {
        throw new HoldfastException(
            ErrorCode.TARGET_NOT_EMPTY,
            "The target " + target + " is not an empty directory: it has " + inside.getFirst(),
            "Nothing was written.",
            "Name a directory that does not exist or is empty.");
      }
    } catch (IOException failed) {
      throw Crew.failed("preparation of the target " + target, failed);
    }
  }

  private static void failIfIncomplete(Named<Restoring.Failure> failures, Path target) {
    if (failures.total() == 0) {
      return;
    }
    String named =
        failures.sorted().stream()
            .limit(NAMED_IN_MESSAGE)
            .map(failure -> failure.path() + " (" + failure.reason() + ")")
            .collect(Collectors.joining("; "));
    // Damage in the vault is the graver news, and not cured by restoring again.
    ErrorCode code =
        failures.sorted().stream()
            .map(Restoring.Failure::code)
            .filter(cause -> cause.exitCode() == ErrorCode.OBJECT_DAMAGED.exitCode())
            .findFirst()
            .orElse(ErrorCode.RESTORE_INCOMPLETE);
    throw new HoldfastException(
        code,
        failures.total() + " entries could not be restored into " + target + ": " + named,
        "Everything else in the target is whole; nothing half-written was left.",
        "See to the causes, empty the target and restore again, or take another snapshot.");
  }

  private RestoreReport report(Restoring restoring, Applied applied, long started) {
    return new RestoreReport(
        restoring.files.sum(),
        restoring.directoryCount(),
        restoring.symlinks.sum(),
        restoring.hardLinks.sum(),
        restoring.others.sum(),
        restoring.bytes.sum(),
        restoring.holeBytes.sum(),
        !applied.ownersDiffer(),
        applied.notRestored().sorted(),
        applied.notRestored().total(),
        elapsed(started));
  }

  /**
   * Reads everything in {@code target} and compares it with the directory, apart from owners,
   * trusted and security attributes if this user could not have restored them.
   */
  public VerifyReport verify(BlobId tree, Path target, Progress progress) {
    long started = clock.nanos();
    try (Directory root = files.open(target);
        Progress.Phase phase = progress.begin("verify", Progress.Unit.BYTES, -1)) {
      Verifying verifying = new Verifying(source, writers, Posix.isSuperuser(), phase);
      Place place = new Place(root);
      try {
        verifying.run(place, tree);
      } finally {
        place.closeIdle();
      }
      return verifying.report(elapsed(started));
    } catch (IOException failed) {
      throw Crew.failed("reading back of " + target, failed);
    }
  }

  private Duration elapsed(long started) {
    return Duration.ofNanos(clock.nanos() - started);
  }
}
