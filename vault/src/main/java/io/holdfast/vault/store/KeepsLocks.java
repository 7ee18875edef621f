package io.holdfast.vault.store;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A store that keeps objects under locks, and refuses to delete them before a lock's end. */
public interface KeepsLocks {
  /**
   * Until when an object cannot be deleted, {@link Instant#MAX} if there is no end to it; empty if
   * it can be deleted now, by the store's clock, or is not there.
   */
  Optional<Instant> lockedUntil(ObjectKind kind, String name) throws IOException;

  /**
   * Locks an object until then at least. A lock MUST NOT become shorter or weaker by it: one that
   * lasts longer stays as it is.
   */
  void extendLock(ObjectKind kind, String name, Instant until) throws IOException;

  /** The locks of a store that has them, whatever stands in front of it. */
  static Optional<KeepsLocks> of(ObjectStore store) {
    ObjectStore innermost = ForwardingObjectStore.innermost(store);
    return innermost instanceof KeepsLocks locks ? Optional.of(locks) : Optional.empty();
  }
}
