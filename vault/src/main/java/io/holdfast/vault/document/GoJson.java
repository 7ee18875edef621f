package io.holdfast.vault.document;

import io.holdfast.vault.BlobId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Writes JSON as Go's {@code encoding/json} does since Go 1.22: no spaces, {@code <>&} and the line
 * separators escaped for HTML, {@code \b} and {@code \f} short, broken UTF-8 as {@code \\ufffd}. A
 * tree's id is the hash of these bytes, so a byte more or less costs deduplication with restic.
 */
public final class GoJson {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[512];
  private int length;

  /** Text that is already JSON, in ASCII. */
  public GoJson raw(String ascii) {
    int count = ascii.length();
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[length++] = (byte) ascii.charAt(i);
    }
    return this;
  }

  public GoJson number(long value) {
    return raw(Long.toString(value));
  }

  /** A 64-bit number without sign. */
  public GoJson unsigned(long value) {
    return raw(Long.toUnsignedString(value));
  }

  public GoJson string(String text) {
    return string(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A Go string: bytes that are usually UTF-8. */
  public GoJson string(byte[] text) {
    reserve(text.length * 6 + 2);
    bytes[length++] = '"';
    for (int i = 0; i < text.length; ) {
      int b = text[i];
      if (b >= 0x20 && b != '"' && b != '\\' && b != '<' && b != '>' && b != '&') {
        bytes[length++] = (byte) b;
        i++;
      } else if (b >= 0) {
        escape(b);
        i++;
      } else {
        i += multibyte(text, i);
      }
    }
    bytes[length++] = '"';
    return this;
  }

  private int multibyte(byte[] text, int at) {
    int point = Utf8.decode(text, at);
    if (point == Utf8.BROKEN) {
      raw("\\ufffd");
      return 1;
    }
    int width = Utf8.width(point);
    if (point == 0x2028 || point == 0x2029) {
      raw(point == 0x2028 ? "\\u2028" : "\\u2029");
    } else {
      System.arraycopy(text, at, bytes, length, width);
      length += width;
    }
    return width;
  }

  private void escape(int c) {
    switch (c) {
      case '"' -> raw("\\\"");
      case '\\' -> raw("\\\\");
      case '\b' -> raw("\\b");
      case '\f' -> raw("\\f");
      case '\n' -> raw("\\n");
      case '\r' -> raw("\\r");
      case '\t' -> raw("\\t");
      default -> {
        raw("\\u00");
        bytes[length++] = HEX[c >> 4];
        bytes[length++] = HEX[c & 15];
      }
    }
  }

  public GoJson base64(byte[] value) {
    byte[] encoded = Base64.getEncoder().encode(value);
    reserve(encoded.length + 2);
    bytes[length++] = '"';
    System.arraycopy(encoded, 0, bytes, length, encoded.length);
    length += encoded.length;
    bytes[length++] = '"';
    return this;
  }

  public GoJson id(BlobId id) {
    reserve(2 * BlobId.BYTES + 2);
    bytes[length++] = '"';
    hex(id.a());
    hex(id.b());
    hex(id.c());
    hex(id.d());
    bytes[length++] = '"';
    return this;
  }

  private void hex(long value) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      bytes[length++] = HEX[(int) (value >>> shift) & 15];
    }
  }

  public GoJson ids(List<BlobId> ids) {
    raw("[");
    for (int i = 0; i < ids.size(); i++) {
      if (i > 0) {
        raw(",");
      }
      id(ids.get(i));
    }
    return raw("]");
  }

  public GoJson strings(List<String> texts) {
    raw("[");
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        raw(",");
      }
      string(texts.get(i));
    }
    return raw("]");
  }

  /**
   * RFC 3339 in UTC with as many decimals as needed; years outside 0 to 9999 are moved to the edge.
   */
  public GoJson time(Instant instant) {
    OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
    int year = Math.clamp(time.getYear(), 0, 9999);
    reserve(40);
    bytes[length++] = '"';
    digits(year, 4);
    bytes[length++] = '-';
    digits(time.getMonthValue(), 2);
    bytes[length++] = '-';
    digits(time.getDayOfMonth(), 2);
    bytes[length++] = 'T';
    digits(time.getHour(), 2);
    bytes[length++] = ':';
    digits(time.getMinute(), 2);
    bytes[length++] = ':';
    digits(time.getSecond(), 2);
    if (time.getNano() != 0) {
      bytes[length++] = '.';
      digits(time.getNano(), 9);
      while (bytes[length - 1] == '0') {
        length--;
      }
    }
    bytes[length++] = 'Z';
    bytes[length++] = '"';
    return this;
  }

  private void digits(int value, int count) {
    int rest = value;
    for (int i = count - 1; i >= 0; i--) {
      bytes[length + i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  public int length() {
    return length;
  }

  private void reserve(int more) {
    if (bytes.length - length < more + 16) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more + 16));
    }
  }
}
