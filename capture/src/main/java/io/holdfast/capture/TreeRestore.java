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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Brings a tree back, into an empty directory or over what is there, and reads one back to prove
 * it. Nothing is ever written through a link or outside the target; a file that could not be
 * written whole is removed again.
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
    return restore(tree, null, target, RestoreOptions.INTO_EMPTY, RestoreListener.NONE, progress);
  }

  /** The same, and the target gets the directory's own metadata too. */
  public RestoreReport restore(Node directory, Path target, Progress progress) {
    return restore(
        treeOf(directory),
        directory,
        target,
        RestoreOptions.INTO_EMPTY,
        RestoreListener.NONE,
        progress);
  }

  /** The same as the first, with a choice of what is restored and what happens to what is there. */
  public RestoreReport restore(
      BlobId tree,
      Path target,
      RestoreOptions options,
      RestoreListener listener,
      Progress progress) {
    return restore(tree, null, target, options, listener, progress);
  }

  private static BlobId treeOf(Node directory) {
    BlobId tree = directory.subtree();
    if (tree == null) {
      throw new IllegalArgumentException(directory.name() + " is not a directory");
    }
    return tree;
  }

  private RestoreReport restore(
      BlobId tree,
      @Nullable Node own,
      Path target,
      RestoreOptions options,
      RestoreListener listener,
      Progress progress) {
    long started = clock.nanos();
    boolean occupied = new RestoreTarget(target, options).prepare();
    Applied applied = new Applied(Posix.isSuperuser(), options.overwrite() != null);
    RestoreWork work = new RestoreWork(source, options, applied, new Tally(listener));
    // In a dry run nothing is made; then any directory stands for the one that is not there.
    Path opened = Disk.isDirectory(target) ? target : Path.of("/");
    try (Directory root = files.open(opened);
        Progress.Phase phase = progress.begin("restore", Progress.Unit.BYTES, -1)) {
      Place place = new Place(root);
      Restoring restoring = new Restoring(work, writers, phase);
      try {
        restoring.run(place, tree, occupied);
      } finally {
        place.closeIdle();
      }
      if (own != null) {
        restoring.finish(place, own, false);
      }
      if (!options.dryRun()) {
        root.syncFileSystem();
      }
      failIfIncomplete(work, target);
      return report(work, elapsed(started));
    } catch (IOException failed) {
      throw Crew.failed("restore into " + target, failed);
    }
  }

  private static void failIfIncomplete(RestoreWork work, Path target) {
    Named<RestoreWork.Failure> failures = work.failures();
    if (failures.total() == 0) {
      return;
    }
    boolean over = work.options().overwrite() != null;
    String named =
        failures.sorted().stream()
            .limit(NAMED_IN_MESSAGE)
            .map(failure -> failure.path() + " (" + failure.reason() + ")")
            .collect(Collectors.joining("; "));
    // Damage in the vault is the graver news, and not cured by restoring again.
    ErrorCode code =
        failures.sorted().stream()
            .map(RestoreWork.Failure::code)
            .filter(cause -> cause.exitCode() == ErrorCode.OBJECT_DAMAGED.exitCode())
            .findFirst()
            .orElse(ErrorCode.RESTORE_INCOMPLETE);
    throw new HoldfastException(
        code,
        failures.total() + " entries could not be restored into " + target + ": " + named,
        work.options().dryRun()
            ? "Nothing was changed: this was a dry run."
            : "Everything else in the target is whole; nothing half-written was left.",
        over
            ? "See to the causes and restore again, or take another snapshot."
            : "See to the causes, empty the target and restore again, or take another snapshot.");
  }

  private static RestoreReport report(RestoreWork work, Duration elapsed) {
    Tally tally = work.tally();
    Applied applied = work.applied();
    return new RestoreReport(
        tally.files.sum(),
        tally.directories.sum(),
        tally.symlinks.sum(),
        tally.hardLinks.sum(),
        tally.others.sum(),
        tally.bytes.sum(),
        tally.holeBytes.sum(),
        !applied.ownersDiffer(),
        applied.notRestored().sorted(),
        applied.notRestored().total(),
        tally.changes(),
        elapsed);
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
