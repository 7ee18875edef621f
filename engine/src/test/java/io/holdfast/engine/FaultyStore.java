package io.holdfast.engine;

import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoredObject;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Objects in memory, behind a connection that breaks at a chosen call and stays broken. */
final class FaultyStore implements ObjectStore {
  private final Map<String, byte[]> objects = new ConcurrentSkipListMap<>();
  private final List<String> puts = new ArrayList<>();
  private int calls;
  private int breakAt = Integer.MAX_VALUE;
  private boolean actsBeforeBreaking;

  FaultyStore copy() {
    FaultyStore copy = new FaultyStore();
    copy.objects.putAll(objects);
    return copy;
  }

  /**
   * From its {@code call}-th call on, counted from now and from 1, every call fails.
   *
   * @param acts whether that call takes effect before it fails, as when only the answer is lost
   */
  synchronized void breakAt(int call, boolean acts) {
    calls = 0;
    breakAt = call;
    actsBeforeBreaking = acts;
  }

  synchronized void repair() {
    calls = 0;
    breakAt = Integer.MAX_VALUE;
  }

  synchronized int calls() {
    return calls;
  }

  /** As if a disk had lost all objects of a kind. */
  void lose(ObjectKind kind) {
    objects.keySet().removeIf(path -> path.startsWith(kind.directory() + "/"));
  }

  /** Alters the last byte of all objects of a kind. */
  void damage(ObjectKind kind) {
    objects.replaceAll(
        (path, bytes) -> {
          if (!path.startsWith(kind.directory() + "/")) {
            return bytes;
          }
          byte[] damaged = bytes.clone();
          damaged[damaged.length - 1] ^= 1;
          return damaged;
        });
  }

  /** What was put, in order, by kind. */
  synchronized List<String> puts() {
    return List.copyOf(puts);
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private synchronized <T> T call(Call<T> call) throws IOException {
    calls++;
    if (calls < breakAt) {
      return call.run();
    }
    if (calls == breakAt && actsBeforeBreaking) {
      call.run();
    }
    throw new IOException("the connection broke at call " + breakAt);
  }

  @Override
  public void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException {
    call(
        () -> {
          ByteBuffer whole =
              ByteBuffer.allocate(content.stream().mapToInt(ByteBuffer::remaining).sum());
          content.forEach(whole::put);
          if (objects.putIfAbsent(kind.path(name), whole.array()) != null) {
            throw new FileAlreadyExistsException(kind.path(name));
          }
          puts.add(kind.name());
          return true;
        });
  }

  @Override
  public void publish(String name) throws IOException {
    call(
        () -> {
          String staged = ObjectKind.STAGED.path(name);
          byte[] snapshot = get(ObjectKind.STAGED, name);
          objects.remove(staged);
          objects.put(ObjectKind.SNAPSHOT.path(name), snapshot);
          puts.add(ObjectKind.SNAPSHOT.name());
          return true;
        });
  }

  private byte[] get(ObjectKind kind, String name) throws IOException {
    byte[] bytes = objects.get(kind.path(name));
    if (bytes == null) {
      throw new NoSuchFileException(kind.path(name));
    }
    return bytes;
  }

  @Override
  public byte[] read(ObjectKind kind, String name, long offset, int length) throws IOException {
    return call(
        () -> {
          byte[] bytes = get(kind, name);
          if (offset + length > bytes.length) {
            throw new EOFException(kind.path(name) + " ends at " + bytes.length);
          }
          return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
        });
  }

  @Override
  public long size(ObjectKind kind, String name) throws IOException {
    return call(() -> (long) get(kind, name).length);
  }

  @Override
  public boolean exists(ObjectKind kind, String name) throws IOException {
    return call(() -> objects.containsKey(kind.path(name)));
  }

  @Override
  public List<StoredObject> list(ObjectKind kind) throws IOException {
    String prefix = kind == ObjectKind.CONFIG ? "config" : kind.directory() + "/";
    return call(
        () ->
            objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(
                    entry ->
                        new StoredObject(
                            entry.getKey().substring(entry.getKey().lastIndexOf('/') + 1),
                            entry.getValue().length))
                .toList());
  }

  @Override
  public void delete(ObjectKind kind, String name) throws IOException {
    call(() -> objects.remove(kind.path(name)) != null);
  }

  @Override
  public boolean isEmpty() throws IOException {
    return call(objects::isEmpty);
  }

  @Override
  public String location() {
    return "memory";
  }
}
