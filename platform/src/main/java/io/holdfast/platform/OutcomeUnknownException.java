package io.holdfast.platform;

import java.io.IOException;

/**
 * A write failed when it may have taken effect already, or may still be undone by a power cut.
 * Whoever depends on it has to look, and must not guess.
 */
public final class OutcomeUnknownException extends IOException {
  private static final long serialVersionUID = 1L;

  public OutcomeUnknownException(String message, IOException cause) {
    super(message, cause);
  }
}
