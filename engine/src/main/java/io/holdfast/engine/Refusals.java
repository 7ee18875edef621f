package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.platform.posix.MountTable;
import io.holdfast.window.driver.Drivers;
import io.holdfast.window.driver.SuspensionDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;

/** What whatever brings data back looks at first, before anything is changed. */
final class Refusals {
  private Refusals() {}

  static void refuseFullTarget(Path target) {
    try {
      if (Disk.exists(target) && (!Disk.isDirectory(target) || !Disk.list(target).isEmpty())) {
        throw new HoldfastException(
            ErrorCode.TARGET_NOT_EMPTY,
            "The target " + target + " is there already and is not an empty directory",
            "Nothing was changed.",
            "Name a directory that does not exist yet.");
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * What is mounted below a live directory would go away with it, and its replacement would lack
   * it. The mount point itself can be done with, but only for a tree: a database whose files move
   * one by one is none meanwhile.
   */
  static void refuseMounts(Path live, boolean isTree) {
    try {
      refuseMounts(live, isTree, MountTable.read());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static void refuseMounts(Path live, boolean isTree, MountTable mounts) throws IOException {
    if (Disk.isDirectory(live)) {
      if (!isTree && MountedContent.isMountPoint(live)) {
        throw mounted(live + " is where a file system is mounted", live);
      }
      mounts.below(Disk.realPath(live)).stream()
          .findFirst()
          .ifPresent(
              below -> {
                throw mounted("A file system is mounted at " + live.resolve(below), live);
              });
    }
  }

  private static HoldfastException mounted(String what, Path live) {
    return new HoldfastException(
        ErrorCode.MOUNT_POINT,
        what + ", so that " + live + " cannot be replaced by another directory",
        "Nothing was changed.",
        "Restore with --into a new directory on the same file system and move the content, or keep"
            + " the data in a directory below the mount point.");
  }

  /**
   * A live engine would write into what is being replaced, and go on with files that are gone. One
   * that does not answer any more may still have its files open.
   */
  static void refuseRunning(Installation installation, Providers providers, Clock clock) {
    refuseAnswering(installation, clock);
    for (StoreSpec store : installation.stores()) {
      providers.of(store.kind()).refuseOpen(store);
    }
  }

  private static void refuseAnswering(Installation installation, Clock clock) {
    Optional<SuspensionDriver> opened = Drivers.open(installation.suspension().driver(), clock);
    if (opened.isEmpty() || !opened.get().leaseKeptBySuspendedSide()) {
      return;
    }
    try (SuspensionDriver driver = opened.get()) {
      driver.state("restore");
    } catch (HoldfastException silent) {
      return;
    }
    throw new HoldfastException(
        ErrorCode.INSTALLATION_RUNNING,
        "The installation '%s' answers; its data cannot be replaced under it"
            .formatted(installation.name()),
        "Nothing was changed.",
        "Stop the installation, or restore with --into.");
  }
}
