package io.holdfast.vault.repair;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotListing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was salvaged of damaged snapshots.
 *
 * @param whole how many snapshots are intact
 * @param salvaged the others, the oldest first
 * @param unreadable snapshots of which not even the root directory is known
 */
public record SalvageReport(
    int whole, List<Salvaged> salvaged, List<SnapshotListing.Damaged> unreadable) {
  public SalvageReport {
    salvaged = List.copyOf(salvaged);
    unreadable = List.copyOf(unreadable);
  }

  /**
   * A damaged snapshot.
   *
   * @param made the snapshot of what is intact; null if nothing is, or in a dry run
   * @param before whether it had been made by an earlier repair
   */
  public record Salvaged(Snapshot damaged, @Nullable BlobId made, boolean before, List<Lost> lost) {
    public Salvaged {
      lost = List.copyOf(lost);
    }
  }

  /** A file that is left out, or a directory that is empty now; the root's path is a slash. */
  public record Lost(String path, String why) {}

  public boolean isLossless() {
    return salvaged.isEmpty() && unreadable.isEmpty();
  }
}
