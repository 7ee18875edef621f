package io.holdfast.engine.journal;

import io.holdfast.platform.Disk;
import io.holdfast.platform.Randomness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A directory for a verification to fill, {@code verify-ID} beside the runs. Verifications may run
 * beside each other and beside a backup; so each holds {@code verify.lock} shared, and whoever gets
 * it exclusively knows that every such directory was left by a killed one. The operating system
 * drops the lock with the process. One at a time in a process: its locks are the process's.
 */
public final class Scratch implements AutoCloseable {
  private static final String PREFIX = "verify-";
  private static final String LOCK = "verify.lock";

  private final Path directory;
  private final FileLock held;

  private Scratch(Path directory, FileLock held) {
    this.directory = directory;
    this.held = held;
  }

  /** A new directory in {@code state}; removes first what killed verifications left there. */
  public static Scratch in(Path state, Randomness randomness) throws IOException {
    Disk.createPrivateDirectories(state);
    removeAbandoned(state);
    FileChannel lock = Disk.openForWriting(state.resolve(LOCK));
    try {
      // Before the directory is there: one without a holder is anybody's to remove.
      FileLock held = lock.lock(0, Long.MAX_VALUE, true);
      Path directory = state.resolve(PREFIX + HexFormat.of().formatHex(randomness.bytes(4)));
      Disk.createPrivateDirectories(directory);
      return new Scratch(directory, held);
    } catch (IOException | RuntimeException failed) {
      lock.close();
      throw failed;
    }
  }

  /**
   * Removes what killed verifications left, unless one is at work. It takes room and nothing else,
   * so what cannot be removed is left to a later call and fails nobody's backup.
   */
  static void removeAbandoned(Path state) {
    try (FileChannel lock = Disk.openForWriting(state.resolve(LOCK))) {
      if (tryLock(lock) == null) {
        return;
      }
      for (Path entry : Disk.list(state)) {
        if (String.valueOf(entry.getFileName()).startsWith(PREFIX)) {
          Disk.deleteTree(entry);
        }
      }
    } catch (IOException leftForLater) {
      return;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException heldInThisProcess) {
      return null;
    }
  }

  public Path directory() {
    return directory;
  }

  @Override
  public void close() {
    try {
      try {
        Disk.deleteTree(directory);
      } finally {
        held.acquiredBy().close();
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException("The scratch copy cannot be removed: " + directory, cannot);
    }
  }
}
