package io.holdfast.platform.crypto;

import java.security.MessageDigest;

/**
 * SHA-256, AES, Poly1305 and scrypt from one of two sources, which agree to the bit. What is handed
 * out is cheap to make and belongs to one thread at a time.
 */
public interface Cryptography {
  /**
   * The operating system's where it has them, else the JDK's. {@code -Dholdfast.crypto=java} asks
   * for the JDK's.
   */
  static Cryptography fastest() {
    return Chosen.FASTEST;
  }

  /** The JDK's, which is everywhere. */
  static Cryptography ofJava() {
    return new JavaCryptography();
  }

  MessageDigest sha256();

  byte[] hmacSha256(byte[] key, byte[] message);

  /** AES in counter mode; the counter has 128 bits, the highest first. */
  StreamCipher aesCounter(byte[] key);

  /**
   * Poly1305-AES: the multiplier is {@code r}, and the nonce encrypted under {@code k} is added.
   */
  Authenticator poly1305Aes(byte[] k, byte[] r);

  /** RFC 7914. The caller keeps the parameters sane. */
  byte[] scrypt(byte[] password, byte[] salt, int n, int r, int p, int length);

  /** Decides once. */
  final class Chosen {
    private static final Cryptography FASTEST =
        "java".equals(System.getProperty("holdfast.crypto"))
            ? ofJava()
            : OpenSsl.load().orElseGet(Cryptography::ofJava);

    private Chosen() {}
  }
}
