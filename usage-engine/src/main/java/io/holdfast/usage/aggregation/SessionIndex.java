package io.holdfast.usage.aggregation;

import io.holdfast.usage.disk.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The index file: where each open session's latest version lies, as of one commit. What was
 * appended to the current file after that commit is replayed at the next start.
 *
 * @param currentFile the file that was being appended to
 * @param replayFrom its length when the index was written
 */
public record SessionIndex(int currentFile, long replayFrom, List<Place> places) {
  private static final int MAGIC = 0x55495831;

  /** Where one session's latest version lies. */
  public record Place(long session, int file, long offset) {}

  void write(Bytes out) {
    out.putInt(MAGIC).putInt(currentFile).putLong(replayFrom).putInt(places.size());
    for (var place : places) {
      out.putLong(place.session).putInt(place.file).putLong(place.offset);
    }
  }

  /** Reads an index whose hash the caller has compared. */
  public static SessionIndex read(byte[] file) throws IOException {
    var bytes = ByteBuffer.wrap(file);
    if (file.length < 20 || bytes.getInt() != MAGIC) {
      throw new IOException("not a session index");
    }
    int current = bytes.getInt();
    long replayFrom = bytes.getLong();
    int count = bytes.getInt();
    if (bytes.remaining() != count * 20L) {
      throw new IOException(
          "session index of %d bytes for %d places".formatted(file.length, count));
    }
    var places = new ArrayList<Place>(count);
    for (int i = 0; i < count; i++) {
      places.add(new Place(bytes.getLong(), bytes.getInt(), bytes.getLong()));
    }
    return new SessionIndex(current, replayFrom, places);
  }
}
