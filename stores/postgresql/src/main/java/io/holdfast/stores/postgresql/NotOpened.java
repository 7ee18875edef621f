package io.holdfast.stores.postgresql;

import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.StoreRestore;
import java.util.Optional;

/** A restored database for which there is no server here. */
record NotOpened(String why) implements StoreRestore.OpenedDatabase {
  @Override
  public Optional<String> unproved() {
    return Optional.of(why);
  }

  @Override
  public ReferenceRows references(String query) {
    throw new IllegalStateException(why);
  }

  @Override
  public void close() {}
}
