package io.holdfast.engine.closure;

import java.util.Arrays;

/**
 * Which paths were named, as 64 bits of a hash each: there may be many millions. Two paths with the
 * same bits would hide an orphan, and nothing else.
 */
final class NamedPaths {
  private static final long PRIME = 0x100000001b3L;
  private static final int FIRST = 1 << 10;

  private long[] slots = new long[FIRST];
  private int size;

  void add(String path) {
    if (2 * size >= slots.length) {
      long[] old = slots;
      slots = new long[2 * old.length];
      size = 0;
      Arrays.stream(old).filter(bits -> bits != 0).forEach(this::put);
    }
    put(bits(path));
  }

  boolean contains(String path) {
    return slots[slot(bits(path))] != 0;
  }

  private void put(long bits) {
    int slot = slot(bits);
    if (slots[slot] == 0) {
      slots[slot] = bits;
      size++;
    }
  }

  private int slot(long bits) {
    int slot = (int) (bits >>> 32) & slots.length - 1;
    while (slots[slot] != 0 && slots[slot] != bits) {
      slot = slot + 1 & slots.length - 1;
    }
    return slot;
  }

  /** FNV-1a, mixed; never zero, which marks an empty slot. */
  private static long bits(String path) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < path.length(); i++) {
      hash = (hash ^ path.charAt(i)) * PRIME;
    }
    hash = (hash ^ hash >>> 32) * 0xd6e8feb86659fd93L;
    hash ^= hash >>> 32;
    return hash == 0 ? 1 : hash;
  }
}
