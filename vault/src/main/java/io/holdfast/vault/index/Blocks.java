package io.holdfast.vault.index;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Memory outside the heap for one table, in blocks of one size that are used again: what grows by
 * being written anew would leave holes in a general allocator, half as much again after a while.
 * All is given back at once, by {@link #close}; a table that asks for nothing takes nothing.
 */
final class Blocks implements AutoCloseable {
  /** In bytes. */
  static final int SIZE = 16 * 1024;

  /** Blocks that are taken from the system at once. */
  static final int AT_ONCE = 64;

  private final Supplier<Arena> arenas;
  private @Nullable Arena arena;
  private final Deque<MemorySegment> free = new ArrayDeque<>();

  Blocks(Supplier<Arena> arenas) {
    this.arenas = arenas;
  }

  /** Makes sure that the next blocks can be had, so that nobody fails halfway. */
  void reserve(int count) {
    while (free.size() < count) {
      MemorySegment more = allocate((long) AT_ONCE * SIZE);
      for (int i = 0; i < AT_ONCE; i++) {
        free.addLast(more.asSlice((long) i * SIZE, SIZE));
      }
    }
  }

  MemorySegment take() {
    reserve(1);
    return free.removeFirst();
  }

  void giveBack(MemorySegment block) {
    free.addFirst(block);
  }

  /** Memory of another size, which stays as long as this. */
  MemorySegment allocate(long bytes) {
    if (arena == null) {
      arena = arenas.get();
    }
    return arena.allocate(bytes);
  }

  @Override
  public void close() {
    if (arena != null) {
      arena.close();
    }
  }
}
