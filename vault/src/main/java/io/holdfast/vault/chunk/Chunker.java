package io.holdfast.vault.chunk;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Cuts a stream by a keyed Gear hash with normalised chunk lengths (FastCDC): a boundary is harder
 * to meet before the target length and easier after it, so that lengths gather around the target.
 *
 * <p>Holds a buffer that grows to the longest chunk; keep one per thread and reuse it. The buffer
 * is lent to the receiver: what it needs later it must copy.
 */
public final class Chunker {
  /** No chunk but a stream's last is shorter. */
  public static final int MIN = 512 * 1024;

  /** Where the harder condition gives way to the easier. */
  public static final int TARGET = 1024 * 1024;

  /** No chunk is longer. */
  public static final int MAX = 8 * 1024 * 1024;

  /** 21 high bits before the target: one position in two million. */
  private static final long HARD = 0xFFFFF80000000000L;

  /** 18 high bits after it: one position in 262 144. */
  private static final long EASY = 0xFFFFC00000000000L;

  /** A byte is shifted out of the hash after this many more. */
  private static final int WINDOW = 64;

  private static final int READ = 256 * 1024;

  private final long[] gear;

  /** Made when first needed: whoever only reads a vault has a chunker too. */
  private byte[] buffer = {};

  /** The current chunk lies in the buffer between these; {@code scanned} counts from its start. */
  private int start;

  private int end;
  private int scanned;
  private long hash;

  public Chunker(GearTable table) {
    this.gear = table.values();
  }

  /** Takes each chunk in turn. */
  @FunctionalInterface
  public interface Receiver {
    void accept(byte[] buffer, int offset, int length);
  }

  /**
   * Reads a stream to its end, and leaves it open; an empty stream has no chunks.
   *
   * @return the number of bytes read
   */
  public long cut(InputStream stream, Receiver receiver) throws IOException {
    return cut(new byte[0], stream, receiver);
  }

  /**
   * The same for a stream whose beginning has been read already.
   *
   * @param head not much longer than {@link #MIN}
   * @return the number of bytes, those of the head included
   */
  public long cut(byte[] head, InputStream stream, Receiver receiver) throws IOException {
    start = 0;
    end = 0;
    scanned = 0;
    makeRoom();
    System.arraycopy(head, 0, buffer, 0, head.length);
    end = head.length;
    long total = head.length;
    while (true) {
      for (int length = nextCut(); length > 0; length = nextCut()) {
        receiver.accept(buffer, start, length);
        start += length;
        scanned = 0;
      }
      makeRoom();
      int count = stream.read(buffer, end, READ);
      if (count < 0) {
        if (end > start) {
          receiver.accept(buffer, start, end - start);
        }
        return total;
      }
      total += count;
      end += count;
    }
  }

  /**
   * Room for one read: what is left of the current chunk moves to the front, or the buffer grows.
   */
  private void makeRoom() {
    if (buffer.length - end >= READ) {
      return;
    }
    System.arraycopy(buffer, start, buffer, 0, end - start);
    end -= start;
    start = 0;
    if (buffer.length - end < READ) {
      int longer = Math.clamp(buffer.length * 2L, MIN + READ, MAX + 2 * READ);
      buffer = Arrays.copyOf(buffer, longer);
    }
  }

  /** The length of the chunk at {@code start} if its end is known by what has been read, else 0. */
  private int nextCut() {
    int known = Math.min(end - start, MAX);
    if (known <= MIN) {
      return 0;
    }
    if (scanned == 0) {
      // The window before the first possible boundary is hashed, so that a boundary depends on the
      // 64 bytes before it and not on where the chunk began.
      scanned = MIN - WINDOW;
      hash = 0;
      scan(MIN - 1, 0);
    }
    if (scan(Math.min(TARGET, known), HARD) || scan(known, EASY)) {
      return scanned;
    }
    return known == MAX ? MAX : 0;
  }

  /** Hashes on to a limit; true if a boundary lies just before the new {@code scanned}. */
  private boolean scan(int limit, long mask) {
    byte[] bytes = buffer;
    long[] table = gear;
    long h = hash;
    int last = start + limit;
    for (int at = start + scanned; at < last; at++) {
      h = (h << 1) + table[bytes[at] & 0xff];
      if ((h & mask) == 0 && mask != 0) {
        hash = h;
        scanned = at + 1 - start;
        return true;
      }
    }
    hash = h;
    scanned = Math.max(scanned, limit);
    return false;
  }
}
