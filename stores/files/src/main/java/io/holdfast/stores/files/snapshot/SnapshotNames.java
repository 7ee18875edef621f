package io.holdfast.stores.files.snapshot;

import java.util.regex.Pattern;

/**
 * The names of one store's snapshots. They begin with whose they are, so that the next run knows
 * what a killed one left behind; names of installations and stores have no colon, so that no prefix
 * is the beginning of another store's.
 */
record SnapshotNames(String prefix) {
  /** What btrfs and ZFS both take; ZFS is the stricter one. */
  private static final Pattern RUN = Pattern.compile("[A-Za-z0-9._:-]{1,64}");

  static SnapshotNames of(String installation, String store) {
    return new SnapshotNames("holdfast:" + installation + ":" + store + ":");
  }

  String of(String run) {
    if (!RUN.matcher(run).matches()) {
      throw new IllegalArgumentException("No part of a snapshot's name: " + run);
    }
    return prefix + run;
  }

  boolean has(String name) {
    return name.startsWith(prefix);
  }
}
