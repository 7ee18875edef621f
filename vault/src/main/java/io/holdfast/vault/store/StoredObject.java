package io.holdfast.vault.store;

import org.jspecify.annotations.Nullable;

/**
 * An object as a listing shows it.
 *
 * @param cold null unless it lies where it cannot be read at once, or not without a price
 */
public record StoredObject(String name, long size, @Nullable Cold cold) {
  /** One that is read like any other. */
  public StoredObject(String name, long size) {
    this(name, size, null);
  }
}
