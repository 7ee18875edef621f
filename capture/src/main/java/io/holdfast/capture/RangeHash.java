package io.holdfast.capture;

import io.holdfast.platform.posix.OpenFile;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Hash;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.Arrays;

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
    this.sha256 = Hash.sha256();
  }

  /** Of a file that ends within the range, the hash of what there is. */
  BlobId of(long start, long length) throws IOException {
    update(start, length);
    return BlobId.of(sha256.digest());
  }

  /**
   * The same of a file that has not got its length yet: what is beyond its end is going to be a
   * hole, and counts as zeros.
   */
  BlobId ofUnfinished(long start, long length) throws IOException {
    long done = update(start, length);
    Arrays.fill(buffer, (byte) 0);
    while (done < length) {
      int zeros = (int) Math.min(buffer.length, length - done);
      sha256.update(buffer, 0, zeros);
      done += zeros;
    }
    return BlobId.of(sha256.digest());
  }

  /** Returns how much there is. */
  private long update(long start, long length) throws IOException {
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
    return done;
  }
}
