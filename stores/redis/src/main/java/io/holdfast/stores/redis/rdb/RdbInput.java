package io.holdfast.stores.redis.rdb;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * The format's smallest parts, read from a stream through one buffer, with the checksum of all that
 * was read and, while a value is read, of that value alone.
 */
final class RdbInput {
  private static final int BUFFER = 1 << 18;
  private static final int HELD_AT_MOST = 1 << 26;
  private static final int INT8 = 0;
  private static final int INT16 = 1;
  private static final int INT32 = 2;
  private static final int LZF = 3;

  private final InputStream stream;
  private final byte[] buffer = new byte[BUFFER];
  private int position;
  private int limit;
  private long before;
  private long crc;
  private int crcFrom;
  private boolean inValue;
  private long valueCrc;
  private int valueFrom;

  /** A length, or the kind of an encoded string if {@code encoded}. */
  private record Length(long value, boolean encoded) {}

  RdbInput(InputStream stream) {
    this.stream = stream;
  }

  /** How many bytes were read. */
  long position() {
    return before + position;
  }

  /** Of all that was read until now. */
  long checksum() {
    crc = Crc64.update(crc, buffer, crcFrom, position);
    crcFrom = position;
    return crc;
  }

  /** A payload of RESTORE begins: the type, then the value as it is in the file. */
  void beginValue(int type) {
    valueCrc = Crc64.update(0, new byte[] {(byte) type}, 0, 1);
    valueFrom = position;
    inValue = true;
  }

  /** The checksum of type and value. */
  long endValue() {
    inValue = false;
    return Crc64.update(valueCrc, buffer, valueFrom, position);
  }

  boolean ended() throws IOException {
    return position == limit && !fill();
  }

  private boolean fill() throws IOException {
    checksum();
    if (inValue) {
      valueCrc = Crc64.update(valueCrc, buffer, valueFrom, position);
    }
    before += position;
    position = 0;
    crcFrom = 0;
    valueFrom = 0;
    limit = Math.max(0, stream.read(buffer));
    return limit > 0;
  }

  int octet() throws IOException {
    if (ended()) {
      throw new EOFException("it ends at byte " + position());
    }
    return buffer[position++] & 0xff;
  }

  void skip(long count) throws IOException {
    long left = count;
    if (left < 0) {
      throw damaged("a length below zero");
    }
    while (left > 0) {
      if (ended()) {
        throw new EOFException(
            "it ends at byte %d, and %d more were announced".formatted(position(), left));
      }
      int now = (int) Math.min(left, limit - position);
      position += now;
      left -= now;
    }
  }

  byte[] octets(long count) throws IOException {
    if (count < 0 || count > HELD_AT_MOST) {
      throw damaged("a name of " + count + " bytes, more than is held");
    }
    byte[] octets = new byte[(int) count];
    for (int at = 0; at < octets.length; at++) {
      octets[at] = (byte) octet();
    }
    return octets;
  }

  long littleEndian(int octets) throws IOException {
    long value = 0;
    for (int at = 0; at < octets; at++) {
      value |= (long) octet() << (8 * at);
    }
    return value;
  }

  private long bigEndian(int octets) throws IOException {
    long value = 0;
    for (int at = 0; at < octets; at++) {
      value = value << 8 | octet();
    }
    return value;
  }

  long length() throws IOException {
    Length length = lengthOrEncoding();
    if (length.encoded) {
      throw damaged("an encoding where a length stands");
    }
    return length.value;
  }

  private Length lengthOrEncoding() throws IOException {
    int first = octet();
    return switch (first >> 6) {
      case 0 -> new Length(first & 0x3f, false);
      case 1 -> new Length((long) (first & 0x3f) << 8 | octet(), false);
      case 3 -> new Length(first & 0x3f, true);
      default ->
          switch (first) {
            case 0x80 -> new Length(bigEndian(4), false);
            case 0x81 -> new Length(bigEndian(8), false);
            default -> throw damaged("length of kind " + first);
          };
    };
  }

  void skipString() throws IOException {
    Length length = lengthOrEncoding();
    if (!length.encoded) {
      skip(length.value);
      return;
    }
    switch ((int) length.value) {
      case INT8 -> skip(1);
      case INT16 -> skip(2);
      case INT32 -> skip(4);
      case LZF -> {
        long compressed = length();
        length();
        skip(compressed);
      }
      default -> throw damaged("string of encoding " + length.value);
    }
  }

  byte[] string() throws IOException {
    Length length = lengthOrEncoding();
    if (!length.encoded) {
      return octets(length.value);
    }
    return switch ((int) length.value) {
      case INT8 -> decimal((byte) octet());
      case INT16 -> decimal((short) littleEndian(2));
      case INT32 -> decimal((int) littleEndian(4));
      case LZF -> {
        long compressed = length();
        long plain = length();
        if (plain > HELD_AT_MOST) {
          throw damaged("a name of " + plain + " bytes, more than is held");
        }
        yield inflated(octets(compressed), (int) plain);
      }
      default -> throw damaged("string of encoding " + length.value);
    };
  }

  private static byte[] decimal(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  /** LZF: runs of literals, and references to what came before. */
  private byte[] inflated(byte[] in, int length) throws IOException {
    byte[] out = new byte[length];
    int from = 0;
    int to = 0;
    try {
      while (from < in.length) {
        int control = in[from++] & 0xff;
        if (control < 32) {
          System.arraycopy(in, from, out, to, control + 1);
          from += control + 1;
          to += control + 1;
          continue;
        }
        int count = control >> 5;
        if (count == 7) {
          count += in[from++] & 0xff;
        }
        int back = to - ((control & 0x1f) << 8) - (in[from++] & 0xff) - 1;
        for (int n = 0; n < count + 2; n++) {
          out[to++] = out[back++];
        }
      }
    } catch (IndexOutOfBoundsException beyond) {
      throw damaged("a compressed string that does not fit");
    }
    if (to != length) {
      throw damaged("a compressed string that is too short");
    }
    return out;
  }

  DamagedRdbException damaged(String why) {
    return new DamagedRdbException(position(), why);
  }
}
