package io.holdfast.usage.workflow;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Inter-workflow batches that wait for the aggregation; bounded, so that the disk cannot fill up.
 */
public final class Backlog {
  private static final int MOST = 64;
  private final AtomicInteger waiting;

  public Backlog(int waiting) {
    this.waiting = new AtomicInteger(waiting);
  }

  boolean full() {
    return waiting.get() >= MOST;
  }

  void produced() {
    waiting.incrementAndGet();
  }

  void consumed(int batches) {
    waiting.addAndGet(-batches);
  }

  public int waiting() {
    return waiting.get();
  }
}
