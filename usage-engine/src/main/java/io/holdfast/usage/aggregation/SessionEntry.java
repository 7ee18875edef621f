package io.holdfast.usage.aggregation;

import io.holdfast.usage.disk.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * One entry of a session file, 45 bytes: a version of an open session, or the word that it is
 * closed (then only the id counts). Superseded versions stay in the file.
 */
public record SessionEntry(
    boolean closed,
    long session,
    long subscriber,
    int count,
    int parts,
    long volume,
    long checksum) {
  public static final int SIZE = 45;
  private static final int OPEN = 1;
  private static final int CLOSED = 2;

  static void open(Bytes out, Session session) {
    int start = out.length();
    out.putByte(OPEN).putLong(session.id).putLong(session.subscriber).putInt(session.count);
    out.putInt(session.parts).putLong(session.volume).putLong(session.checksum);
    seal(out, start);
  }

  static void closed(Bytes out, Session session) {
    int start = out.length();
    out.putByte(CLOSED).putLong(session.id).putLong(0).putInt(0).putInt(0).putLong(0).putLong(0);
    seal(out, start);
  }

  private static void seal(Bytes out, int start) {
    out.putInt(crc(out.array(), start, out.length() - start));
  }

  private static int crc(byte[] bytes, int from, int length) {
    var crc = new CRC32();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  /** The entry at {@code offset}; fails if there is none or it is damaged. */
  public static SessionEntry read(byte[] file, long offset) throws IOException {
    if (offset < 0 || offset + SIZE > file.length) {
      throw new IOException(
          "no session entry at %d of %d committed bytes".formatted(offset, file.length));
    }
    var bytes = ByteBuffer.wrap(file, (int) offset, SIZE);
    int kind = bytes.get();
    var entry =
        new SessionEntry(
            kind == CLOSED,
            bytes.getLong(),
            bytes.getLong(),
            bytes.getInt(),
            bytes.getInt(),
            bytes.getLong(),
            bytes.getLong());
    if (kind != OPEN && kind != CLOSED || bytes.getInt() != crc(file, (int) offset, SIZE - 4)) {
      throw new IOException("damaged session entry at %d".formatted(offset));
    }
    return entry;
  }
}
