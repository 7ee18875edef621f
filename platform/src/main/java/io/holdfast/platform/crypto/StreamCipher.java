package io.holdfast.platform.crypto;

/** A cipher in counter mode under one key. Not safe to share between threads. */
@FunctionalInterface
public interface StreamCipher {
  /**
   * Encrypts or decrypts, which are the same, and keeps the length.
   *
   * @param iv 16 bytes
   * @param to may be what it comes from, at the same place
   */
  void apply(byte[] iv, byte[] from, int offset, int length, byte[] to, int at);
}
