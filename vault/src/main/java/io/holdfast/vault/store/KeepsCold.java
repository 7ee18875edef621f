package io.holdfast.vault.store;

import java.io.IOException;
import java.util.Optional;

/**
 * A store that can put packs where they are cheap and cannot be read at once. What is there, its
 * listings tell ({@link StoredObject#cold}). Names and bytes MUST NOT change by it, and at every
 * instant the pack MUST be there, in one place or the other.
 */
public interface KeepsCold {
  /** The storage class that packs are moved to; empty if the location names none. */
  Optional<String> coldClass();

  /**
   * Moves a pack there; one that is there already is no failure.
   *
   * @return false if the store locks it and would keep both: then nothing was done
   */
  boolean cool(String pack) throws IOException;

  /** Asks for a pack to be readable for so many days; asking again is no failure. */
  void warm(String pack, int days, Haste haste) throws IOException;

  /** How soon it is wanted, which has its price. */
  enum Haste {
    BULK,
    STANDARD,
    EXPEDITED
  }

  /** The cold tier of a store that has one, whatever stands in front of it. */
  static Optional<KeepsCold> of(ObjectStore store) {
    ObjectStore innermost = ForwardingObjectStore.innermost(store);
    return innermost instanceof KeepsCold tier ? Optional.of(tier) : Optional.empty();
  }
}
