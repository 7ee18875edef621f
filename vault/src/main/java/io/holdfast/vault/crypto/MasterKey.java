package io.holdfast.vault.crypto;

import io.holdfast.platform.Randomness;
import io.holdfast.platform.crypto.Cryptography;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/** A key of the format: 32 bytes for AES-256, 16 for the MAC's AES-128, 16 for Poly1305. */
public final class MasterKey {
  /** The bits that Poly1305 clears in its key; stored cleared, as restic stores them. */
  private static final byte[] CLAMP = {
    -1, -1, -1, 15, -4, -1, -1, 15, -4, -1, -1, 15, -4, -1, -1, 15
  };

  private final byte[] encrypt;
  private final byte[] macK;
  private final byte[] macR;

  MasterKey(byte[] encrypt, byte[] macK, byte[] macR) {
    if (encrypt.length != 32 || macK.length != 16 || macR.length != 16) {
      throw new IllegalArgumentException("A key's parts have 32, 16 and 16 bytes");
    }
    this.encrypt = encrypt;
    this.macK = macK;
    this.macR = macR.clone();
    for (int i = 0; i < 16; i++) {
      this.macR[i] &= CLAMP[i];
    }
    if (isZero(encrypt) || isZero(macK) || isZero(this.macR)) {
      throw new IllegalArgumentException("A key of zeros is no key");
    }
  }

  public static MasterKey random(Randomness randomness) {
    return new MasterKey(randomness.bytes(32), randomness.bytes(16), randomness.bytes(16));
  }

  /** The 64 bytes that scrypt yields: encryption key, then the MAC's two. */
  static MasterKey ofDerived(byte[] derived) {
    return new MasterKey(
        Arrays.copyOfRange(derived, 0, 32),
        Arrays.copyOfRange(derived, 32, 48),
        Arrays.copyOfRange(derived, 48, 64));
  }

  /**
   * A secret of its own for a purpose, from which the key cannot be found: {@code
   * HMAC-SHA256(encrypt || k, purpose)}.
   */
  public byte[] derive(String purpose) {
    byte[] secret = Arrays.copyOf(encrypt, 48);
    System.arraycopy(macK, 0, secret, 32, 16);
    return Cryptography.fastest().hmacSha256(secret, purpose.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether what one of them has sealed the other one opens. */
  public boolean isSameAs(MasterKey other) {
    return MessageDigest.isEqual(encrypt, other.encrypt)
        && MessageDigest.isEqual(macK, other.macK)
        && MessageDigest.isEqual(macR, other.macR);
  }

  byte[] encrypt() {
    return encrypt;
  }

  byte[] macK() {
    return macK;
  }

  byte[] macR() {
    return macR;
  }

  private static boolean isZero(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "MasterKey[hidden]";
  }
}
