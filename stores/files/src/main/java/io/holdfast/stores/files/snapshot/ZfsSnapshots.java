package io.holdfast.stores.files.snapshot;

import io.holdfast.platform.posix.MountTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Snapshots of a ZFS data set, found below the hidden directory at its mount point. */
final class ZfsSnapshots extends SnapshotDriver {
  static final String KIND = "zfs";

  private final Path mountPoint;
  private final String dataSet;
  private final ZfsProgram zfs;

  ZfsSnapshots(Tree tree, SnapshotNames names, MountTable.Mount mount, ZfsProgram zfs) {
    super(tree, names);
    this.mountPoint = Path.of(mount.point());
    this.dataSet = mount.source();
    this.zfs = zfs;
  }

  @Override
  public String kind() {
    return KIND;
  }

  /** Never listed, unless the data set has {@code snapdir=visible}. */
  @Override
  List<Path> ownedPaths() {
    return List.of(mountPoint.resolve(".zfs"));
  }

  @Override
  String rights() {
    return "Run as root, or give this user the rights with: zfs allow USER snapshot,destroy,mount "
        + dataSet;
  }

  /** A child data set is a mount of its own; so is a snapshot that is being looked at. */
  @Override
  void requireWhole() throws IOException, NoSnapshot {
    String hidden = ownedPaths().getFirst().toString();
    tree.requireNone(
        "another mount",
        MountTable.read().below(tree.root()).stream()
            .filter(path -> !Tree.within(tree.root() + "/" + path, hidden))
            .toList());
  }

  @Override
  Path make(String name) throws IOException {
    zfs.run("snapshot", dataSet + "@" + name);
    return ownedPaths()
        .getFirst()
        .resolve("snapshot")
        .resolve(name)
        .resolve(mountPoint.relativize(tree.root()));
  }

  @Override
  void drop(String name) throws IOException {
    zfs.run("destroy", dataSet + "@" + name);
  }

  @Override
  List<String> leftovers() throws IOException {
    String before = dataSet + "@";
    return zfs.run("list", "-H", "-o", "name", "-t", "snapshot", "-d", "1", dataSet)
        .lines()
        .filter(line -> line.startsWith(before) && names.has(line.substring(before.length())))
        .map(line -> line.substring(before.length()))
        .toList();
  }

  @Override
  public void close() {}
}
