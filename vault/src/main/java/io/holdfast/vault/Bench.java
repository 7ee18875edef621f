package io.holdfast.vault;

import io.holdfast.vault.crypto.Seal;
import io.holdfast.vault.document.Zstd;
import java.security.MessageDigest;

/** The tools that one thread needs at a time, none of which may be shared. */
final class Bench implements AutoCloseable {
  final MessageDigest sha256 = Hash.sha256();
  final Seal seal;
  final Zstd zstd = new Zstd();

  private byte[] sealed = {};
  private byte[] opened = {};
  private byte[] plain = {};

  Bench(Seal seal) {
    this.seal = seal;
  }

  BlobId hash(byte[] bytes, int offset, int length) {
    sha256.update(bytes, offset, length);
    return BlobId.of(sha256.digest());
  }

  /** A buffer to seal into, at least this long. Lent until it is asked for again, as all here. */
  byte[] toSeal(int length) {
    sealed = atLeast(length, sealed);
    return sealed;
  }

  /** What a seal is opened into. */
  byte[] toOpen(int length) {
    opened = atLeast(length, opened);
    return opened;
  }

  /** What is unpacked into. */
  byte[] toUnpack(int length) {
    plain = atLeast(length, plain);
    return plain;
  }

  /** Grows by halves, so that blobs that are ever a little longer do not each cost a new buffer. */
  private static byte[] atLeast(int length, byte[] buffer) {
    return buffer.length >= length ? buffer : new byte[Math.max(length, length + length / 2)];
  }

  @Override
  public void close() {
    zstd.close();
  }
}
