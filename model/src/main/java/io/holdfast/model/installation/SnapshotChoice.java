package io.holdfast.model.installation;

import java.util.Locale;

/** Whether a tree is fixed by a snapshot of its file system. */
public enum SnapshotChoice {
  /** By a snapshot if the file system has them and Holdfast may take one; otherwise by a sweep. */
  AUTO,
  /** By a sweep, whatever the file system has. */
  NONE,
  /** By a snapshot of the btrfs subvolume, or not at all. */
  BTRFS,
  /** By a snapshot of the ZFS dataset, or not at all. */
  ZFS;

  /** The name in the configuration: {@code btrfs}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
