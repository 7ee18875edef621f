package io.holdfast.engine;

import io.holdfast.engine.journal.StateDirectory;
import io.holdfast.model.installation.Installation;
import io.holdfast.platform.Clock;
import io.holdfast.window.driver.Drivers;
import io.holdfast.window.driver.SuspensionDriver;
import io.holdfast.window.guardian.GuardianLock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Puts right what killed runs left: processing that may still be suspended, staging, spool and
 * scratch. What they wrote into the vault is adopted by the next writer, so it is made use of and
 * not thrown away.
 */
final class Leftovers {
  /** A guardian that is still not through by then has commands that hang. */
  private static final Duration GUARDIAN_AT_MOST = Duration.ofMinutes(1);

  private Leftovers() {}

  static void cleanUp(StateDirectory state, Installation installation, Clock clock) {
    for (StateDirectory.UnfinishedRun run : state.unfinished()) {
      Drivers.open(installation.suspension().driver(), clock)
          .ifPresent(
              driver -> {
                try (driver) {
                  endSuspension(run, driver, clock);
                }
              });
      run.remove();
    }
    state.removeAbandonedScratch();
  }

  /**
   * Idempotent: the guardian or the lease has almost always been there before. A guardian resumes
   * once more a little later. Where a resumption is for whoever has suspended, that must not happen
   * in the window of the next run, which would lose its grade.
   */
  private static void endSuspension(
      StateDirectory.UnfinishedRun run, SuspensionDriver driver, Clock clock) {
    run.mayBeSuspendedBy().ifPresent(driver::resume);
    if (driver.leaseKeptBySuspendedSide()) {
      return;
    }
    try {
      // One that does not end costs at most the grade, which tells; no backup would cost more.
      GuardianLock.awaitFree(run.directory(), GUARDIAN_AT_MOST, clock);
    } catch (IOException unlockable) {
      throw new UncheckedIOException(unlockable);
    }
  }
}
