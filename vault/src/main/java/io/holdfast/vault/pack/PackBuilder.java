package io.holdfast.vault.pack;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.Hash;
import io.holdfast.vault.crypto.Seal;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** A pack while it grows in memory. Not safe to share between threads. */
public final class PackBuilder {
  /** A pack is closed when it reaches this many bytes. */
  public static final int TARGET = 16 * 1024 * 1024;

  /** However short the blobs, so that the header stays far below what others accept. */
  private static final int MOST_BLOBS = 100_000;

  /**
   * Shorter blobs are copied together, so that a pack of small files is not written in tiny pieces.
   */
  private static final int SEGMENT = 256 * 1024;

  private final BlobKind kind;
  private final List<ByteBuffer> content = new ArrayList<>();
  private ByteBuffer segment = ByteBuffer.allocate(0);
  private final List<PackedBlob> blobs = new ArrayList<>();
  private long length;

  public PackBuilder(BlobKind kind) {
    this.kind = kind;
  }

  /** A pack ready to be stored under its name. */
  public record Finished(
      String name, List<PackedBlob> blobs, List<ByteBuffer> content, long length) {}

  /** Takes the array over. */
  public void add(BlobId id, byte[] sealedBlob, int rawLength) {
    blobs.add(new PackedBlob(kind, id, length, sealedBlob.length, rawLength));
    length += sealedBlob.length;
    if (sealedBlob.length >= SEGMENT) {
      closeSegment();
      content.add(ByteBuffer.wrap(sealedBlob));
      return;
    }
    if (segment.remaining() < sealedBlob.length) {
      closeSegment();
      segment = ByteBuffer.allocate(SEGMENT);
    }
    segment.put(sealedBlob);
  }

  private void closeSegment() {
    if (segment.position() > 0) {
      content.add(segment.flip());
      segment = ByteBuffer.allocate(0);
    }
  }

  public boolean isFull() {
    return length >= TARGET || blobs.size() >= MOST_BLOBS;
  }

  public boolean isEmpty() {
    return blobs.isEmpty();
  }

  /** Adds the header and finds the name, which is the hash of everything. */
  public Finished finish(Seal seal) {
    closeSegment();
    byte[] header = PackHeader.encode(blobs, seal);
    content.add(ByteBuffer.wrap(header));
    MessageDigest digest = Hash.sha256();
    for (ByteBuffer part : content) {
      digest.update(part.duplicate());
    }
    String name = BlobId.of(digest.digest()).hex();
    return new Finished(name, List.copyOf(blobs), content, length + header.length);
  }
}
