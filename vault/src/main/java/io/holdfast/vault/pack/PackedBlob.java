package io.holdfast.vault.pack;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.crypto.Seal;

/**
 * A blob inside a pack.
 *
 * @param length of the sealed blob, in bytes
 * @param rawLength of the plaintext if it is compressed, else 0
 */
public record PackedBlob(BlobKind kind, BlobId id, long offset, int length, int rawLength) {
  public boolean isCompressed() {
    return rawLength != 0;
  }

  /** The length of the plaintext. */
  public long plainLength() {
    return plainLength(length, rawLength);
  }

  /** The length of the plaintext of a blob with these lengths. */
  public static long plainLength(int length, int rawLength) {
    return rawLength == 0 ? length - Seal.OVERHEAD : rawLength;
  }
}
