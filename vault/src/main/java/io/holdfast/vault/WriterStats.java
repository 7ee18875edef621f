package io.holdfast.vault;

/**
 * What a writer has done so far.
 *
 * @param bytesRead from the streams that were saved
 * @param newBytes the plaintext length of the new blobs, trees included
 * @param newBytesStored what the new blobs take in the vault, sealed and compressed
 * @param packs stored durably
 */
public record WriterStats(
    long bytesRead,
    long newDataBlobs,
    long newTreeBlobs,
    long dedupedBlobs,
    long dedupedBytes,
    long newBytes,
    long newBytesStored,
    long packs) {
  public long newBlobs() {
    return newDataBlobs + newTreeBlobs;
  }
}
