package io.holdfast.stores.derby;

import io.holdfast.platform.Disk;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;

/**
 * Whether a process has a database open. {@code db.lck} is of no use: a killed process leaves it
 * behind. The lock on {@code dbex.lck} is the operating system's, and ends with the process.
 */
final class DatabaseLock {
  static final String FILE = "dbex.lck";

  private DatabaseLock() {}

  /** False also where this user may not look. */
  static boolean isHeld(Path database) {
    Path file = database.resolve(FILE);
    if (!Disk.exists(file)) {
      return false;
    }
    try (FileChannel channel = Disk.openForWriting(file)) {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        return true;
      }
      lock.release();
      return false;
    } catch (OverlappingFileLockException inThisProcess) {
      return true;
    } catch (IOException notForUsToSee) {
      return false;
    }
  }
}
