package io.holdfast.s3.fake;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

/** The bytes that a PUT brings, held to every hash that came with them. */
final class Payload {
  private Payload() {}

  static byte[] of(S3Request request) {
    String hash = String.valueOf(request.header("x-amz-content-sha256"));
    byte[] bytes = hash.startsWith("STREAMING-") ? unwrapped(request.body()) : request.body();
    String length = request.header("x-amz-decoded-content-length");
    if (length != null && Integer.parseInt(length) != bytes.length) {
      throw new Refusal(400, "IncompleteBody", "You did not provide the number of bytes.");
    }
    boolean isHash = hash.length() == 64;
    if (isHash && !hash.equals(Signature.hex(Signature.sha256(bytes)))) {
      throw new Refusal(400, "XAmzContentSHA256Mismatch", "The SHA256 does not match.");
    }
    require(request.header("x-amz-checksum-sha256"), Signature.sha256(bytes));
    require(request.header("Content-MD5"), md5(bytes));
    return bytes;
  }

  private static void require(@org.jspecify.annotations.Nullable String wanted, byte[] hash) {
    if (wanted != null && !wanted.equals(Base64.getEncoder().encodeToString(hash))) {
      throw new Refusal(400, "BadDigest", "The digest does not match what was received.");
    }
  }

  static byte[] md5(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** {@code length;chunk-signature=…\r\n bytes \r\n}, ended by a chunk of no length. */
  private static byte[] unwrapped(byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length);
    int at = 0;
    while (at < body.length) {
      int end = at;
      while (body[end] != '\r') {
        end++;
      }
      String head = new String(body, at, end - at, StandardCharsets.US_ASCII);
      int length = Integer.parseInt(head.split(";")[0], 16);
      if (length == 0) {
        return bytes.toByteArray();
      }
      bytes.write(body, end + 2, length);
      at = end + 2 + length + 2;
    }
    throw new Refusal(400, "IncompleteBody", "The last chunk is missing.");
  }
}
