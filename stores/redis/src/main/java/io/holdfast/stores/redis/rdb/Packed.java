package io.holdfast.stores.redis.rdb;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of a small list or hash, which Redis keeps as one string: a listpack, or a ziplist
 * before 7.0. Both are from {@code listpack.c} and {@code ziplist.c}.
 */
final class Packed {
  private static final int END = 0xff;

  private final ByteBuffer in;
  private final List<byte[]> entries = new ArrayList<>();

  private Packed(byte[] bytes) {
    in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * @throws BufferUnderflowException if it ends too early
   */
  static List<byte[]> listpack(byte[] bytes) {
    Packed packed = new Packed(bytes);
    packed.skip(Integer.BYTES + Short.BYTES);
    for (int first = packed.octet(); first != END; first = packed.octet()) {
      int from = packed.in.position() - 1;
      packed.listpackEntry(first);
      packed.skip(lengthOfLength(packed.in.position() - from));
    }
    return packed.entries;
  }

  private void listpackEntry(int first) {
    if (first < 0x80) {
      number(first);
    } else if (first < 0xc0) {
      text(first & 0x3f);
    } else if (first < 0xe0) {
      number((long) ((first & 0x1f) << 8 | octet()) << 51 >> 51);
    } else if (first < 0xf0) {
      text((first & 0xf) << 8 | octet());
    } else {
      switch (first) {
        case 0xf0 -> text(in.getInt());
        case 0xf1 -> number(in.getShort());
        case 0xf2 -> number(threeOctets());
        case 0xf3 -> number(in.getInt());
        case 0xf4 -> number(in.getLong());
        default -> throw new BufferUnderflowException();
      }
    }
  }

  /** Behind each entry of a listpack stands its length, seven bits an octet. */
  private static int lengthOfLength(int length) {
    int octets = 1;
    for (int left = length >>> 7; left > 0; left >>>= 7) {
      octets++;
    }
    return octets;
  }

  /**
   * @throws BufferUnderflowException if it ends too early
   */
  static List<byte[]> ziplist(byte[] bytes) {
    Packed packed = new Packed(bytes);
    packed.skip(2 * Integer.BYTES + Short.BYTES);
    for (int before = packed.octet(); before != END; before = packed.octet()) {
      packed.skip(before == 0xfe ? Integer.BYTES : 0);
      packed.ziplistEntry(packed.octet());
    }
    return packed.entries;
  }

  private void ziplistEntry(int first) {
    switch (first >> 6) {
      case 0 -> text(first);
      case 1 -> text((first & 0x3f) << 8 | octet());
      case 2 -> text(Integer.reverseBytes(in.getInt()));
      default -> {
        switch (first) {
          case 0xc0 -> number(in.getShort());
          case 0xd0 -> number(in.getInt());
          case 0xe0 -> number(in.getLong());
          case 0xf0 -> number(threeOctets());
          case 0xfe -> number(in.get());
          default -> number((first & 0xf) - 1);
        }
      }
    }
  }

  private int octet() {
    return in.get() & 0xff;
  }

  private int threeOctets() {
    return octet() | octet() << 8 | in.get() << 16;
  }

  private void skip(int count) {
    octets(count);
  }

  private void text(int length) {
    entries.add(octets(length));
  }

  private byte[] octets(int count) {
    if (count < 0 || count > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] octets = new byte[count];
    in.get(octets);
    return octets;
  }

  private void number(long number) {
    entries.add(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
  }
}
