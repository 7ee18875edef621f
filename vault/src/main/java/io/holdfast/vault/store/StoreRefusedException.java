package io.holdfast.vault.store;

import io.holdfast.model.error.ErrorCode;
import java.io.IOException;

/**
 * The store answered and refused, for a reason that it knows better than anybody above it. Nothing
 * took effect, and the same call will be refused again.
 */
public final class StoreRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String safe;
  private final String next;

  /**
   * @param message the reason, to stand after "Could not read … in …: "
   */
  public StoreRefusedException(ErrorCode code, String message, String safe, String next) {
    super(message);
    this.code = code;
    this.safe = safe;
    this.next = next;
  }

  ErrorCode code() {
    return code;
  }

  String safe() {
    return safe;
  }

  String next() {
    return next;
  }
}
