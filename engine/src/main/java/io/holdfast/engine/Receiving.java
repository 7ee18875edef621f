package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.LogReceiver;
import io.holdfast.vault.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Receives the logs of all stores that have one, each on a thread of its own, until this thread is
 * interrupted. What has arrived by then is in the vault when it returns.
 */
public final class Receiving {
  private static final Duration LOOK = Duration.ofMillis(500);

  private final Map<String, LogReceiver> receivers = new LinkedHashMap<>();
  private final Clock clock;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicReference<@Nullable RuntimeException> failed = new AtomicReference<>();

  /** What it tells, from more than one thread. */
  public interface Listener {
    void stored(String store, String reached, long behind);

    void warning(String store, String what);
  }

  /**
   * @param state Holdfast's own directory for this installation
   * @throws HoldfastException HF-207 if no store of the installation has a log to receive
   */
  public Receiving(
      Installation installation, Vault vault, Providers providers, Clock clock, Path state) {
    this.clock = clock;
    for (StoreSpec store : installation.stores()) {
      providers
          .of(store.kind())
          .logReceiver(
              store,
              installation.name(),
              vault,
              clock,
              state.resolve("receive").resolve(store.name()))
          .ifPresent(receiver -> receivers.put(store.name(), receiver));
    }
    if (receivers.isEmpty()) {
      throw new HoldfastException(
          ErrorCode.PLAN_REFUSED,
          "No store of '%s' has a log to receive".formatted(installation.name()),
          "Nothing was done.",
          "Give a store of kind 'postgresql' the key 'physical'; other stores need no receiver.");
    }
  }

  public List<String> stores() {
    return List.copyOf(receivers.keySet());
  }

  /** The first failure of any of them ends all. */
  public void untilInterrupted(Listener listener, Progress progress) {
    List<Thread> threads = new ArrayList<>();
    receivers.forEach(
        (store, receiver) ->
            threads.add(
                Thread.ofPlatform()
                    .name("receive-" + store)
                    .start(() -> receive(store, receiver, listener, progress))));
    while (!Thread.currentThread().isInterrupted() && failed.get() == null) {
      clock.sleep(LOOK);
    }
    ended.set(true);
    boolean interrupted = Thread.interrupted();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException again) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failed.get() instanceof RuntimeException failure) {
      throw failure;
    }
  }

  private void receive(String store, LogReceiver receiver, Listener listener, Progress progress) {
    try {
      receiver.receive(
          ended::get,
          new LogReceiver.Listener() {
            @Override
            public void stored(String reached, long behind) {
              listener.stored(store, reached, behind);
            }

            @Override
            public void warning(String what) {
              listener.warning(store, what);
            }
          },
          progress);
    } catch (RuntimeException failure) {
      failed.compareAndSet(null, failure);
    }
  }
}
