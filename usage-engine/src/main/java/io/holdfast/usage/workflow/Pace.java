package io.holdfast.usage.workflow;

import io.holdfast.usage.suspension.Gate;
import io.holdfast.usage.suspension.Worker;

/**
 * Holds all workflows together to so many records a second; 0 is no limit. A suspension ends the
 * waiting, so that a batch at a low rate still drains at once.
 */
public final class Pace {
  private static final long LONGEST_WAIT_MILLIS = 50;
  private final long recordsPerSecond;
  private long nextFree = System.nanoTime();

  public Pace(long recordsPerSecond) {
    this.recordsPerSecond = recordsPerSecond;
  }

  void take(int records, Gate gate, Worker worker) throws InterruptedException {
    if (recordsPerSecond == 0) {
      return;
    }
    long mine = reserve(records);
    long left = mine - System.nanoTime();
    while (left > 0 && gate.mayContinue(worker)) {
      Thread.sleep(Math.clamp(left / 1_000_000, 1, LONGEST_WAIT_MILLIS));
      left = mine - System.nanoTime();
    }
  }

  private synchronized long reserve(int records) {
    long now = System.nanoTime();
    nextFree = Math.max(nextFree, now) + records * 1_000_000_000L / recordsPerSecond;
    return nextFree;
  }
}
