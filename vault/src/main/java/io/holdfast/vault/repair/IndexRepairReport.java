package io.holdfast.vault.repair;

import io.holdfast.vault.BlobId;
import java.util.List;

/**
 * What a repair of the index did.
 *
 * @param files index files that were there
 * @param damaged of these, by name; they are gone now
 * @param damagedStates states of prunes, by name; the next prune begins without them
 * @param replaced index files, because they named what is not there, or not so
 * @param indexed packs that were described anew from their headers
 * @param gone packs that were named and are not there; they are named no more
 * @param unreadable packs that are there and whose header cannot be read; they are named no more
 */
public record IndexRepairReport(
    int files,
    List<String> damaged,
    List<String> damagedStates,
    int replaced,
    int indexed,
    List<BlobId> gone,
    List<BlobId> unreadable) {
  public IndexRepairReport {
    damaged = List.copyOf(damaged);
    damagedStates = List.copyOf(damagedStates);
    gone = List.copyOf(gone);
    unreadable = List.copyOf(unreadable);
  }

  /** Whether there was nothing to repair. */
  public boolean wasSound() {
    return damaged.isEmpty()
        && damagedStates.isEmpty()
        && replaced == 0
        && indexed == 0
        && unreadable.isEmpty();
  }
}
