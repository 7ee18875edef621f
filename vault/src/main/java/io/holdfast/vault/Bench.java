package io.holdfast.vault;

import io.holdfast.vault.chunk.Chunker;
import io.holdfast.vault.crypto.Seal;
import io.holdfast.vault.document.Zstd;
import java.security.MessageDigest;

/** The tools that one thread needs at a time, none of which may be shared. */
final class Bench implements AutoCloseable {
  final MessageDigest sha256 = Hash.sha256();
  final Seal seal;
  final Zstd zstd = new Zstd();
  final Chunker chunker;

  Bench(Seal seal, Chunker chunker) {
    this.seal = seal;
    this.chunker = chunker;
  }

  BlobId hash(byte[] bytes, int offset, int length) {
    sha256.update(bytes, offset, length);
    return BlobId.of(sha256.digest());
  }

  @Override
  public void close() {
    zstd.close();
  }
}
