package io.holdfast.vault.store;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A store that does not hold to its contract: it lists late, and forgets what it was to delete. */
public final class LazyObjectStore extends ForwardingObjectStore {
  private final Set<ObjectKind> forgetful = EnumSet.noneOf(ObjectKind.class);
  private final Set<String> unlisted = new HashSet<>();

  public LazyObjectStore(ObjectStore store) {
    super(store);
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
  public List<StoredObject> list(ObjectKind kind) throws IOException {
    return super.list(kind).stream().filter(object -> !unlisted.contains(object.name())).toList();
  }

  @Override
  public void delete(ObjectKind kind, String name) throws IOException {
    if (!forgetful.contains(kind)) {
      super.delete(kind, name);
    }
  }
}
