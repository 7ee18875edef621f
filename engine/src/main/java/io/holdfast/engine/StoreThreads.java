package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.stores.Store;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Does one step of several stores at the same time, each store on one thread, while the
 * coordinator's own thread waits, watches, and alone decides. So a store that hangs holds up
 * nothing but itself: the coordinator can resume processing and leave it behind.
 *
 * <p>A failure ends it for good: the other stores are interrupted, and no further step can begin.
 */
final class StoreThreads implements AutoCloseable {
  /** More stores than this take turns. */
  private static final int AT_ONCE = 8;

  /** How often the coordinator looks up while it waits; the precision of budget and lease. */
  private static final long LOOK_MILLIS = 10;

  /** How long stores that were interrupted may take to end before they are left behind. */
  private static final long GRACE_SECONDS = 5;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          AT_ONCE, work -> Thread.ofPlatform().daemon().name("store").unstarted(work));

  /** A step that gives nothing back. */
  void each(List<Store> stores, Runnable meanwhile, Step step) {
    each(
        stores,
        meanwhile,
        store -> {
          step.of(store);
          return store;
        },
        (store, same) -> {});
  }

  /** A step of a store. */
  interface Step {
    void of(Store store);
  }

  /**
   * Returns when every store has done the step.
   *
   * @param meanwhile called again and again by this thread; what it throws ends the step
   * @param done told of each store by this thread, in the order in which they end
   * @throws HoldfastException HF-130 if this thread is interrupted, or whatever the first store
   *     that failed threw
   */
  <T> void each(
      List<Store> stores, Runnable meanwhile, Function<Store, T> step, BiConsumer<Store, T> done) {
    Backup.stopIfInterrupted();
    CompletionService<T> ends =
        new ExecutorCompletionService<>(threads, new ArrayBlockingQueue<>(stores.size()));
    Map<Future<T>, Store> working = new HashMap<>();
    boolean whole = false;
    try {
      stores.forEach(store -> working.put(ends.submit(() -> step.apply(store)), store));
      while (!working.isEmpty()) {
        Future<T> ended = ends.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (ended != null) {
          Store store = working.remove(ended);
          T result = ended.get();
          if (store != null) {
            done.accept(store, result);
          }
        }
        meanwhile.run();
      }
      whole = true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      Backup.stopIfInterrupted();
    } catch (ExecutionException failed) {
      throw causeOf(failed);
    } finally {
      if (!whole) {
        threads.shutdownNow();
      }
    }
  }

  /** Something that goes on beside a step and is never waited for. */
  Future<?> beside(Runnable work) {
    return threads.submit(work);
  }

  /**
   * Waits for what was interrupted, but not for ever. MUST come after processing was resumed and
   * before the stores are closed.
   */
  @Override
  public void close() {
    threads.shutdownNow();
    boolean interrupted = Thread.interrupted();
    try {
      threads.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException again) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuntimeException causeOf(ExecutionException failed) {
    @Nullable Throwable cause = failed.getCause();
    if (cause instanceof RuntimeException known) {
      return known;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return new HoldfastException(
        ErrorCode.INTERNAL,
        "A store failed: " + cause,
        "Processing runs; no set was sealed.",
        "Report this with the log.",
        cause);
  }
}
