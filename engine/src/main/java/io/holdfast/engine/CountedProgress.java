package io.holdfast.engine;

import io.holdfast.model.progress.Progress;
import java.util.concurrent.atomic.AtomicLong;

/** Progress that can be asked whether there is any: what the lease is renewed by. */
final class CountedProgress implements Progress {
  private final Progress told;
  private final AtomicLong done = new AtomicLong();

  CountedProgress(Progress told) {
    this.told = told;
  }

  /** How often something was done; a measure that only grows, in no unit. */
  long done() {
    return done.get();
  }

  /** A piece of work that tells of no progress itself has ended. */
  void count() {
    done.incrementAndGet();
  }

  @Override
  public Phase begin(String name, Unit unit, long total) {
    Phase phase = told.begin(name, unit, total);
    return new Phase() {
      @Override
      public void advance(long amount) {
        if (amount > 0) {
          count();
        }
        phase.advance(amount);
      }

      @Override
      public void total(long newTotal) {
        phase.total(newTotal);
      }

      @Override
      public void close() {
        phase.close();
      }
    };
  }
}
