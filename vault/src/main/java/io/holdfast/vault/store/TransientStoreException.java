package io.holdfast.vault.store;

import java.io.IOException;

/**
 * The store did not do it this time: it was not reached, broke off, or asked to wait. Making the
 * same call again is right, and may succeed. From {@link ObjectStore#put} it also says that nothing
 * was written; where that is not known, it is the cause of an {@link
 * io.holdfast.platform.OutcomeUnknownException}.
 */
public final class TransientStoreException extends IOException {
  private static final long serialVersionUID = 1L;

  public TransientStoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
