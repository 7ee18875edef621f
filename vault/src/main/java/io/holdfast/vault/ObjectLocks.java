package io.holdfast.vault;

import io.holdfast.vault.store.KeepsLocks;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** What the store itself keeps from being deleted; nothing, where it knows no locks. */
final class ObjectLocks {
  private final ObjectStore store;
  private final Optional<KeepsLocks> locks;

  ObjectLocks(ObjectStore store) {
    this.store = store;
    this.locks = KeepsLocks.of(store);
  }

  /** Until when; {@link Instant#MAX} if there is no end to it, empty if it is not locked. */
  Optional<Instant> until(ObjectKind kind, String name) {
    if (locks.isEmpty()) {
      return Optional.empty();
    }
    try {
      return locks.get().lockedUntil(kind, name);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "look for the lock of " + kind.path(name));
    }
  }

  boolean has(ObjectKind kind, String name) {
    return until(kind, name).isPresent();
  }
}
