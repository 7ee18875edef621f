package io.holdfast.engine;

import io.holdfast.engine.journal.StateDirectory;
import io.holdfast.engine.journal.Step;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.Suspension;
import io.holdfast.model.set.Doubt;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.HeldOpen;
import io.holdfast.model.set.Point;
import io.holdfast.model.set.Window;
import io.holdfast.platform.Clock;
import io.holdfast.stores.Store;
import io.holdfast.window.ColdWindow;
import io.holdfast.window.Witness;
import io.holdfast.window.driver.Drivers;
import io.holdfast.window.driver.SuspensionDriver;
import io.holdfast.window.guardian.GuardianProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One pass through the fixing of all stores, level after level: a whole cold window, or none. */
final class OneFixing {
  private final StateDirectory.Run run;
  private final Clock clock;
  private final CountedProgress progress;
  private final List<List<Store>> levels;
  private final StoreThreads threads;
  private final Rule.Sweep sweep;
  private final Map<String, Point> points = new HashMap<>();
  private final List<Doubt> doubts = new ArrayList<>();

  OneFixing(
      StateDirectory.Run run,
      Clock clock,
      CountedProgress progress,
      List<List<Store>> levels,
      StoreThreads threads,
      Rule.Sweep sweep) {
    this.run = run;
    this.clock = clock;
    this.progress = progress;
    this.levels = levels;
    this.threads = threads;
    this.sweep = sweep;
  }

  Fixed whileProcessingRuns() {
    doubts.add(new Doubt(Grade.CRASH_CONSISTENT, "processing was not suspended"));
    mark(() -> {});
    fix(() -> {});
    return new Fixed(Window.NONE, points, doubts, false);
  }

  Fixed insideWindow(
      Suspension settings, Rule.ColdWindow limits, String holder, HeldFiles heldFiles) {
    try (ColdWindow suspension = open(settings, holder)) {
      heldFiles.findSuspects();
      run.journal().record(Step.SUSPENDING, holder);
      suspension.suspend();
      suspension.awaitQuiet(new Trees(settings, heldFiles));
      run.journal().record(Step.QUIET);
      WindowWatch watch = new WindowWatch(suspension, limits, progress);
      mark(watch::look);
      heldFiles.lookBeside(threads);
      fix(watch::look);
      List<HeldOpen> held = heldFiles.end();
      Optional<String> overrun = release(suspension, watch);
      overrun.ifPresent(over -> doubts.add(new Doubt(Grade.CRASH_CONSISTENT, over)));
      Window window = suspension.report(held);
      if (window.endedBy().equals("deadline")) {
        // The lease may have run out between the last look and the release.
        doubts.add(
            new Doubt(
                Grade.CRASH_CONSISTENT,
                "the lease ran out at its deadline, before Holdfast released it"));
      }
      return new Fixed(window, points, doubts, overrun.isPresent());
    }
  }

  private ColdWindow open(Suspension settings, String holder) {
    SuspensionDriver driver = Drivers.open(settings.driver(), clock).orElseThrow();
    try {
      driver.prepare();
      GuardianProcess guardian = GuardianProcess.start(run.directory(), settings, holder);
      return new ColdWindow(driver, guardian, clock, settings, holder);
    } catch (RuntimeException noGuardian) {
      driver.close();
      throw noGuardian;
    }
  }

  private void mark(Runnable watch) {
    levels.forEach(level -> threads.each(level, watch, Store::mark));
  }

  private void fix(Runnable watch) {
    for (List<Store> level : levels) {
      threads.each(level, watch, store -> store.fix(sweep, progress), this::fixed);
    }
  }

  private void fixed(Store store, Point point) {
    points.put(store.name(), point);
    progress.count();
    run.journal().record(Step.FIXED, store.name());
  }

  /**
   * Ends the suspension, if the watch has not done so.
   *
   * @return that the watch had to, in words
   */
  private Optional<String> release(ColdWindow suspension, WindowWatch watch) {
    if (watch.overrun().isEmpty()) {
      Optional<String> processed = suspension.allFixed();
      processed.ifPresent(words -> doubts.add(new Doubt(Grade.CRASH_CONSISTENT, words)));
      watch.look();
      suspension.resume();
    }
    return watch.overrun();
  }

  /** The trees, asked through their stores and through the system's list of open files. */
  private final class Trees implements Witness {
    private final Suspension settings;
    private final HeldFiles heldFiles;

    Trees(Suspension settings, HeldFiles heldFiles) {
      this.settings = settings;
      this.heldFiles = heldFiles;
    }

    @Override
    public List<String> restless() {
      long giveUp = clock.nanos() + settings.drain().toNanos();
      List<String> names = new ArrayList<>();
      threads.each(
          levels.stream().flatMap(List::stream).toList(),
          () -> stopAfter(giveUp),
          Store::restless,
          (store, found) -> found.forEach(name -> names.add(store.name() + ":" + name)));
      return names;
    }

    @Override
    public List<String> holders() {
      return heldFiles.inWords();
    }

    private void stopAfter(long giveUp) {
      if (clock.nanos() - giveUp > 0) {
        throw new HoldfastException(
            ErrorCode.DRAIN_TIMED_OUT,
            "Whether the trees are at rest could not be seen within "
                + DurationText.format(settings.drain()),
            "Processing has resumed; nothing was captured.",
            "Look whether the file systems of the stores answer.");
      }
    }
  }
}
