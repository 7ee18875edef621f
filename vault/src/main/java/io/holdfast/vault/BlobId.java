package io.holdfast.vault;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * The SHA-256 of a blob's plaintext, or of an object's stored bytes: 32 bytes as four big-endian
 * longs.
 */
public record BlobId(long a, long b, long c, long d) implements Comparable<BlobId> {
  public static final int BYTES = 32;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  public static BlobId of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("An id has 32 bytes, not " + bytes.length);
    }
    return of(bytes, 0);
  }

  public static BlobId of(byte[] bytes, int offset) {
    return new BlobId(
        (long) LONG.get(bytes, offset),
        (long) LONG.get(bytes, offset + 8),
        (long) LONG.get(bytes, offset + 16),
        (long) LONG.get(bytes, offset + 24));
  }

  /** Parses 64 lower-case hexadecimal digits. */
  public static BlobId parse(String hex) {
    if (hex.length() != 2 * BYTES) {
      throw new IllegalArgumentException("An id has 64 hexadecimal digits: " + hex);
    }
    return of(HexFormat.of().parseHex(hex));
  }

  /**
   * Parses the 64 digits of one of many ids, without making anything else.
   *
   * @throws IllegalArgumentException if there are more or fewer, or they are no digits
   */
  public static BlobId parse(char[] digits, int offset, int length) {
    if (length != 2 * BYTES) {
      throw new IllegalArgumentException("An id has 64 hexadecimal digits, not " + length);
    }
    return new BlobId(
        parseLong(digits, offset),
        parseLong(digits, offset + 16),
        parseLong(digits, offset + 32),
        parseLong(digits, offset + 48));
  }

  private static long parseLong(char[] digits, int offset) {
    long value = 0;
    for (int i = offset; i < offset + 16; i++) {
      value = value << 4 | HexFormat.fromHexDigit(digits[i]);
    }
    return value;
  }

  public byte[] bytes() {
    byte[] bytes = new byte[BYTES];
    LONG.set(bytes, 0, a);
    LONG.set(bytes, 8, b);
    LONG.set(bytes, 16, c);
    LONG.set(bytes, 24, d);
    return bytes;
  }

  /** All 64 digits. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }

  /** The eight digits that people see. */
  public String brief() {
    return hex().substring(0, 8);
  }

  @Override
  public int compareTo(BlobId other) {
    int order = Long.compareUnsigned(a, other.a);
    if (order == 0) {
      order = Long.compareUnsigned(b, other.b);
    }
    if (order == 0) {
      order = Long.compareUnsigned(c, other.c);
    }
    return order == 0 ? Long.compareUnsigned(d, other.d) : order;
  }

  @Override
  public String toString() {
    return hex();
  }
}
