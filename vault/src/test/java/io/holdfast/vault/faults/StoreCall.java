package io.holdfast.vault.faults;

import io.holdfast.vault.store.ObjectKind;

/**
 * One call of a store.
 *
 * @param number among all calls of this store, from 1
 * @param kind of a publication, {@code SNAPSHOT}; of a look whether there is anything, {@code
 *     CONFIG}
 * @param name empty if the call is about no object in particular
 * @param bytes that are put; 0 for any other call
 */
public record StoreCall(int number, Operation operation, ObjectKind kind, String name, long bytes) {
  @Override
  public String toString() {
    return operation + " " + (name.isEmpty() ? kind.name() : kind.path(name)) + ", call " + number;
  }
}
