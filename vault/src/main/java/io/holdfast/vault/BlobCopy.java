package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.index.Location;
import io.holdfast.vault.pack.PackedBlob;
import java.util.List;

/**
 * Copies sealed blobs from pack to pack. A seal does not depend on where it lies, so nothing is
 * compressed or encrypted again; but it is opened and compared with its id, so that damage does not
 * spread.
 */
final class BlobCopy {
  private final BlobReader reader;
  private final Benches benches;
  private final PackLine line;

  BlobCopy(Vault.Parts parts, BlobReader reader, PackLine line) {
    this.reader = reader;
    this.benches = parts.benches();
    this.line = line;
  }

  /**
   * Copies a blob from the first of its places where it is whole.
   *
   * @throws HoldfastException what was wrong with the first place, if none will do
   */
  void copy(List<Location> places) {
    HoldfastException first = null;
    for (Location place : places) {
      Bench bench = benches.borrow();
      try {
        byte[] sealed = reader.verified(bench, place);
        PackedBlob blob = place.blob();
        line.throwIfBroken();
        line.add(blob.kind(), blob.id(), sealed, blob.length(), blob.rawLength());
        return;
      } catch (HoldfastException failure) {
        if (isFinal(failure)) {
          throw failure;
        }
        first = first == null ? failure : first;
      } finally {
        benches.giveBack(bench);
      }
    }
    throw first == null ? new IllegalArgumentException("A blob without a place") : first;
  }

  private static boolean isFinal(HoldfastException failure) {
    return failure.code() != ErrorCode.BLOB_MISSING && failure.code() != ErrorCode.OBJECT_DAMAGED;
  }
}
