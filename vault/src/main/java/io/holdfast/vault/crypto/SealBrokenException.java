package io.holdfast.vault.crypto;

/**
 * Sealed bytes are not what was sealed, or not with this key. Checked: each caller names its
 * object.
 */
public final class SealBrokenException extends Exception {
  private static final long serialVersionUID = 1L;

  public SealBrokenException(String message) {
    super(message);
  }
}
