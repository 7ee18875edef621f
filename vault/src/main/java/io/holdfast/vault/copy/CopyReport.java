package io.holdfast.vault.copy;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.snapshot.Snapshot;
import java.util.List;

/**
 * What a copy did. Every snapshot that was asked for is in one of the lists.
 *
 * @param sameKey whether both vaults have the same master key, so that blobs were not sealed anew
 * @param copied now, the oldest first
 * @param alreadyThere copied before
 * @param failed what could not be read whole, and so is not in the target
 * @param blobs that were written
 * @param bytes that these blobs take, sealed
 */
public record CopyReport(
    boolean sameKey,
    List<Copied> copied,
    List<Snapshot> alreadyThere,
    List<Failed> failed,
    long blobs,
    long bytes) {
  public CopyReport {
    copied = List.copyOf(copied);
    alreadyThere = List.copyOf(alreadyThere);
    failed = List.copyOf(failed);
  }

  /** A snapshot and the id of its copy. */
  public record Copied(Snapshot source, BlobId copy) {}

  /** A snapshot that cannot be copied, and why. */
  public record Failed(Snapshot source, HoldfastException why) {}
}
