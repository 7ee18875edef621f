package io.holdfast.window.guardian;

import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A lock that a guardian holds as long as it may resume anything. It ends with the guardian's
 * process, however that ends, so that who finds it free knows that the guardian is gone.
 */
public final class GuardianLock {
  private static final String NAME = "guardian.lock";
  private static final Duration PAUSE = Duration.ofMillis(20);

  private GuardianLock() {}

  /** Held until this process ends. */
  static FileLock hold(Path directory) throws IOException {
    return Disk.openForWriting(directory.resolve(NAME)).lock();
  }

  /**
   * Waits until a run's guardian is gone; returns at once if it had none.
   *
   * @param directory the run's
   * @return whether it is
   */
  public static boolean awaitFree(Path directory, Duration atMost, Clock clock) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Disk.exists(file)) {
      return true;
    }
    long end = clock.nanos() + atMost.toNanos();
    try (FileChannel channel = Disk.openForWriting(file)) {
      while (channel.tryLock() == null) {
        if (clock.nanos() - end > 0) {
          return false;
        }
        clock.sleep(PAUSE);
      }
      return true;
    }
  }
}
