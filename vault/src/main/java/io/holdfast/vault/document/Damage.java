package io.holdfast.vault.document;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import org.jspecify.annotations.Nullable;

/** Says that an object is damaged, always in the same words. */
public final class Damage {
  private Damage() {}

  /**
   * @param path the object as a person finds it, such as {@code index/3f…}
   * @param reason what was expected and what was found, as the end of a sentence
   */
  public static HoldfastException of(String path, String reason, @Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.OBJECT_DAMAGED,
        path + " is damaged: " + reason,
        "Objects are never changed after they are written: everything that does not need this one"
            + " is unharmed.",
        "Run 'holdfast vault check --read-data' to see what else is damaged, and restore the object"
            + " from a copy of the vault.",
        cause);
  }
}
