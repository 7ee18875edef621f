package io.holdfast.stores.files.snapshot;

import io.holdfast.model.error.HoldfastException;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes read-only snapshots of the file system that holds one tree. One thread calls. Whoever has
 * one of these knows that a snapshot was taken and dropped while processing still ran.
 */
public interface TreeSnapshots extends AutoCloseable {
  /** {@code btrfs} or {@code zfs}. */
  String kind();

  /**
   * Makes durable what was written so far. A snapshot has to write out what is still in memory, so
   * this belongs right before the suspension: it keeps that out of the window.
   *
   * @throws HoldfastException HF-103 if the file system refuses
   */
  void flush();

  /**
   * Takes a snapshot: everything that was written before the call is in it, nothing that is written
   * after the return. Called inside the window.
   *
   * @param run tells this run's snapshot from others': letters, digits, {@code . _ : -}
   * @throws HoldfastException HF-107 if it cannot be taken, or if something below the root would be
   *     missing from it; no snapshot is left then
   */
  Snapshot take(String run);

  /** Removes the directory of snapshots if it is empty. */
  @Override
  void close();

  /** One snapshot, until it is dropped. */
  interface Snapshot extends AutoCloseable {
    /** The tree's root as it is in the snapshot. */
    Path root();

    /**
     * What the capture of {@link #root} leaves out: what was owned elsewhere in the live tree, and
     * the place of the snapshots, as they are inside this snapshot.
     */
    List<Path> ownedElsewhere();

    /**
     * Drops the snapshot. If this fails, the next run of the same installation drops it.
     *
     * @throws HoldfastException HF-103
     */
    @Override
    void close();
  }
}
