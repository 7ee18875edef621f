package io.holdfast.vault.faults;

import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Changes of a store that everybody sees and that a power cut takes back, the last one first. */
final class Unsynced {
  private interface Undo {
    void run() throws IOException;
  }

  private final ObjectStore store;
  private final Deque<Undo> undone = new ArrayDeque<>();

  Unsynced(ObjectStore store) {
    this.store = store;
  }

  void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException {
    store.put(kind, name, content);
    undone.push(() -> store.delete(kind, name));
  }

  void publish(String name) throws IOException {
    store.publish(name);
    undone.push(
        () -> {
          byte[] published = whole(ObjectKind.SNAPSHOT, name);
          store.delete(ObjectKind.SNAPSHOT, name);
          store.put(ObjectKind.STAGED, name, List.of(ByteBuffer.wrap(published)));
        });
  }

  void delete(ObjectKind kind, String name) throws IOException {
    if (store.exists(kind, name)) {
      byte[] deleted = whole(kind, name);
      store.delete(kind, name);
      undone.push(() -> store.put(kind, name, List.of(ByteBuffer.wrap(deleted))));
    }
  }

  private byte[] whole(ObjectKind kind, String name) throws IOException {
    return store.read(kind, name, 0, (int) store.size(kind, name));
  }

  void cutPower() throws IOException {
    while (!undone.isEmpty()) {
      undone.pop().run();
    }
  }
}
