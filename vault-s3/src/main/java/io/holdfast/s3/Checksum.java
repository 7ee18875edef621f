package io.holdfast.s3;

import io.holdfast.vault.Hash;
import io.holdfast.vault.store.ObjectKind;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The SHA-256 that S3 is to hold a body to before it makes it an object: bytes that were changed on
 * the way are refused. It costs nothing, as it is the object's name.
 */
final class Checksum {
  private Checksum() {}

  static String of(ObjectKind kind, String name, List<ByteBuffer> content) {
    byte[] hash = kind == ObjectKind.CONFIG ? sha256(content) : HexFormat.of().parseHex(name);
    return Base64.getEncoder().encodeToString(hash);
  }

  private static byte[] sha256(List<ByteBuffer> content) {
    MessageDigest digest = Hash.sha256();
    content.forEach(buffer -> digest.update(buffer.duplicate()));
    return digest.digest();
  }
}
