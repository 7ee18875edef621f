package io.holdfast.usage.disk;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing byte buffer for building records and lines; big-endian. */
public final class Bytes {
  private byte[] array;
  private int length;

  public Bytes(int capacity) {
    array = new byte[Math.max(64, capacity)];
  }

  /** The backing array; only the first {@link #length} bytes count. */
  public byte[] array() {
    return array;
  }

  public int length() {
    return length;
  }

  public boolean isEmpty() {
    return length == 0;
  }

  public void clear() {
    length = 0;
  }

  public Bytes putByte(int value) {
    ensure(1);
    array[length++] = (byte) value;
    return this;
  }

  public Bytes putInt(int value) {
    ensure(4);
    for (int shift = 24; shift >= 0; shift -= 8) {
      array[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  public Bytes putLong(long value) {
    ensure(8);
    for (int shift = 56; shift >= 0; shift -= 8) {
      array[length++] = (byte) (value >>> shift);
    }
    return this;
  }

  public Bytes putBytes(byte[] bytes, int from, int to) {
    ensure(to - from);
    System.arraycopy(bytes, from, array, length, to - from);
    length += to - from;
    return this;
  }

  public Bytes putText(String ascii) {
    var bytes = ascii.getBytes(StandardCharsets.US_ASCII);
    return putBytes(bytes, 0, bytes.length);
  }

  public Bytes putDecimal(long value) {
    if (value < 0 || value > 999_999_999_999_999_999L) {
      return putText(Long.toString(value));
    }
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    ensure(digits);
    long rest = value;
    for (int i = length + digits - 1; i >= length; i--) {
      array[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** Exactly {@code digits} lower-case hexadecimal digits. */
  public Bytes putHex(long value, int digits) {
    ensure(digits);
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      array[length++] = (byte) Character.forDigit((int) (value >>> shift) & 15, 16);
    }
    return this;
  }

  private void ensure(int more) {
    if (array.length - length < more) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
    }
  }
}
