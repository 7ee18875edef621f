package io.holdfast.vault.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A store in front of another: it passes on every call, and its subclasses add one thing. */
abstract class ForwardingObjectStore implements ObjectStore {
  private final ObjectStore store;

  ForwardingObjectStore(ObjectStore store) {
    this.store = store;
  }

  /** The store behind all those that stand in front of it. */
  static ObjectStore innermost(ObjectStore store) {
    ObjectStore innermost = store;
    while (innermost instanceof ForwardingObjectStore front) {
      innermost = front.store;
    }
    return innermost;
  }

  @Override
  public void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException {
    store.put(kind, name, content);
  }

  @Override
  public void publish(String name) throws IOException {
    store.publish(name);
  }

  @Override
  public byte[] read(ObjectKind kind, String name, long offset, int length) throws IOException {
    return store.read(kind, name, offset, length);
  }

  @Override
  public void read(ObjectKind kind, String name, long offset, int length, byte[] into)
      throws IOException {
    store.read(kind, name, offset, length, into);
  }

  @Override
  public long size(ObjectKind kind, String name) throws IOException {
    return store.size(kind, name);
  }

  @Override
  public boolean exists(ObjectKind kind, String name) throws IOException {
    return store.exists(kind, name);
  }

  @Override
  public List<StoredObject> list(ObjectKind kind) throws IOException {
    return store.list(kind);
  }

  @Override
  public void delete(ObjectKind kind, String name) throws IOException {
    store.delete(kind, name);
  }

  @Override
  public boolean isEmpty() throws IOException {
    return store.isEmpty();
  }

  @Override
  public String location() {
    return store.location();
  }
}
