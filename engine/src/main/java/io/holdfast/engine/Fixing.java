package io.holdfast.engine;

import io.holdfast.engine.journal.StateDirectory;
import io.holdfast.engine.journal.Step;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Doubt;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.Point;
import io.holdfast.model.set.Window;
import io.holdfast.platform.Clock;
import io.holdfast.platform.posix.OpenForWriting;
import io.holdfast.stores.Store;
import io.holdfast.stores.Unproved;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The part of a backup that needs processing to stand still: a cold window, the proof of what it
 * fixed, and a second window if the first was too narrow to be proved.
 */
final class Fixing {
  private static final int NAMED = 5;

  private final Installation installation;
  private final Rule rule;
  private final StateDirectory.Run run;
  private final Clock clock;
  private final Progress progress;
  private final List<List<Store>> levels;
  private final StoreThreads threads;
  private final OpenForWriting openFiles;
  private final List<Window> earlierWindows = new ArrayList<>();
  private final List<Doubt> doubts = new ArrayList<>();
  private @Nullable Fixed last;

  /**
   * @param levels in reference order, referrers first
   * @param openFiles knows who holds files of the trees open
   */
  Fixing(
      Installation installation,
      Rule rule,
      StateDirectory.Run run,
      Clock clock,
      Progress progress,
      List<List<Store>> levels,
      StoreThreads threads,
      OpenForWriting openFiles) {
    this.installation = installation;
    this.rule = rule;
    this.run = run;
    this.clock = clock;
    this.progress = progress;
    this.levels = levels;
    this.threads = threads;
    this.openFiles = openFiles;
  }

  /** Returns when every store is fixed, processing is confirmed to run, and the proof is made. */
  Fixing throughTheWindows() {
    Fixed fixed = throughOne(rule.coldWindow().sweep(), holderOf(installation, run.id()));
    Map<String, Unproved> unproved = prove();
    if (!unproved.isEmpty() && isRepeated(fixed)) {
      earlierWindows.add(fixed.window());
      long count = unproved.values().stream().mapToLong(Unproved::count).sum();
      run.journal().record(Step.UNPROVED, count + " entries");
      // A name of its own: whoever still ends the first suspension must not end this one.
      String holder = holderOf(installation, run.id()) + "/2";
      try (Progress.Phase phase = progress.begin(secondWindow(count), Progress.Unit.STEPS, 1)) {
        fixed = throughOne(Rule.Sweep.FULL, holder);
        phase.advance(1);
      }
      unproved = prove();
    }
    last = fixed;
    doubts.addAll(fixed.doubts());
    unproved.forEach((store, what) -> doubts.add(doubt(store, what)));
    return this;
  }

  private Fixed throughOne(Rule.Sweep sweep, String holder) {
    OneFixing one =
        new OneFixing(run, clock, new CountedProgress(progress), levels, threads, sweep);
    Fixed fixed =
        rule.suspends(installation.suspension())
            ? one.insideWindow(
                installation.suspension(), rule.coldWindow(), holder, new HeldFiles(openFiles))
            : one.whileProcessingRuns();
    run.journal().record(Step.RESUMED);
    return fixed;
  }

  /** Of all stores at once: each moment makes it harder. */
  private Map<String, Unproved> prove() {
    Map<String, Unproved> unproved = new TreeMap<>();
    threads.each(
        levels.stream().flatMap(List::stream).toList(),
        () -> {},
        store -> store.prove(progress),
        (store, what) -> {
          if (what.count() > 0) {
            unproved.put(store.name(), what);
          }
        });
    return unproved;
  }

  /** A full sweep takes longer, so a window that was too long already is not repeated. */
  private boolean isRepeated(Fixed fixed) {
    return rule.suspends(installation.suspension())
        && rule.coldWindow().sweep() == Rule.Sweep.NARROW
        && rule.coldWindow().onUnproved() == Rule.OnUnproved.REPEAT
        && !fixed.overran();
  }

  private static String secondWindow(long unproved) {
    return "Second window, with a full sweep: %d entries are unproved".formatted(unproved);
  }

  private static Doubt doubt(String store, Unproved unproved) {
    List<String> named = unproved.named().stream().limit(NAMED).toList();
    String more = unproved.count() > named.size() ? ", and more" : "";
    return new Doubt(
        Grade.CRASH_CONSISTENT,
        "store '%s': %d entries cannot be proved to be as they were in the window: %s%s"
            .formatted(store, unproved.count(), String.join(", ", named), more));
  }

  /** The name under which a run holds its first suspension: unique, and told apart by a person. */
  static String holderOf(Installation installation, String run) {
    return "holdfast/" + installation.name() + "/" + run;
  }

  Point point(Store store) {
    Point point = fixed().points().get(store.name());
    if (point == null) {
      throw new IllegalStateException("Store " + store.name() + " was never fixed");
    }
    return point;
  }

  Window window() {
    return fixed().window();
  }

  /** The windows that were given up because what they fixed could not be proved. */
  List<Window> earlierWindows() {
    return List.copyOf(earlierWindows);
  }

  /** Why the set is less than consistent, as far as the fixing knows. */
  List<Doubt> doubts() {
    return List.copyOf(doubts);
  }

  private Fixed fixed() {
    return Objects.requireNonNull(last, "fixed first");
  }
}
