package io.holdfast.stores.redis;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Slots of a cluster: which of 16384 parts of its keys a master has. */
final class Slots {
  static final int COUNT = 16384;
  private static final int POLYNOMIAL = 0x1021;

  private Slots() {}

  /** Reads {@code 0-5460} or {@code 7} into {@code slots}. */
  static void add(BitSet slots, String range) {
    String[] ends = range.split("-", 2);
    slots.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
  }

  /** As ranges, {@code 0-5460,7000}. */
  static String inWords(BitSet slots) {
    List<String> ranges = new ArrayList<>();
    int from = slots.nextSetBit(0);
    while (from >= 0) {
      int end = slots.nextClearBit(from);
      ranges.add(end == from + 1 ? Integer.toString(from) : from + "-" + (end - 1));
      from = slots.nextSetBit(end);
    }
    return String.join(",", ranges);
  }

  /** The slot of a key: of what stands between its first braces, if anything does. */
  static int of(byte[] key) {
    int from = 0;
    int to = key.length;
    int open = indexOf(key, '{', 0);
    if (open >= 0) {
      int close = indexOf(key, '}', open + 1);
      if (close > open + 1) {
        from = open + 1;
        to = close;
      }
    }
    int crc = 0;
    for (int at = from; at < to; at++) {
      crc ^= (key[at] & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
      }
      crc &= 0xffff;
    }
    return crc % COUNT;
  }

  private static int indexOf(byte[] key, char wanted, int from) {
    for (int at = from; at < key.length; at++) {
      if (key[at] == wanted) {
        return at;
      }
    }
    return -1;
  }
}
