package io.holdfast.vault.faults;

/** What a store is asked to do. */
public enum Operation {
  PUT,
  PUBLISH,
  READ,
  SIZE,
  EXISTS,
  LIST,
  DELETE,
  IS_EMPTY;

  /** Whether the store is another one afterwards. */
  boolean changes() {
    return this == PUT || this == PUBLISH || this == DELETE;
  }
}
