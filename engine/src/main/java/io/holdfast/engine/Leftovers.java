package io.holdfast.engine;

import io.holdfast.engine.journal.StateDirectory;
import io.holdfast.model.installation.Installation;
import io.holdfast.platform.Clock;
import io.holdfast.window.driver.Drivers;
import io.holdfast.window.guardian.Guardian;

/**
 * Puts right what killed runs left: processing that may still be suspended, staging, spool and
 * scratch. What they wrote into the vault is adopted by the next writer, so it is made use of and
 * not thrown away.
 */
final class Leftovers {
  private Leftovers() {}

  static void cleanUp(StateDirectory state, Installation installation, Clock clock) {
    for (StateDirectory.UnfinishedRun run : state.unfinished()) {
      run.mayBeSuspendedBy().ifPresent(holder -> resume(installation, holder, clock));
      run.remove();
    }
    state.removeAbandonedScratch();
  }

  /**
   * Idempotent: the guardian or the lease has almost always been there before. A guardian resumes
   * once more a little later. Where a resumption is for whoever has suspended, that must not happen
   * in the window of the next run, which would lose its grade.
   */
  private static void resume(Installation installation, String holder, Clock clock) {
    Drivers.open(installation.suspension().driver(), clock)
        .ifPresent(
            driver -> {
              try (driver) {
                driver.resume(holder);
                if (!driver.leaseKeptBySuspendedSide()) {
                  clock.sleep(Guardian.GONE_AFTER);
                }
              }
            });
  }
}
