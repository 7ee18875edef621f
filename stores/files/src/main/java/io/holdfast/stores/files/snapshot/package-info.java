/**
 * Read-only snapshots of the file system that holds a tree: btrfs by its own calls, ZFS by the
 * {@code zfs} program. {@link io.holdfast.stores.files.snapshot.SnapshotDetection} says whether
 * there is one to be had, before anything is suspended. What a snapshot is and is not is specified
 * in {@code docs/spec/snapshots.md}. Nothing here reads a tree, and nothing here may touch a
 * snapshot that Holdfast did not make.
 */
package io.holdfast.stores.files.snapshot;
