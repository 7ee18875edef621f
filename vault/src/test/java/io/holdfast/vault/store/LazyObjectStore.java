package io.holdfast.vault.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A store that does not hold to its contract: it lists late, and forgets what it was to delete. */
public final class LazyObjectStore implements ObjectStore {
  private final ObjectStore store;
  private final Set<ObjectKind> forgetful = EnumSet.noneOf(ObjectKind.class);
  private final Set<String> unlisted = new HashSet<>();

  public LazyObjectStore(ObjectStore store) {
    this.store = store;
  }

  /** From now on deletes of this kind say that they have worked, and have not. */
  public void forgetDeletesOf(ObjectKind kind) {
    forgetful.add(kind);
  }

  /** From now on this object is in no listing. */
  public void unlist(String name) {
    unlisted.add(name);
  }

  /** From now on everything is as it should be. */
  public void recover() {
    forgetful.clear();
    unlisted.clear();
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
  public long size(ObjectKind kind, String name) throws IOException {
    return store.size(kind, name);
  }

  @Override
  public boolean exists(ObjectKind kind, String name) throws IOException {
    return store.exists(kind, name);
  }

  @Override
  public List<StoredObject> list(ObjectKind kind) throws IOException {
    return store.list(kind).stream().filter(object -> !unlisted.contains(object.name())).toList();
  }

  @Override
  public void delete(ObjectKind kind, String name) throws IOException {
    if (!forgetful.contains(kind)) {
      store.delete(kind, name);
    }
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
