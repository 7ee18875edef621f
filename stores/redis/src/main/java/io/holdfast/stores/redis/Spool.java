package io.holdfast.stores.redis;

import io.holdfast.platform.Disk;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Takes an RDB from a replica's connection into a file. */
final class Spool {
  private static final int PIECE = 1 << 18;
  private static final int MARK = 40;
  private static final String UNTIL_MARK = "EOF:";

  private Spool() {}

  /**
   * @return how many bytes there are
   * @throws EOFException if the connection ends before the announced length, or before the mark
   */
  static long take(RespConnection replica, Path file) throws IOException {
    String announced = announced(replica);
    try (FileChannel channel = open(file)) {
      if (announced.startsWith(UNTIL_MARK)) {
        return takeUntil(replica, announced.substring(UNTIL_MARK.length()), channel);
      }
      long length = Long.parseLong(announced);
      takeExactly(replica, length, channel);
      return length;
    }
  }

  private static FileChannel open(Path file) {
    try {
      Disk.deleteIfExists(file);
      return Disk.openForWriting(file);
    } catch (IOException cannot) {
      throw new UncheckedIOException("No RDB can be spooled to " + file, cannot);
    }
  }

  /** While its child saves, the server sends empty lines. */
  private static String announced(RespConnection replica) throws IOException {
    String line = replica.line();
    while (line.isEmpty()) {
      line = replica.line();
    }
    if (!line.matches("\\$(\\d{1,18}|EOF:.{40})")) {
      throw new ServerRefusal("PSYNC", line.startsWith("-") ? line.substring(1) : line);
    }
    return line.substring(1);
  }

  private static void takeExactly(RespConnection replica, long length, FileChannel channel)
      throws IOException {
    byte[] piece = new byte[PIECE];
    long left = length;
    while (left > 0) {
      int count = replica.read(piece, (int) Math.min(left, piece.length));
      if (count < 0) {
        throw new EOFException(
            "the connection ended after %d of %d bytes".formatted(length - left, length));
      }
      write(channel, piece, count);
      left -= count;
    }
  }

  /** The mark is random and stands at the end of all that is sent. */
  private static long takeUntil(RespConnection replica, String mark, FileChannel channel)
      throws IOException {
    byte[] wanted = mark.getBytes(StandardCharsets.ISO_8859_1);
    byte[] last = new byte[MARK];
    byte[] piece = new byte[PIECE];
    long length = 0;
    while (length < MARK || !Arrays.equals(last, wanted)) {
      int count = replica.read(piece, piece.length);
      if (count < 0) {
        throw new EOFException("the connection ended after %d bytes".formatted(length));
      }
      write(channel, piece, count);
      length += count;
      int fresh = Math.min(count, MARK);
      System.arraycopy(last, fresh, last, 0, MARK - fresh);
      System.arraycopy(piece, count - fresh, last, MARK - fresh, fresh);
    }
    channel.truncate(length - MARK);
    return length - MARK;
  }

  /** A full disk here must not be taken for a failing server. */
  private static void write(FileChannel channel, byte[] piece, int count) {
    ByteBuffer bytes = ByteBuffer.wrap(piece, 0, count);
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException("The RDB cannot be spooled", cannot);
    }
  }
}
