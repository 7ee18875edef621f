package io.holdfast.stores.redis;

import io.holdfast.stores.redis.rdb.RdbEntry;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** RESTORE after RESTORE to one server, with a bounded number of answers outstanding. */
final class Lane implements AutoCloseable {
  private static final int OUTSTANDING_AT_MOST = 256;
  private static final long BYTES_AT_MOST = 1 << 22;

  private final RespConnection connection;
  private final int rdbVersion;
  private final byte[] piece = new byte[1 << 16];
  private int selected = -1;
  private int outstanding;
  private long bytes;

  Lane(RespConnection connection, int rdbVersion) {
    this.connection = connection;
    this.rdbVersion = rdbVersion;
  }

  /**
   * @param value stands at the value's first byte, and behind its last afterwards
   */
  void restore(int database, RdbEntry entry, InputStream value) throws IOException {
    if (database != selected) {
      drain();
      connection.call("SELECT", Integer.toString(database));
      selected = database;
    }
    boolean expires = entry.expires() != RdbEntry.NEVER;
    boolean idle = entry.idle() != RdbEntry.UNKNOWN;
    boolean frequency = entry.frequency() != RdbEntry.UNKNOWN;
    connection.begin(4 + (expires ? 1 : 0) + (idle ? 2 : 0) + (frequency ? 2 : 0));
    word("RESTORE");
    connection.argument(entry.key());
    word(expires ? Long.toString(entry.expires()) : "0");
    payload(entry, value);
    if (expires) {
      word("ABSTTL");
    }
    if (idle) {
      word("IDLETIME");
      word(Long.toString(entry.idle()));
    }
    if (frequency) {
      word("FREQ");
      word(Long.toString(entry.frequency()));
    }
    outstanding++;
    bytes += entry.payloadLength();
    if (outstanding >= OUTSTANDING_AT_MOST || bytes >= BYTES_AT_MOST) {
      drain();
    }
  }

  private void word(String word) throws IOException {
    connection.argument(word.getBytes(StandardCharsets.US_ASCII));
  }

  private void payload(RdbEntry entry, InputStream value) throws IOException {
    connection.beginArgument(entry.payloadLength());
    connection.piece(new byte[] {(byte) entry.type()}, 1);
    long left = entry.length();
    while (left > 0) {
      int count = value.read(piece, 0, (int) Math.min(left, piece.length));
      if (count < 0) {
        throw new EOFException("the RDB became shorter while it was restored");
      }
      connection.piece(piece, count);
      left -= count;
    }
    connection.piece(Mark.footer(entry.crc(), rdbVersion), 10);
    connection.endArgument();
  }

  /** Reads all answers that are outstanding. */
  void drain() throws IOException {
    connection.flush();
    for (; outstanding > 0; outstanding--) {
      if (connection.read() instanceof Reply.Failure(String said)) {
        throw new ServerRefusal("RESTORE", said);
      }
    }
    bytes = 0;
  }

  @Override
  public void close() {
    connection.close();
  }
}
