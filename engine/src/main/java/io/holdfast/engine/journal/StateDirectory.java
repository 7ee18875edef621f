package io.holdfast.engine.journal;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Randomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where Holdfast keeps what must outlive a run of one installation: {@code lock}, {@code runs/ID}
 * of runs that are at work or were killed, and {@link Scratch}. Only one run at a time holds the
 * lock; the operating system drops it when the process dies.
 */
public final class StateDirectory implements AutoCloseable {
  private static final DateTimeFormatter RUN_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final Path root;
  private final FileChannel lockFile;
  private final @Nullable FileLock lock;

  private StateDirectory(Path root, FileChannel lockFile, @Nullable FileLock lock) {
    this.root = root;
    this.lockFile = lockFile;
    this.lock = lock;
  }

  /**
   * Opens and locks it.
   *
   * @throws HoldfastException HF-601 if another run is at work
   */
  public static StateDirectory lock(Path root) {
    try {
      Disk.createPrivateDirectories(root.resolve("runs"));
      FileChannel channel = Disk.openForWriting(root.resolve("lock"));
      FileLock lock = tryLock(channel);
      if (lock == null) {
        channel.close();
        throw new HoldfastException(
            ErrorCode.RUN_IN_PROGRESS,
            "Another Holdfast works on this installation; it holds " + root.resolve("lock"),
            "The other run is not disturbed.",
            "Wait until it has ended.");
      }
      return new StateDirectory(root, channel, lock);
    } catch (IOException cannot) {
      throw new HoldfastException(
          ErrorCode.INPUT_OUTPUT,
          "The state directory " + root + " cannot be used: " + cannot.getMessage(),
          "Nothing was changed.",
          "Give 'state:' in the configuration a directory that this user may write.",
          cannot);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }

  /** A new run with its own directory. */
  public Run begin(Clock clock, Randomness randomness, Consumer<Step> listener) {
    String id = RUN_TIME.format(clock.now()) + "-" + HexFormat.of().formatHex(randomness.bytes(3));
    Path directory = root.resolve("runs").resolve(id);
    try {
      Disk.createPrivateDirectories(directory);
      return new Run(id, directory, Journal.create(directory, clock, listener));
    } catch (IOException cannot) {
      throw new UncheckedIOException("The run cannot be begun", cannot);
    }
  }

  /** The runs that did not finish: killed ones, since this process holds the lock. Oldest first. */
  public List<UnfinishedRun> unfinished() {
    try {
      List<UnfinishedRun> runs = new ArrayList<>();
      List<Path> directories = new ArrayList<>(Disk.list(root.resolve("runs")));
      directories.sort(Comparator.naturalOrder());
      for (Path directory : directories) {
        runs.add(
            new UnfinishedRun(
                String.valueOf(directory.getFileName()), directory, Journal.read(directory)));
      }
      return runs;
    } catch (IOException cannot) {
      throw new UncheckedIOException("The runs cannot be listed", cannot);
    }
  }

  /** Removes what killed verifications left; leaves alone what one that is at work uses. */
  public void removeAbandonedScratch() {
    Scratch.removeAbandoned(root);
  }

  @Override
  public void close() {
    try {
      if (lock != null) {
        lock.release();
      }
      lockFile.close();
    } catch (IOException lost) {
      throw new UncheckedIOException(lost);
    }
  }

  /** A run at work. */
  public record Run(String id, Path directory, Journal journal) {
    /** A directory for one store's staging and spool. */
    public Path workFor(String store) {
      Path work = directory.resolve("staging").resolve(store);
      try {
        Disk.createPrivateDirectories(work);
        return work;
      } catch (IOException cannot) {
        throw new UncheckedIOException("No work directory for store " + store, cannot);
      }
    }

    /** Nothing of the run is needed any more. */
    public void finish() {
      journal.record(Step.FINISHED);
      journal.close();
      remove(directory);
    }
  }

  /** A run that was killed. */
  public record UnfinishedRun(String id, Path directory, List<Journal.Entry> entries) {
    /** Who may hold a suspension still: asked for, and not confirmed to be over. */
    public Optional<String> mayBeSuspendedBy() {
      Optional<String> holder = Optional.empty();
      for (Journal.Entry entry : entries) {
        if (entry.step() == Step.SUSPENDING) {
          holder = Optional.of(entry.detail());
        } else if (entry.step() == Step.RESUMED) {
          holder = Optional.empty();
        }
      }
      return holder;
    }

    public void remove() {
      StateDirectory.remove(directory);
    }
  }

  private static void remove(Path directory) {
    try {
      Disk.deleteTree(directory);
    } catch (IOException cannot) {
      throw new UncheckedIOException("A run's directory cannot be removed: " + directory, cannot);
    }
  }
}
