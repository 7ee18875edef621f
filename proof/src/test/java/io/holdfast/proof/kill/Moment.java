package io.holdfast.proof.kill;

import io.holdfast.engine.journal.Step;
import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Site;
import java.util.ArrayList;
import java.util.List;

/** A step of the journal inside the window, and which of its occurrences. */
record Moment(Step step, int occurrence) {
  /**
   * One step, or with {@code -Dholdfast.steps=all} every step of the window.
   *
   * @param step the one of the short form
   * @param stores how many are fixed
   */
  static List<Moment> insideTheWindow(Step step, int stores) {
    if (!"all".equals(System.getProperty("holdfast.steps"))) {
      return List.of(new Moment(step, 1));
    }
    List<Moment> all = new ArrayList<>();
    all.add(new Moment(Step.SUSPENDING, 1));
    all.add(new Moment(Step.QUIET, 1));
    for (int i = 1; i <= stores; i++) {
      all.add(new Moment(Step.FIXED, i));
    }
    return all;
  }

  /** Whether the suspension was asked for before it. */
  boolean isSuspended() {
    return step != Step.SUSPENDING;
  }

  /** Starts a backup that meets its fate at this moment. */
  Cli.Running start(Site site, KilledBackup.Fate fate, long other) {
    return Cli.bare()
        .launch(
            KilledBackup.class.getName(),
            List.of(
                site.config().toString(),
                step.name(),
                Integer.toString(occurrence),
                fate.name(),
                Long.toString(other)));
  }

  @Override
  public String toString() {
    return step + " " + occurrence;
  }
}
