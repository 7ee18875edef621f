package io.holdfast.vault.pack;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.crypto.Seal;
import io.holdfast.vault.crypto.SealBrokenException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A pack's header: for each blob a type byte, its sealed length, its plain length if it is
 * compressed, and its id; sealed, and followed by the sealed length as the pack's last four bytes.
 * Offsets are not written: they are the sums of the lengths before.
 */
public final class PackHeader {
  /** What an entry takes for a blob that is not compressed; four bytes more if it is. */
  public static final int PLAIN_ENTRY = 1 + 4 + BlobId.BYTES;

  public static final int COMPRESSED_ENTRY = PLAIN_ENTRY + 4;

  /** What a header takes besides its entries. */
  public static final int OVERHEAD = Seal.OVERHEAD + 4;

  /** Other programs refuse a longer header. */
  public static final int LONGEST = 16 * 1024 * 1024;

  private static final int TREE = 1;
  private static final int COMPRESSED = 2;

  /** Most headers are this short, so that one read finds them. */
  private static final int EAGER = 8 * 1024;

  private PackHeader() {}

  /** Reads part of a pack. */
  @FunctionalInterface
  public interface Reader {
    byte[] read(long offset, int length) throws IOException;
  }

  /** How long a pack of these blobs is, header included. */
  public static long packLength(Iterable<PackedBlob> blobs) {
    long length = OVERHEAD;
    for (PackedBlob blob : blobs) {
      length += blob.length() + (blob.isCompressed() ? COMPRESSED_ENTRY : PLAIN_ENTRY);
    }
    return length;
  }

  /** The sealed header with its length, after it has been read back and compared. */
  static byte[] encode(List<PackedBlob> blobs, Seal seal) {
    ByteBuffer entries =
        ByteBuffer.allocate(blobs.size() * COMPRESSED_ENTRY).order(ByteOrder.LITTLE_ENDIAN);
    for (PackedBlob blob : blobs) {
      int type = (blob.kind() == BlobKind.TREE ? TREE : 0) | (blob.isCompressed() ? COMPRESSED : 0);
      entries.put((byte) type).putInt(blob.length());
      if (blob.isCompressed()) {
        entries.putInt(blob.rawLength());
      }
      entries.put(blob.id().bytes());
    }
    byte[] sealed = seal.seal(entries.array(), 0, entries.position());
    if (sealed.length > LONGEST) {
      throw new IllegalStateException("A pack's header would have " + sealed.length + " bytes");
    }
    try {
      if (!decode(sealed, seal).equals(blobs)) {
        throw new IllegalStateException("A new pack's header does not read back as it was written");
      }
    } catch (SealBrokenException broken) {
      throw new IllegalStateException("A new pack's header cannot be read back", broken);
    }
    return ByteBuffer.allocate(sealed.length + 4)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(sealed)
        .putInt(sealed.length)
        .array();
  }

  /**
   * The blobs of a pack of {@code size} bytes.
   *
   * @throws SealBrokenException if the header is not one that was written with this key
   */
  public static List<PackedBlob> read(long size, Reader reader, Seal seal)
      throws IOException, SealBrokenException {
    if (size < OVERHEAD + PLAIN_ENTRY) {
      throw new SealBrokenException("it has " + size + " bytes, too few for a pack");
    }
    int eager = (int) Math.min(size, EAGER);
    byte[] tail = reader.read(size - eager, eager);
    int length = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt(eager - 4);
    if (length < Seal.OVERHEAD || length > LONGEST || length > size - 4) {
      throw new SealBrokenException(
          "its last four bytes give its header " + Integer.toUnsignedString(length) + " bytes");
    }
    byte[] sealed;
    if (length + 4 <= eager) {
      sealed = Arrays.copyOfRange(tail, eager - 4 - length, eager - 4);
    } else {
      sealed = reader.read(size - 4 - length, length);
    }
    List<PackedBlob> blobs = decode(sealed, seal);
    if (packLength(blobs) != size) {
      throw new SealBrokenException(
          "its header describes " + packLength(blobs) + " bytes, but it has " + size);
    }
    return blobs;
  }

  private static List<PackedBlob> decode(byte[] sealed, Seal seal) throws SealBrokenException {
    ByteBuffer entries = ByteBuffer.wrap(seal.open(sealed)).order(ByteOrder.LITTLE_ENDIAN);
    List<PackedBlob> blobs = new ArrayList<>();
    long offset = 0;
    byte[] id = new byte[BlobId.BYTES];
    try {
      while (entries.hasRemaining()) {
        int type = entries.get();
        int length = entries.getInt();
        int rawLength = (type & COMPRESSED) != 0 ? entries.getInt() : 0;
        if ((type & ~3) != 0 || length < Seal.OVERHEAD || rawLength < 0) {
          throw new SealBrokenException("its header has an entry of type " + type);
        }
        entries.get(id);
        BlobKind kind = (type & TREE) != 0 ? BlobKind.TREE : BlobKind.DATA;
        blobs.add(new PackedBlob(kind, BlobId.of(id), offset, length, rawLength));
        offset += length;
      }
    } catch (BufferUnderflowException tooShort) {
      throw new SealBrokenException("its header ends within an entry");
    }
    return blobs;
  }
}
