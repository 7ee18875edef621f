package io.holdfast.vault.index;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Shared arenas, and how much is in those that are open. */
public final class CountedArenas implements Supplier<Arena> {
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong most = new AtomicLong();

  @Override
  public Arena get() {
    open.incrementAndGet();
    opened.incrementAndGet();
    Arena arena = Arena.ofShared();
    AtomicLong mine = new AtomicLong();
    return new Arena() {
      @Override
      public MemorySegment allocate(long byteSize, long byteAlignment) {
        mine.addAndGet(byteSize);
        most.accumulateAndGet(bytes.addAndGet(byteSize), Math::max);
        return arena.allocate(byteSize, byteAlignment);
      }

      @Override
      public MemorySegment.Scope scope() {
        return arena.scope();
      }

      @Override
      public void close() {
        arena.close();
        open.decrementAndGet();
        bytes.addAndGet(-mine.get());
      }
    };
  }

  public int open() {
    return open.get();
  }

  /** Ever. */
  public int opened() {
    return opened.get();
  }

  public long bytes() {
    return bytes.get();
  }

  /** At any time. */
  public long most() {
    return most.get();
  }
}
