package io.holdfast.vault.store;

import io.holdfast.platform.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Tells every call, how long it took and how it ended: for finding out why a store is slow. */
public final class LoggedObjectStore extends ForwardingObjectStore {
  private final Clock clock;
  private final Consumer<String> log;

  /** The log may be called by many threads at once. */
  public LoggedObjectStore(ObjectStore store, Clock clock, Consumer<String> log) {
    super(store);
    this.clock = clock;
    this.log = log;
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T log(String what, Call<T> call) throws IOException {
    long began = clock.nanos();
    try {
      T result = call.run();
      tell(what, began, result instanceof List<?> list ? list.size() + " objects" : "done");
      return result;
    } catch (IOException failure) {
      tell(what, began, failure.toString());
      throw failure;
    }
  }

  private void tell(String what, long began, String end) {
    long millis = Duration.ofNanos(clock.nanos() - began).toMillis();
    log.accept("store: %s: %d ms, %s".formatted(what, millis, end));
  }

  @Override
  public void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException {
    long bytes = content.stream().mapToLong(ByteBuffer::remaining).sum();
    log(
        "put %s, %d bytes".formatted(kind.path(name), bytes),
        () -> {
          super.put(kind, name, content);
          return true;
        });
  }

  @Override
  public void publish(String name) throws IOException {
    log(
        "publish " + ObjectKind.STAGED.path(name),
        () -> {
          super.publish(name);
          return true;
        });
  }

  @Override
  public byte[] read(ObjectKind kind, String name, long offset, int length) throws IOException {
    return log(range(kind, name, offset, length), () -> super.read(kind, name, offset, length));
  }

  @Override
  public void read(ObjectKind kind, String name, long offset, int length, byte[] into)
      throws IOException {
    log(
        range(kind, name, offset, length),
        () -> {
          super.read(kind, name, offset, length, into);
          return true;
        });
  }

  private static String range(ObjectKind kind, String name, long offset, int length) {
    return "read %s, %d bytes at %d".formatted(kind.path(name), length, offset);
  }

  @Override
  public long size(ObjectKind kind, String name) throws IOException {
    return log("size of " + kind.path(name), () -> super.size(kind, name));
  }

  @Override
  public boolean exists(ObjectKind kind, String name) throws IOException {
    return log("look for " + kind.path(name), () -> super.exists(kind, name));
  }

  @Override
  public List<StoredObject> list(ObjectKind kind) throws IOException {
    return log("list " + kind.directory(), () -> super.list(kind));
  }

  @Override
  public void delete(ObjectKind kind, String name) throws IOException {
    log(
        "delete " + kind.path(name),
        () -> {
          super.delete(kind, name);
          return true;
        });
  }

  @Override
  public boolean isEmpty() throws IOException {
    return log("look whether anything is there", super::isEmpty);
  }
}
