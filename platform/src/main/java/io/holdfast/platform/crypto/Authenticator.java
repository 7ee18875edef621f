package io.holdfast.platform.crypto;

/** Codes for messages under one key, a nonce each. Not safe to share between threads. */
@FunctionalInterface
public interface Authenticator {
  /** Of a code. */
  int BYTES = 16;

  /**
   * Writes the code of a message.
   *
   * @param nonce 16 bytes
   * @param to where {@link #BYTES} are written, beginning at {@code at}
   */
  void code(byte[] nonce, byte[] message, int offset, int length, byte[] to, int at);
}
