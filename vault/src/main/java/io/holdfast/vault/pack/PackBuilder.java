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

  private final BlobKind kind;
  private final Segments segments;
  private final List<ByteBuffer> content = new ArrayList<>();
  private final List<PackedBlob> blobs = new ArrayList<>();
  private long length;

  public PackBuilder(BlobKind kind, Segments segments) {
    this.kind = kind;
    this.segments = segments;
  }

  /** A pack ready to be stored under its name. */
  public record Finished(
      String name, List<PackedBlob> blobs, List<ByteBuffer> content, long length) {}

  /** Copies the first {@code sealedLength} bytes. */
  public void add(BlobId id, byte[] sealed, int sealedLength, int rawLength) {
    blobs.add(new PackedBlob(kind, id, length, sealedLength, rawLength));
    length += sealedLength;
    int done = 0;
    while (done < sealedLength) {
      if (content.isEmpty() || !content.getLast().hasRemaining()) {
        content.add(segments.take());
      }
      ByteBuffer segment = content.getLast();
      int portion = Math.min(segment.remaining(), sealedLength - done);
      segment.put(sealed, done, portion);
      done += portion;
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
    byte[] header = PackHeader.encode(blobs, seal);
    List<ByteBuffer> whole = new ArrayList<>(content.size() + 1);
    content.forEach(segment -> whole.add(segment.duplicate().flip()));
    whole.add(ByteBuffer.wrap(header));
    MessageDigest digest = Hash.sha256();
    for (ByteBuffer part : whole) {
      digest.update(part.duplicate());
    }
    String name = BlobId.of(digest.digest()).hex();
    return new Finished(name, List.copyOf(blobs), whole, length + header.length);
  }

  /** Gives the memory back, once nobody reads the finished pack any more. */
  public void recycle() {
    content.forEach(segments::giveBack);
    content.clear();
  }
}
