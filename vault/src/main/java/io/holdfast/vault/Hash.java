package io.holdfast.vault;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which names everything in a vault. */
public final class Hash {
  private Hash() {}

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every Java runtime has SHA-256", impossible);
    }
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
