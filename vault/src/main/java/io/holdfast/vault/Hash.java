package io.holdfast.vault;

import io.holdfast.platform.crypto.Cryptography;
import java.security.MessageDigest;

/** SHA-256, which names everything in a vault. */
public final class Hash {
  private Hash() {}

  public static MessageDigest sha256() {
    return Cryptography.fastest().sha256();
  }

  public static BlobId sha256(byte[] bytes) {
    return BlobId.of(sha256().digest(bytes));
  }

  public static BlobId sha256(byte[] bytes, int offset, int length) {
    MessageDigest digest = sha256();
    digest.update(bytes, offset, length);
    return BlobId.of(digest.digest());
  }
}
