package io.holdfast.vault.repair;

import io.holdfast.vault.BlobId;
import java.util.List;

/**
 * What a repair of packs did.
 *
 * @param packs that were read
 * @param damaged of these; they are in use no more
 * @param unreadable packs that no index names and whose header cannot be read; condemned like them
 * @param saved blobs that were intact in them, and in no other pack
 * @param lost blobs that were not, and are nowhere now
 */
public record PackRepairReport(
    int packs, List<BlobId> damaged, List<BlobId> unreadable, int saved, List<BlobId> lost) {
  public PackRepairReport {
    damaged = List.copyOf(damaged);
    unreadable = List.copyOf(unreadable);
    lost = List.copyOf(lost);
  }
}
