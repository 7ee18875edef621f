package io.holdfast.stores.files.snapshot;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.SnapshotChoice;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.posix.MountTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a tree can be fixed by a snapshot.
 *
 * @param snapshots takes them; null if the tree is to be swept
 * @param reason why there are none, to be told and kept; empty if there are some
 * @param ownedPaths where snapshots are on this file system, if it has any: no capture of the live
 *     tree may enter there, be it swept or not
 */
public record SnapshotDetection(
    @Nullable TreeSnapshots snapshots, String reason, List<Path> ownedPaths) {
  private static final String SWITCHED_OFF = "the configuration says snapshot: none";

  /**
   * Looks at the file system of a tree while processing runs, drops what a killed run left there,
   * and proves that a snapshot can be taken and dropped.
   *
   * @param installation whose snapshots they are
   * @param ownedElsewhere what is not captured with this tree: it may be missing from a snapshot
   * @throws HoldfastException HF-216 if the configuration insists on a snapshot and none can be
   *     taken
   */
  public static SnapshotDetection of(
      StoreSpec.Files store, String installation, List<Path> ownedElsewhere) {
    @Nullable SnapshotDriver driver = null;
    try {
      Tree tree = Tree.of(store.root(), ownedElsewhere);
      driver = driver(store, tree, SnapshotNames.of(installation, store.name()));
      driver.dropLeftovers();
      if (store.snapshot() == SnapshotChoice.NONE) {
        driver.close();
        return new SnapshotDetection(null, SWITCHED_OFF, driver.ownedPaths());
      }
      driver.probe();
      return new SnapshotDetection(driver, "", driver.ownedPaths());
    } catch (NoSnapshot none) {
      return without(store, driver, none);
    } catch (IOException failed) {
      String next = "Check that the tree is mounted and that this user may read it.";
      return without(
          store,
          driver,
          driver == null
              ? new NoSnapshot(String.valueOf(failed.getMessage()), next)
              : driver.refused(failed));
    }
  }

  private static SnapshotDriver driver(StoreSpec.Files store, Tree tree, SnapshotNames names)
      throws IOException, NoSnapshot {
    MountTable mounts = MountTable.read();
    MountTable.Mount mount =
        mounts
            .withId(Tree.stat(tree.root()).mount())
            .orElseThrow(
                () ->
                    new NoSnapshot(
                        "the kernel does not tell which mount it is on",
                        "Use Linux 5.8 or newer, or set snapshot to auto or none."));
    SnapshotChoice choice = store.snapshot();
    boolean any = choice == SnapshotChoice.AUTO || choice == SnapshotChoice.NONE;
    if (any || mount.type().equals(choice.label())) {
      switch (mount.type()) {
        case BtrfsSnapshots.KIND -> {
          return BtrfsSnapshots.open(tree, names);
        }
        case ZfsSnapshots.KIND -> {
          return new ZfsSnapshots(tree, names, mount, ZfsProgram.INSTALLED);
        }
        default -> {}
      }
    }
    throw new NoSnapshot(
        "it is on " + mount.type() + (any ? ", which has no snapshots" : ""),
        "Set snapshot to auto or none, or move the tree to " + choice.label() + ".");
  }

  private static SnapshotDetection without(
      StoreSpec.Files store, @Nullable SnapshotDriver driver, NoSnapshot none) {
    List<Path> owned = driver == null ? List.of() : driver.ownedPaths();
    if (driver != null) {
      driver.close();
    }
    return switch (store.snapshot()) {
      case NONE -> new SnapshotDetection(null, SWITCHED_OFF, owned);
      case AUTO -> new SnapshotDetection(null, none.reason(), owned);
      case BTRFS, ZFS ->
          throw new HoldfastException(
              ErrorCode.NO_SNAPSHOT,
              "Store '%s' must be fixed by a %s snapshot, but %s"
                  .formatted(store.name(), store.snapshot().label(), none.reason()),
              "Processing was not suspended and nothing was captured.",
              none.next(),
              none);
    };
  }
}
