package io.holdfast.vault.faults;

import java.io.IOException;

/** Decides what becomes of a store's calls, one after the other. */
@FunctionalInterface
public interface Script {
  /** {@link Fault#NONE} if there is nothing to say against this one. */
  Fault of(StoreCall call) throws IOException;
}
