package io.holdfast.usage.record;

import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.record.UsageRecord.Kind;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * Decodes lines of the form
 *
 * <pre>kind|session|subscriber|sequence|parts|eventTime|volume|service|cell|crc</pre>
 *
 * kind S, I or E; session 16 hex digits; subscriber 6 to 15 digits; sequence and parts up to 4
 * digits (parts 0 unless kind is E, then at least 1); eventTime 13 digits of milliseconds; volume
 * up to 12 digits; service and cell 1 to 16 characters of [a-z0-9.-]; crc the CRC-32, 8 hex digits,
 * of all before its separator. Hex digits are lower case. Anything else is malformed. Not safe for
 * use by several threads.
 */
public final class Decoder {
  private static final int FIELDS = 10;

  private final MessageDigest md5 = Durable.digest("MD5");
  private final CRC32 crc = new CRC32();
  private final int[] starts = new int[FIELDS + 1];

  /** Decodes {@code bytes[from, to)}, a line without its end. */
  public Decoded decode(byte[] bytes, int from, int to) {
    if (!split(bytes, from, to)) {
      return new Malformed("not " + FIELDS + " fields");
    }
    crc.reset();
    crc.update(bytes, from, starts[9] - 1 - from);
    if (width(9) != 8 || hex(bytes, 9) != crc.getValue()) {
      return new Malformed("checksum does not match");
    }
    var kind = width(0) == 1 ? kind(bytes[starts[0]]) : null;
    if (kind == null) {
      return new Malformed("unknown kind");
    }
    if (width(1) != 16 || !isHex(bytes, 1)) {
      return new Malformed("bad session");
    }
    long subscriber = digits(bytes, 2, 6, 15);
    long sequence = digits(bytes, 3, 1, 4);
    long parts = digits(bytes, 4, 1, 4);
    long eventTime = digits(bytes, 5, 13, 13);
    long volume = digits(bytes, 6, 1, 12);
    if (subscriber < 0 || sequence < 0 || parts < 0 || eventTime < 0 || volume < 0) {
      return new Malformed("bad number");
    }
    if ((kind == Kind.STOP) != (parts > 0)) {
      return new Malformed("parts do not fit the kind");
    }
    if (!isName(bytes, 7) || !isName(bytes, 8)) {
      return new Malformed("bad service or cell");
    }
    md5.update(bytes, from, to - from);
    var checksum = ByteBuffer.wrap(md5.digest());
    return new UsageRecord(
        kind,
        hex(bytes, 1),
        subscriber,
        (int) sequence,
        (int) parts,
        eventTime,
        volume,
        checksum.getLong(),
        checksum.getLong());
  }

  private boolean split(byte[] bytes, int from, int to) {
    int field = 0;
    starts[field++] = from;
    for (int i = from; i < to; i++) {
      if (bytes[i] == '|') {
        if (field == FIELDS) {
          return false;
        }
        starts[field++] = i + 1;
      }
    }
    starts[FIELDS] = to + 1;
    return field == FIELDS;
  }

  private int width(int field) {
    return starts[field + 1] - 1 - starts[field];
  }

  private static @Nullable Kind kind(byte letter) {
    return switch (letter) {
      case 'S' -> Kind.START;
      case 'I' -> Kind.INTERIM;
      case 'E' -> Kind.STOP;
      default -> null;
    };
  }

  /** The number, or -1 if the field is not between min and max digits. */
  private long digits(byte[] bytes, int field, int min, int max) {
    int width = width(field);
    if (width < min || width > max) {
      return -1;
    }
    long value = 0;
    for (int i = starts[field]; i < starts[field] + width; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private boolean isHex(byte[] bytes, int field) {
    for (int i = starts[field]; i < starts[field + 1] - 1; i++) {
      if (hexDigit(bytes[i]) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * The value of up to 16 hex digits; wrong digits give a wrong value, which the caller compares.
   */
  private long hex(byte[] bytes, int field) {
    long value = 0;
    for (int i = starts[field]; i < starts[field + 1] - 1; i++) {
      int digit = hexDigit(bytes[i]);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static int hexDigit(byte letter) {
    if (letter >= '0' && letter <= '9') {
      return letter - '0';
    }
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }

  private boolean isName(byte[] bytes, int field) {
    int width = width(field);
    for (int i = starts[field]; i < starts[field] + width; i++) {
      int letter = bytes[i];
      boolean allowed =
          letter >= 'a' && letter <= 'z'
              || letter >= '0' && letter <= '9'
              || letter == '.'
              || letter == '-';
      if (!allowed) {
        return false;
      }
    }
    return width >= 1 && width <= 16;
  }
}
