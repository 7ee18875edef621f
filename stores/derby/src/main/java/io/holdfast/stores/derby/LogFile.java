package io.holdfast.stores.derby;

import io.holdfast.platform.Disk;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;

/**
 * One file of a Derby log, gone over record by record. A record stands between two copies of its
 * length and names its own place, and a file names the end of the one before it: a chain that can
 * be checked without understanding what a record says. Derby checks it too, but takes the first
 * link that does not fit for the end of the log, and says nothing.
 *
 * @param previousEnd the {@link #place} of the file before it, as this one has it
 * @param end where its last whole record ends, in bytes
 * @param closed whether a zero stands behind that, as where Derby went on in another file
 */
record LogFile(long number, long previousEnd, long end, boolean closed) {
  private static final int HEADER = 24;

  /** A record's length, its place, and its length once more. */
  private static final int AROUND_RECORD = 16;

  private static final long NOWHERE = -1;

  /** A file that is too short or says that it is another one is read as empty. */
  static LogFile read(Path path, long number) throws IOException {
    long size = Disk.size(path);
    if (size < HEADER) {
      return nothing(number);
    }
    try (DataInputStream in = new DataInputStream(new BufferedInputStream(Disk.open(path)))) {
      in.skipNBytes(2 * Integer.BYTES);
      if (in.readLong() != number) {
        return nothing(number);
      }
      return records(in, number, in.readLong(), size);
    }
  }

  private static LogFile records(DataInputStream in, long number, long previousEnd, long size)
      throws IOException {
    long at = HEADER;
    while (at + Integer.BYTES <= size) {
      int length = in.readInt();
      if (length == 0) {
        return new LogFile(number, previousEnd, at, true);
      }
      if (length < 0
          || at + length + AROUND_RECORD > size
          || in.readLong() != placeOf(number, at)) {
        break;
      }
      in.skipNBytes(length);
      if (in.readInt() != length) {
        break;
      }
      at += length + AROUND_RECORD;
    }
    return new LogFile(number, previousEnd, at, false);
  }

  private static LogFile nothing(long number) {
    return new LogFile(number, NOWHERE, 0, false);
  }

  boolean isEmpty() {
    return end <= HEADER;
  }

  /** Where it ends, as Derby counts: files above, bytes below. */
  long place() {
    return placeOf(number, end);
  }

  private static long placeOf(long number, long at) {
    return number << Integer.SIZE | at;
  }

  /** Whether that file goes on where this one ends. */
  boolean isFollowedBy(LogFile next) {
    return closed && next.previousEnd == place();
  }

  /** A place for people. */
  static String inWords(long place) {
    return "log file %d, byte %d".formatted(place >>> Integer.SIZE, place & 0xffff_ffffL);
  }
}
