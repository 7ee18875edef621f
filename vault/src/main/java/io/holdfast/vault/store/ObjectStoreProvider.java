package io.holdfast.vault.store;

import io.holdfast.platform.Clock;

/**
 * Opens stores of one kind. Found by {@link java.util.ServiceLoader}, so that the libraries of an
 * ecosystem are loaded only by those who keep a vault there.
 */
public interface ObjectStoreProvider {
  /** What stands before {@code ://} in the locations that it opens. */
  String scheme();

  /**
   * A store at a place, which need not exist. Makes no request: what is wrong with the place is
   * told by the first call that needs it.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-201 if the location is malformed
   */
  ObjectStore open(String location, Clock clock);
}
