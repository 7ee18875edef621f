package io.holdfast.vault.store;

import java.io.IOException;
import java.util.List;

/**
 * A store in which something happens, once, before an object of some kind is deleted or after those
 * of some kind were listed.
 */
public final class MeddledStore extends ForwardingObjectStore {
  private ObjectKind kind = ObjectKind.CONFIG;
  private ObjectKind listed = ObjectKind.CONFIG;
  private Runnable deed = () -> {};

  public MeddledStore(ObjectStore store) {
    super(store);
  }

  public void beforeDeleting(ObjectKind deleted, Runnable happens) {
    kind = deleted;
    deed = happens;
  }

  public void afterListing(ObjectKind kinds, Runnable happens) {
    listed = kinds;
    deed = happens;
  }

  @Override
  public List<StoredObject> list(ObjectKind kinds) throws IOException {
    List<StoredObject> found = super.list(kinds);
    if (kinds == listed) {
      listed = ObjectKind.CONFIG;
      deed.run();
    }
    return found;
  }

  @Override
  public void delete(ObjectKind deleted, String name) throws IOException {
    if (deleted == kind) {
      kind = ObjectKind.CONFIG;
      deed.run();
    }
    super.delete(deleted, name);
  }
}
