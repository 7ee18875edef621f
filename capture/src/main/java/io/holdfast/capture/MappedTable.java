package io.holdfast.capture;

import io.holdfast.platform.Disk;
import io.holdfast.vault.BlobId;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CaptureTable}'s file, mapped into memory: a header, records, their index in the order of
 * the ids, and a footer. Index and records are checked before they are believed, the index at once
 * and a record when it is looked at. Numbers are little-endian.
 */
final class MappedTable {
  /** {@code HFcaptr1}, at both ends: the second one tells that all of it was written. */
  static final long MAGIC = 0x3172747061634648L;

  /** Magic and owner. */
  static final int HEADER = Long.BYTES + BlobId.BYTES;

  /** Of each record: its length and its checksum. */
  static final int PREFIX = 2 * Integer.BYTES;

  /** Of a record in the index: the tree's id, and where it begins. */
  static final int LINE = BlobId.BYTES + Long.BYTES;

  /** Where the index begins, its lines, its checksum, and magic. */
  static final int FOOTER = Long.BYTES + 2 * Integer.BYTES + Long.BYTES;

  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment file;
  private final MemorySegment index;
  private final int size;

  private MappedTable(MemorySegment file, MemorySegment index) {
    this.file = file;
    this.index = index;
    this.size = (int) (index.byteSize() / LINE);
  }

  /** Empty if there is no such file, or it is not a whole table of that owner. */
  static MappedTable open(Path path, BlobId owner) {
    try {
      // It is unmapped when nobody has it any more: a thread that hangs in the tree still may.
      MemorySegment file = Disk.map(path, Arena.ofAuto());
      return new MappedTable(file, index(file, owner));
    } catch (IOException notThere) {
      return new MappedTable(MemorySegment.NULL, MemorySegment.NULL);
    }
  }

  private static MemorySegment index(MemorySegment file, BlobId owner) {
    long end = file.byteSize() - FOOTER;
    if (end < HEADER
        || file.get(LONG, 0) != MAGIC
        || !idAt(file, Long.BYTES).equals(owner)
        || file.get(LONG, file.byteSize() - Long.BYTES) != MAGIC) {
      return MemorySegment.NULL;
    }
    long begin = file.get(LONG, end);
    long length = (long) file.get(INT, end + Long.BYTES) * LINE;
    if (begin < HEADER || length < 0 || begin + length != end) {
      return MemorySegment.NULL;
    }
    MemorySegment index = file.asSlice(begin, length);
    int expected = file.get(INT, end + Long.BYTES + Integer.BYTES);
    return checksum(index.asByteBuffer()) == expected ? index : MemorySegment.NULL;
  }

  static int checksum(ByteBuffer bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes);
    return (int) checksum.getValue();
  }

  private static BlobId idAt(MemorySegment segment, long at) {
    return new BlobId(
        segment.get(LONG, at),
        segment.get(LONG, at + Long.BYTES),
        segment.get(LONG, at + 2 * Long.BYTES),
        segment.get(LONG, at + 3 * Long.BYTES));
  }

  /** How many directories it knows. */
  int size() {
    return size;
  }

  BlobId id(int position) {
    return idAt(index, (long) position * LINE);
  }

  /** The place of a directory in the order of the ids, negative if it is not known. */
  int position(BlobId tree) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = id(middle).compareTo(tree);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /** What is said of a directory; null if it is damaged. */
  @Nullable ByteBuffer record(int position) {
    long at = index.get(LONG, (long) position * LINE + BlobId.BYTES);
    long end = file.byteSize() - FOOTER - index.byteSize();
    if (at < HEADER || at + PREFIX > end) {
      return null;
    }
    int length = file.get(INT, at);
    if (length < 0 || at + PREFIX + length > end) {
      return null;
    }
    ByteBuffer record =
        file.asSlice(at + PREFIX, length).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    return checksum(record.duplicate()) == file.get(INT, at + Integer.BYTES) ? record : null;
  }
}
