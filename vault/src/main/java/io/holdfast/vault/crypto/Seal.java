package io.holdfast.vault.crypto;

import io.holdfast.platform.Randomness;
import io.holdfast.platform.crypto.Authenticator;
import io.holdfast.platform.crypto.Cryptography;
import io.holdfast.platform.crypto.StreamCipher;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Seals and opens: {@code IV(16) || AES-256-CTR(plaintext) || Poly1305-AES(16)}, the MAC over the
 * ciphertext with the IV as its nonce. Not safe to share between threads; cheap to make.
 */
public final class Seal {
  /** What a seal adds to its plaintext. */
  public static final int OVERHEAD = 32;

  private static final int IV = 16;
  private static final int MAC = Authenticator.BYTES;

  private final Randomness randomness;
  private final StreamCipher cipher;
  private final Authenticator authenticator;

  public Seal(MasterKey key, Randomness randomness) {
    this(key, randomness, Cryptography.fastest());
  }

  Seal(MasterKey key, Randomness randomness, Cryptography cryptography) {
    this.randomness = randomness;
    this.cipher = cryptography.aesCounter(key.encrypt());
    this.authenticator = cryptography.poly1305Aes(key.macK(), key.macR());
  }

  /** Seals {@code length} bytes under a fresh IV. */
  public byte[] seal(byte[] plain, int offset, int length) {
    byte[] sealed = new byte[length + OVERHEAD];
    seal(plain, offset, length, sealed);
    return sealed;
  }

  /** The same, into the first {@code length + OVERHEAD} bytes of an array that is there. */
  public void seal(byte[] plain, int offset, int length, byte[] sealed) {
    byte[] iv = randomness.bytes(IV);
    System.arraycopy(iv, 0, sealed, 0, IV);
    cipher.apply(iv, plain, offset, length, sealed, IV);
    authenticator.code(iv, sealed, IV, length, sealed, IV + length);
  }

  public byte[] seal(byte[] plain) {
    return seal(plain, 0, plain.length);
  }

  /** The plaintext, after the MAC has been verified. */
  public byte[] open(byte[] sealed, int offset, int length) throws SealBrokenException {
    byte[] plain = new byte[Math.max(0, length - OVERHEAD)];
    open(sealed, offset, length, plain);
    return plain;
  }

  /** The same, into the first {@code length - OVERHEAD} bytes of an array that is there. */
  public void open(byte[] sealed, int offset, int length, byte[] plain) throws SealBrokenException {
    if (length < OVERHEAD) {
      throw new SealBrokenException("it has " + length + " bytes, fewer than a seal alone");
    }
    byte[] iv = Arrays.copyOfRange(sealed, offset, offset + IV);
    int plainLength = length - OVERHEAD;
    byte[] expected = new byte[MAC];
    authenticator.code(iv, sealed, offset + IV, plainLength, expected, 0);
    byte[] found = Arrays.copyOfRange(sealed, offset + length - MAC, offset + length);
    if (!MessageDigest.isEqual(expected, found)) {
      throw new SealBrokenException("its authentication code does not match");
    }
    cipher.apply(iv, sealed, offset + IV, plainLength, plain, 0);
  }

  public byte[] open(byte[] sealed) throws SealBrokenException {
    return open(sealed, 0, sealed.length);
  }
}
