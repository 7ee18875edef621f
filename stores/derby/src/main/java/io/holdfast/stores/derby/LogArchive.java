package io.holdfast.stores.derby;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.stores.EarlierMember;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.NavigableSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The log files that Derby keeps for a live database in its log archive mode. They are never
 * written again, so they may be copied while the database runs.
 */
final class LogArchive {
  private final LogDirectory live;

  /**
   * What a backup has of the log.
   *
   * @param archived how many files were added to those that Derby put there
   */
  record Taken(long first, long last, int archived) {}

  private LogArchive(LogDirectory live) {
    this.live = live;
  }

  /**
   * @throws IOException if there is no log for this user to see
   */
  static LogArchive ofLive(Path database) throws IOException {
    LogDirectory live = LogDirectory.ofLive(database);
    if (live.numbers().isEmpty()) {
      throw new IOException("there is no log in " + live.path());
    }
    return new LogArchive(live);
  }

  /**
   * Removes what neither the newest sealed set nor the next one needs: what is older than the first
   * file that recovery of that set's backup reads. Derby would remove by itself while it makes a
   * backup, which is before the set with that backup is sealed. Nothing is removed unless the live
   * log is the continuation of that set's: a database that was restored from another set counts its
   * files from another number.
   *
   * @param newest the newest sealed set's member; null if there is none
   */
  void removeUnneeded(@Nullable EarlierMember newest) throws IOException {
    Optional<CapturedLog> captured = Optional.ofNullable(newest).flatMap(CapturedLog::of);
    if (captured.isPresent() && isPast(captured.get())) {
      for (long number : live.numbers().headSet(captured.get().first())) {
        Disk.deleteIfExists(live.file(number));
      }
    }
  }

  /** A set that cannot be read is not relied upon. */
  private boolean isPast(CapturedLog captured) throws IOException {
    try {
      Path file = live.file(captured.last());
      return Disk.isRegularFile(file) && captured.goesOnIn(file);
    } catch (HoldfastException unreadable) {
      return false;
    }
  }

  /**
   * Adds what was archived before a backup to that backup, so that its log begins where the log of
   * the set before it ends.
   *
   * @throws IOException if the live log is not that of the database which was backed up
   */
  Taken addTo(Path backup) throws IOException {
    LogDirectory taken = LogDirectory.below(backup);
    NavigableSet<Long> numbers = taken.numbers();
    long last = numbers.last();
    Path closed = live.file(last);
    if (!Disk.isRegularFile(closed)
        || !Arrays.equals(Disk.read(closed), Disk.read(taken.file(last)))) {
      throw new IOException(
          "the log in " + live.path() + " is not that of the database at the 'url'");
    }
    NavigableSet<Long> archived = live.numbers().headSet(numbers.first(), false);
    for (long number : archived) {
      Disk.copy(live.file(number), taken.file(number));
    }
    return new Taken(numbers.first(), last, archived.size());
  }
}
