package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;

/** What a check may not take for damage: a store that did not let it look. */
final class NoAnswer {
  private NoAnswer() {}

  /** Ends the check if this failure says nothing about what the vault holds. */
  static void isNoFinding(HoldfastException failure) {
    switch (failure.code()) {
      case OBJECT_STORE_UNAVAILABLE, OBJECT_STORE_REFUSES_LOGIN, OBJECT_COLD -> throw failure;
      default -> {}
    }
  }
}
