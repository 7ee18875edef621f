package io.holdfast.vault.store;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.OutcomeUnknownException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Locale;

/** Tells an operator what a store's failure means. */
public final class StoreFailure {
  private StoreFailure() {}

  /**
   * @param doing what was attempted, as in "write data/21/2159…"
   */
  public static HoldfastException of(IOException failure, ObjectStore store, String doing) {
    String what = "Could not " + doing + " in " + store.location() + ": " + reason(failure);
    Throwable known = failure instanceof OutcomeUnknownException ? failure.getCause() : failure;
    if (known instanceof StoreRefusedException refused) {
      return new HoldfastException(refused.code(), what, refused.safe(), refused.next(), failure);
    }
    if (known instanceof TransientStoreException) {
      return new HoldfastException(
          ErrorCode.OBJECT_STORE_UNAVAILABLE,
          what,
          "All snapshots in the vault are unharmed; what was already written is reused by the next"
              + " run.",
          "Check the endpoint and the network, then run the command again.",
          failure);
    }
    if (failure instanceof AccessDeniedException || saysOneOf(failure, "read-only file system")) {
      return new HoldfastException(
          ErrorCode.VAULT_NO_ACCESS,
          what,
          "Nothing in the vault was changed.",
          "Give the user that runs Holdfast, or its role, read and write access to the vault.",
          failure);
    }
    if (failure instanceof NoSuchFileException) {
      return new HoldfastException(
          ErrorCode.BLOB_MISSING,
          what,
          "Everything that does not need this object can still be restored.",
          "Run 'holdfast vault check' to see what is missing.",
          failure);
    }
    if (saysOneOf(failure, "no space left", "quota exceeded")) {
      return new HoldfastException(
          ErrorCode.DISK_FULL,
          what,
          "All snapshots in the vault are unharmed; what was already written is reused by the next"
              + " run.",
          "Free space at the vault's location and run the command again.",
          failure);
    }
    return new HoldfastException(
        ErrorCode.INPUT_OUTPUT,
        what,
        "All snapshots in the vault are unharmed.",
        "Check the storage and the connection to it, then run the command again.",
        failure);
  }

  /** Java has no types for these; the words are the operating system's. */
  private static boolean saysOneOf(IOException failure, String... phrases) {
    String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return Arrays.stream(phrases).anyMatch(text::contains);
  }

  private static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException denied) {
      String said = denied.getReason();
      return said == null ? "permission denied" : "permission denied: " + said;
    }
    if (failure instanceof NoSuchFileException) {
      return "it does not exist";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
