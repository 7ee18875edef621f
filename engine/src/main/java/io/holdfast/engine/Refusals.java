package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Posix;
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
   * What is in the place of a directory is made beside it; beside a mount point is another file
   * system, and its own name cannot be changed.
   */
  static void refuseMountPoint(Path live) {
    if (!Disk.isDirectory(live)) {
      return;
    }
    try (Directory itself = Posix.FILES.open(live);
        Directory above = Posix.FILES.open(Disk.parentOf(live))) {
      if (itself.stat().mount() == above.stat().mount()) {
        return;
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    throw new HoldfastException(
        ErrorCode.MOUNT_POINT,
        live + " is where a file system is mounted, and cannot be replaced by another directory",
        "Nothing was changed.",
        "Restore with '--into %s/NAME' and move the content yourself, or keep the data in a directory below the mount point."
            .formatted(live));
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
