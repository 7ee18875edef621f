package io.holdfast.vault;

import io.holdfast.platform.Randomness;
import io.holdfast.vault.chunk.Chunker;
import io.holdfast.vault.chunk.GearTable;
import io.holdfast.vault.crypto.MasterKey;
import io.holdfast.vault.crypto.Seal;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lends benches. As many exist as threads have been at work at once, because each holds native
 * memory and buffers; all are closed together.
 */
final class Benches implements AutoCloseable {
  private final MasterKey key;
  private final Randomness randomness;
  private final GearTable gear;
  private final Deque<Bench> free = new ArrayDeque<>();
  private boolean closed;

  Benches(MasterKey key, Randomness randomness) {
    this.key = key;
    this.randomness = randomness;
    this.gear = GearTable.of(key);
  }

  /** Must be given back, however the work ends. */
  Bench borrow() {
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("The vault is closed");
      }
      Bench bench = free.pollFirst();
      if (bench != null) {
        return bench;
      }
    }
    return new Bench(new Seal(key, randomness));
  }

  /** Cuts as this vault's key has it. */
  Chunker newChunker() {
    return new Chunker(gear);
  }

  void giveBack(Bench bench) {
    synchronized (this) {
      if (!closed) {
        free.addFirst(bench);
        return;
      }
    }
    bench.close();
  }

  @Override
  public synchronized void close() {
    closed = true;
    free.forEach(Bench::close);
    free.clear();
  }
}
