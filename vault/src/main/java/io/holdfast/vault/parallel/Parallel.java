package io.holdfast.vault.parallel;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does one thing to each item of a list, on a few threads. The first failure ends the rest. */
public final class Parallel {
  private static final ScopedValue<Boolean> ALONE = ScopedValue.newInstance();

  private Parallel() {}

  /**
   * Runs work whose items this thread does one after the other, so that their order is known: a
   * simulation could not repeat what it has found otherwise.
   */
  public static void alone(Runnable work) {
    ScopedValue.where(ALONE, true).run(work);
  }

  /** Whether this thread is to do everything itself. */
  public static boolean isAlone() {
    return ALONE.isBound();
  }

  public static <T> void forEach(String name, int threads, List<T> items, Consumer<T> action) {
    int count = isAlone() ? 1 : Math.min(threads, items.size());
    if (count <= 1) {
      items.forEach(action);
      return;
    }
    AtomicInteger cursor = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Runnable work =
        () -> {
          int at = cursor.getAndIncrement();
          while (at < items.size() && failure.get() == null) {
            try {
              action.accept(items.get(at));
            } catch (RuntimeException | Error thrown) {
              failure.compareAndSet(null, thrown);
            }
            at = cursor.getAndIncrement();
          }
        };
    Thread[] workers = new Thread[count];
    for (int i = 0; i < count; i++) {
      workers[i] = Thread.ofPlatform().name(name + "-" + i).daemon().start(work);
    }
    join(workers, failure);
    switch (failure.get()) {
      case null -> {}
      case RuntimeException thrown -> throw thrown;
      case Error thrown -> throw thrown;
      case Throwable impossible -> throw new IllegalStateException(impossible);
    }
  }

  private static void join(Thread[] workers, AtomicReference<@Nullable Throwable> failure) {
    for (Thread worker : workers) {
      try {
        worker.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        failure.compareAndSet(
            null,
            new HoldfastException(
                ErrorCode.INTERRUPTED,
                "Interrupted while reading the vault.",
                "Nothing in the vault was changed.",
                "Run the command again."));
        return;
      }
    }
  }
}
