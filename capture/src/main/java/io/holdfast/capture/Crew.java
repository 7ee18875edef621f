package io.holdfast.capture;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.posix.PosixException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of platform threads that work a tree off. Jobs may add jobs; the newest is taken
 * first, so that a tree is worked depth first and what waits is at most the siblings along a few
 * paths. That, and not a blocking limit, bounds the stack of jobs: a worker that had to wait until
 * there is room for a new job would wait for itself.
 *
 * <p>The first failure ends the work: the other jobs are dropped and the failure is thrown to the
 * caller. What a job must survive (a file that may not be read) it handles itself.
 */
final class Crew {
  /** One piece of work. */
  @FunctionalInterface
  interface Job {
    void run() throws IOException;
  }

  /** Deep chains of directories may be reopened recursively; only touched stack is paid for. */
  private static final long STACK_BYTES = 16L << 20;

  /** How long an interrupted caller waits for what the workers have in hand. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final String name;
  private final int workers;
  private final ArrayDeque<Job> waiting = new ArrayDeque<>();
  private int unfinished;
  private @Nullable Throwable failure;
  private volatile boolean leftBehind;

  Crew(String name, int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("At least one thread is needed, not " + workers);
    }
    this.name = name;
    this.workers = workers;
  }

  synchronized void add(Job job) {
    waiting.push(job);
    unfinished++;
    notify();
  }

  /** Works until all jobs, and those they added, are done. */
  void work() {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      Thread thread =
          Thread.ofPlatform()
              .name("holdfast-" + name + "-", i)
              .daemon()
              .stackSize(STACK_BYTES)
              .unstarted(this::workUntilDone);
      threads.add(thread);
      thread.start();
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException interrupted) {
      stop(interrupted);
      awaitAfterInterruption(threads);
      Thread.currentThread().interrupt();
      throw new HoldfastException(
          ErrorCode.INTERRUPTED,
          "Interrupted during the " + name,
          "The tree that was worked on is unchanged by the interruption.",
          "Run the command again.",
          interrupted);
    }
    rethrow();
  }

  /** A worker may hang in a file system that does not answer; then it is left behind. */
  private void awaitAfterInterruption(List<Thread> threads) {
    try {
      for (Thread thread : threads) {
        thread.join(PATIENCE);
      }
    } catch (InterruptedException again) {
      // Asked twice: whoever asked does not want to wait.
      return;
    } finally {
      leftBehind = threads.stream().anyMatch(Thread::isAlive);
    }
  }

  /** Whether workers are still at work although {@link #work} is over. */
  boolean leftBehind() {
    return leftBehind;
  }

  private void workUntilDone() {
    Job job = next();
    while (job != null) {
      try {
        job.run();
      } catch (Throwable thrown) {
        stop(thrown);
      }
      done();
      job = next();
    }
  }

  private synchronized @Nullable Job next() {
    while (waiting.isEmpty() && unfinished > 0 && failure == null) {
      try {
        wait();
      } catch (InterruptedException interrupted) {
        stop(interrupted);
      }
    }
    return failure == null ? waiting.poll() : null;
  }

  private synchronized void done() {
    unfinished--;
    if (unfinished == 0) {
      notifyAll();
    }
  }

  private synchronized void stop(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    notifyAll();
  }

  private synchronized void rethrow() {
    switch (failure) {
      case null -> {}
      case Error error -> throw error;
      case RuntimeException unchecked -> throw unchecked;
      case IOException io -> throw failed(name, io);
      default -> throw new AssertionError(failure);
    }
  }

  /** An error of the file system that ends the work, as people are told of it. */
  static HoldfastException failed(String during, IOException cause) {
    if (cause instanceof PosixException posix && posix.full()) {
      return new HoldfastException(
          ErrorCode.DISK_FULL,
          "The " + during + " ran out of space: " + posix.getMessage(),
          "What was complete before is unharmed; nothing half-written counts as done.",
          "Make room and run the command again.",
          cause);
    }
    return new HoldfastException(
        ErrorCode.INPUT_OUTPUT,
        "The " + during + " failed: " + cause.getMessage(),
        "What was complete before is unharmed; nothing half-written counts as done.",
        "See to the cause and run the command again.",
        cause);
  }
}
