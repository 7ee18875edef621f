package io.holdfast.capture;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.posix.PosixException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Platform threads that work a tree off, as many as pay ({@link Concurrency}). Jobs may add jobs;
 * the newest is taken first, so that a tree is worked depth first and what waits is at most the
 * siblings along a few paths. That, and not a blocking limit, bounds the stack of jobs: a worker
 * that had to wait until there is room for a new job would wait for itself.
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

  /** Between two decisions how many workers there should be. */
  private static final Duration EPOCH = Duration.ofMillis(50);

  /** How long an interrupted caller waits for what the workers have in hand. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** More than the crews of all stores together ever hire; a bound all the same. */
  private static final int MOST_THREADS = 4096;

  private static final Duration IDLE = Duration.ofMinutes(1);

  /**
   * The threads stay for a while after their work: those of the last warm round do the sweep, and
   * the window pays neither for making them nor for the native memory that each takes for itself.
   */
  private static final ExecutorService THREADS =
      new ThreadPoolExecutor(
          0,
          MOST_THREADS,
          IDLE.toSeconds(),
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().stackSize(STACK_BYTES).name("holdfast-idle").factory());

  private final String name;
  private final Concurrency concurrency;
  private final LongAdder worked = new LongAdder();
  private final CountDownLatch over = new CountDownLatch(1);
  private final ArrayDeque<Job> waiting = new ArrayDeque<>();
  private int unfinished;
  private int busy;
  private int limit;
  private @Nullable Throwable failure;
  private volatile boolean leftBehind;

  Crew(String name, int workers) {
    this(name, Concurrency.fixed(workers));
  }

  Crew(String name, Concurrency concurrency) {
    this.name = name;
    this.concurrency = concurrency;
    this.limit = concurrency.workers();
  }

  synchronized void add(Job job) {
    waiting.push(job);
    unfinished++;
    notify();
  }

  /** Works until all jobs, and those they added, are done. There may be none. */
  void work() {
    if (isIdle()) {
      return;
    }
    List<Future<?>> workers = new ArrayList<>();
    try {
      adapt(workers);
      for (Future<?> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("A worker keeps what its jobs throw", impossible);
    } catch (InterruptedException interrupted) {
      stop(interrupted);
      awaitAfterInterruption(workers);
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

  /** Returns when all is done or failed. */
  private void adapt(List<Future<?>> workers) throws InterruptedException {
    hire(workers);
    long before = worked.sum();
    while (!over.await(EPOCH.toMillis(), TimeUnit.MILLISECONDS)) {
      long now = worked.sum();
      concurrency.measured(now - before, isWaiting());
      before = now;
      hire(workers);
    }
  }

  private synchronized boolean isIdle() {
    return unfinished == 0;
  }

  private synchronized boolean isWaiting() {
    return !waiting.isEmpty();
  }

  private void hire(List<Future<?>> workers) {
    int wanted = concurrency.workers();
    synchronized (this) {
      limit = wanted;
      notifyAll();
    }
    while (workers.size() < wanted) {
      String worker = "holdfast-" + name + "-" + workers.size();
      workers.add(THREADS.submit(() -> workAs(worker)));
    }
  }

  private void workAs(String worker) {
    Thread thread = Thread.currentThread();
    String idle = thread.getName();
    thread.setName(worker);
    workUntilDone();
    thread.setName(idle);
  }

  /** Says how much a job did, so that it is seen whether more workers do more. */
  void worked(long amount) {
    worked.add(amount);
  }

  /** A worker may hang in a file system that does not answer; then it is left behind. */
  private void awaitAfterInterruption(List<Future<?>> workers) {
    try {
      for (Future<?> worker : workers) {
        worker.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException | TimeoutException again) {
      // Asked twice, or asked a worker that hangs: whoever asked does not want to wait.
      return;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("A worker keeps what its jobs throw", impossible);
    } finally {
      leftBehind = workers.stream().anyMatch(worker -> !worker.isDone());
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
    while ((waiting.isEmpty() || busy >= limit) && unfinished > 0 && failure == null) {
      try {
        wait();
      } catch (InterruptedException interrupted) {
        stop(interrupted);
      }
    }
    Job job = failure == null ? waiting.poll() : null;
    if (job != null) {
      busy++;
    }
    return job;
  }

  private synchronized void done() {
    unfinished--;
    busy--;
    if (unfinished == 0) {
      over.countDown();
      notifyAll();
    }
  }

  private synchronized void stop(Throwable cause) {
    if (failure == null) {
      failure = cause;
    }
    over.countDown();
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
