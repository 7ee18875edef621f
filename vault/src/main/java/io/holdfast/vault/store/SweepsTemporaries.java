package io.holdfast.vault.store;

import java.io.IOException;
import java.util.Optional;

/** A store whose killed writers leave something behind that is not an object. */
public interface SweepsTemporaries {
  /**
   * Removes what killed writers left. It MUST NOT remove what a living writer is writing: call it
   * only while holding the vault's only lock, and it spares this process's own temporaries.
   *
   * @return how many were removed
   */
  int sweepTemporaries() throws IOException;

  /** The sweeping of a store that can, whatever stands in front of it. */
  static Optional<SweepsTemporaries> of(ObjectStore store) {
    ObjectStore innermost = ForwardingObjectStore.innermost(store);
    return innermost instanceof SweepsTemporaries sweeping
        ? Optional.of(sweeping)
        : Optional.empty();
  }
}
