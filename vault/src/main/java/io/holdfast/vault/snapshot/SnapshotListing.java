package io.holdfast.vault.snapshot;

import java.util.List;

/** The snapshots of a vault, newest last, and those that cannot be read. */
public record SnapshotListing(List<Snapshot> snapshots, List<Damaged> damaged) {
  /** A snapshot that cannot be read, and why. */
  public record Damaged(String name, String reason) {}

  public SnapshotListing {
    snapshots = List.copyOf(snapshots);
    damaged = List.copyOf(damaged);
  }
}
