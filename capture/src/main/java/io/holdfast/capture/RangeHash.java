package io.holdfast.capture;

import io.holdfast.platform.posix.OpenFile;
import io.holdfast.vault.BlobId;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The SHA-256 of ranges of an open file. */
final class RangeHash {
  private static final int BUFFER_BYTES = 256 * 1024;

  private final OpenFile file;
  private final MessageDigest sha256;
  private final byte[] buffer;

  /**
   * @param size of the file, which bounds the buffer
   */
  RangeHash(OpenFile file, long size) {
    this.file = file;
    this.buffer = new byte[Math.clamp(size, 1, BUFFER_BYTES)];
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError("Every JDK has SHA-256", impossible);
    }
  }

  /** Of a file that ends within the range, the hash of what there is. */
  BlobId of(long start, long length) throws IOException {
    long done = 0;
    while (done < length) {
      int wanted = (int) Math.min(buffer.length, length - done);
      int read = file.read(buffer, 0, wanted, start + done);
      if (read == 0) {
        break;
      }
      sha256.update(buffer, 0, read);
      done += read;
    }
    return BlobId.of(sha256.digest());
  }
}
