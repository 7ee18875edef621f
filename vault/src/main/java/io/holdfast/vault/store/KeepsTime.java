package io.holdfast.vault.store;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** A store with a clock of its own, which nobody sets by setting this machine's. */
public interface KeepsTime {
  /** What time it is where the store is, to the second. */
  Instant storeTime() throws IOException;

  /** The clock of a store that has one, whatever stands in front of it. */
  static Optional<KeepsTime> of(ObjectStore store) {
    ObjectStore innermost = ForwardingObjectStore.innermost(store);
    return innermost instanceof KeepsTime clock ? Optional.of(clock) : Optional.empty();
  }
}
