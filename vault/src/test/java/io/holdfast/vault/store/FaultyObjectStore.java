package io.holdfast.vault.store;

import io.holdfast.platform.OutcomeUnknownException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A store that fails as told: at one call, or at one call and ever after, as if the process had
 * been killed there. Calls are counted from 1 in the order they arrive.
 */
public final class FaultyObjectStore implements ObjectStore {
  /** What happens at the chosen call. */
  public enum Fault {
    /** That call fails, with no effect; later ones work. */
    FAIL_ONCE,
    /** As {@link #FAIL_ONCE}, because the disk is full. */
    DISK_FULL,
    /** That call has its effect and fails, as when the answer is lost; later ones work. */
    ANSWER_LOST,
    /** As {@link #FAIL_ONCE}, and the store says that it cannot tell. */
    NOT_SURE,
    /** That call has no effect, and nothing later happens. */
    CRASH_BEFORE,
    /** That call has its effect, but the caller never learns of it, and nothing later happens. */
    CRASH_AFTER
  }

  private final ObjectStore store;
  private final Fault fault;
  private final int at;
  private final AtomicInteger calls = new AtomicInteger();

  public FaultyObjectStore(ObjectStore store, Fault fault, int at) {
    this.store = store;
    this.fault = fault;
    this.at = at;
  }

  public int calls() {
    return calls.get();
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T call(Call<T> call) throws IOException {
    int number = calls.incrementAndGet();
    boolean crashing = fault == Fault.CRASH_BEFORE || fault == Fault.CRASH_AFTER;
    if (number < at || (number > at && !crashing)) {
      return call.run();
    }
    if (number == at && (fault == Fault.CRASH_AFTER || fault == Fault.ANSWER_LOST)) {
      call.run();
    }
    IOException failure =
        new IOException(
            fault == Fault.DISK_FULL
                ? "No space left on device"
                : "fault " + fault + " at call " + at);
    throw fault == Fault.NOT_SURE
        ? new OutcomeUnknownException("it cannot be told", failure)
        : failure;
  }

  @Override
  public void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException {
    call(
        () -> {
          store.put(kind, name, content);
          return true;
        });
  }

  @Override
  public void publish(String name) throws IOException {
    call(
        () -> {
          store.publish(name);
          return true;
        });
  }

  @Override
  public byte[] read(ObjectKind kind, String name, long offset, int length) throws IOException {
    return call(() -> store.read(kind, name, offset, length));
  }

  @Override
  public long size(ObjectKind kind, String name) throws IOException {
    return call(() -> store.size(kind, name));
  }

  @Override
  public boolean exists(ObjectKind kind, String name) throws IOException {
    return call(() -> store.exists(kind, name));
  }

  @Override
  public List<StoredObject> list(ObjectKind kind) throws IOException {
    return call(() -> store.list(kind));
  }

  @Override
  public void delete(ObjectKind kind, String name) throws IOException {
    call(
        () -> {
          store.delete(kind, name);
          return true;
        });
  }

  @Override
  public boolean isEmpty() throws IOException {
    return call(store::isEmpty);
  }

  @Override
  public String location() {
    return store.location();
  }
}
