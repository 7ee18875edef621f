package io.holdfast.stores.postgresql.wal;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyDual;

/**
 * The write-ahead log as a server sends it, message by message, and what it is told in return. One
 * thread uses it.
 */
public final class WalFeed {
  private static final byte DATA = 'w';
  private static final byte KEEPALIVE = 'k';
  private static final byte STATUS = 'r';

  /** Type, where it begins, where the server's log ends, the server's clock. */
  private static final int DATA_HEADER = 1 + 3 * Long.BYTES;

  /** Microseconds are counted from here. */
  private static final Instant EPOCH = Instant.parse("2000-01-01T00:00:00Z");

  private final CopyDual stream;
  private Lsn serverEnd = Lsn.NONE;

  /** A piece of the log. */
  public record Piece(Lsn at, byte[] bytes) {}

  /** Tells the server at once how far one has come. */
  @FunctionalInterface
  interface Answer {
    void tell() throws SQLException;
  }

  WalFeed(CopyDual stream) {
    this.stream = stream;
  }

  /** Where the server's log ended when it last said so. */
  public Lsn serverEnd() {
    return serverEnd;
  }

  /**
   * What has arrived; null if nothing has, or only messages that carry no log.
   *
   * @param answer is asked at once when the server wants to hear something
   */
  public @Nullable Piece poll(Answer answer) throws SQLException {
    byte @Nullable [] message = stream.readFromCopy(false);
    if (message == null) {
      return null;
    }
    ByteBuffer read = ByteBuffer.wrap(message);
    byte type = read.get();
    switch (type) {
      case DATA -> {
        Lsn at = new Lsn(read.getLong());
        serverEnd = new Lsn(read.getLong());
        return new Piece(at, Arrays.copyOfRange(message, DATA_HEADER, message.length));
      }
      case KEEPALIVE -> {
        serverEnd = new Lsn(read.getLong());
        read.getLong();
        if (read.get() != 0) {
          answer.tell();
        }
        return null;
      }
      default -> throw new SQLException("The server sent a message of unknown type " + type);
    }
  }

  /**
   * @param received what has arrived here
   * @param kept what the server need not keep any more
   */
  public void confirm(Lsn received, Lsn kept, Instant now) throws SQLException {
    ByteBuffer status = ByteBuffer.allocate(2 + 4 * Long.BYTES);
    status.put(STATUS);
    status.putLong(received.position()).putLong(kept.position()).putLong(Lsn.NONE.position());
    Duration since = Duration.between(EPOCH, now);
    status.putLong(since.toNanos() / 1_000).put((byte) 0);
    stream.writeToCopy(status.array(), 0, status.position());
    stream.flushCopy();
  }
}
