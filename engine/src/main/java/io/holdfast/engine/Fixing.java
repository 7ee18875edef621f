package io.holdfast.engine;

import io.holdfast.engine.journal.StateDirectory;
import io.holdfast.engine.journal.Step;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Doubt;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.Point;
import io.holdfast.model.set.Window;
import io.holdfast.platform.Clock;
import io.holdfast.stores.Store;
import io.holdfast.window.ColdWindow;
import io.holdfast.window.driver.Drivers;
import io.holdfast.window.driver.SuspensionDriver;
import io.holdfast.window.guardian.GuardianProcess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of a backup that lies inside the cold window. */
final class Fixing {
  private final Installation installation;
  private final Rule rule;
  private final StateDirectory.Run run;
  private final Clock clock;
  private final Progress progress;
  private final List<Doubt> doubts;
  private final List<Store> stores;
  private final Map<String, Point> points = new HashMap<>();
  private Window window = Window.NONE;

  /**
   * @param stores in reference order, referrers first
   * @param doubts receives why the set is less than consistent
   */
  Fixing(
      Installation installation,
      Rule rule,
      StateDirectory.Run run,
      Clock clock,
      Progress progress,
      List<Doubt> doubts,
      List<Store> stores) {
    this.installation = installation;
    this.rule = rule;
    this.run = run;
    this.clock = clock;
    this.progress = progress;
    this.doubts = doubts;
    this.stores = stores;
  }

  /** Returns when every store is fixed and processing is confirmed to run. */
  Fixing throughTheWindow() {
    Optional<SuspensionDriver> driver =
        rule.coldWindow().enabled()
            ? Drivers.open(installation.suspension().driver(), clock)
            : Optional.empty();
    if (driver.isEmpty()) {
      doubts.add(new Doubt(Grade.CRASH_CONSISTENT, "processing was not suspended"));
      stores.forEach(Store::mark);
      stores.forEach(this::fix);
    } else {
      insideWindow(driver.get());
    }
    run.journal().record(Step.RESUMED);
    return this;
  }

  private void insideWindow(SuspensionDriver driver) {
    String holder = holderOf(installation, run.id());
    ColdWindow open;
    try {
      driver.prepare();
      open =
          new ColdWindow(
              driver,
              GuardianProcess.start(run.directory(), installation.suspension(), holder),
              clock,
              installation.suspension(),
              holder);
    } catch (RuntimeException noGuardian) {
      driver.close();
      throw noGuardian;
    }
    try (ColdWindow suspension = open) {
      run.journal().record(Step.SUSPENDING, holder);
      suspension.suspend();
      suspension.awaitQuiet();
      run.journal().record(Step.QUIET);
      stores.forEach(Store::mark);
      for (Store store : stores) {
        fix(store);
        suspension.progressed();
        stopIfOverBudget(suspension);
      }
      suspension
          .allFixed()
          .ifPresent(processed -> doubts.add(new Doubt(Grade.CRASH_CONSISTENT, processed)));
      suspension.resume();
      window = suspension.report();
    }
    refuseEarlyEnd();
  }

  private void fix(Store store) {
    Backup.stopIfInterrupted();
    points.put(store.name(), store.fix(rule.coldWindow().sweep(), progress));
    run.journal().record(Step.FIXED, store.name());
  }

  private void stopIfOverBudget(ColdWindow suspension) {
    Rule.ColdWindow limits = rule.coldWindow();
    Duration held = suspension.sinceQuiet();
    if (held.compareTo(limits.budget()) <= 0) {
      return;
    }
    String over =
        "processing was held quiet for %s, over the budget of %s"
            .formatted(DurationText.format(held), DurationText.format(limits.budget()));
    switch (limits.onOverrun()) {
      case ABORT ->
          throw new HoldfastException(
              ErrorCode.WINDOW_OVER_BUDGET,
              "The window was given up: " + over,
              "Processing has resumed; no set was sealed, and earlier sets are untouched.",
              "Give the window a larger coldWindow.budget, or run when less changes.");
      case DOWNGRADE -> {
        boolean told =
            doubts.stream().anyMatch(doubt -> doubt.reason().contains("over the budget"));
        if (!told) {
          doubts.add(new Doubt(Grade.CRASH_CONSISTENT, over));
        }
      }
    }
  }

  /** The lease may have run out between the last look and the release. */
  private void refuseEarlyEnd() {
    if (window.endedBy().equals("deadline")) {
      doubts.add(
          new Doubt(
              Grade.CRASH_CONSISTENT,
              "the lease ran out at its deadline, before Holdfast released it"));
    }
  }

  /** The name under which a run holds the suspension: unique, and told apart by a person. */
  static String holderOf(Installation installation, String run) {
    return "holdfast/" + installation.name() + "/" + run;
  }

  Point point(Store store) {
    Point point = points.get(store.name());
    if (point == null) {
      throw new IllegalStateException("Store " + store.name() + " was never fixed");
    }
    return point;
  }

  Window window() {
    return window;
  }
}
