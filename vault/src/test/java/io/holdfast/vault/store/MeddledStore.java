package io.holdfast.vault.store;

import java.io.IOException;

/** A store in which something happens, once, before an object of some kind is deleted. */
public final class MeddledStore extends ForwardingObjectStore {
  private ObjectKind kind = ObjectKind.CONFIG;
  private Runnable deed = () -> {};

  public MeddledStore(ObjectStore store) {
    super(store);
  }

  public void beforeDeleting(ObjectKind deleted, Runnable happens) {
    kind = deleted;
    deed = happens;
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
