package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.posix.FileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One window in which an adversary does some deeds, each in a directory of its own.
 *
 * @param pause how long the tree is left alone until it is cold: longer than a tick of its clock
 */
record Ambush(Rule.Sweep sweep, Ground ground, Moment moment, Duration pause) {
  private static final Duration HORIZON = Duration.ofMillis(200);

  /** When it is done. */
  enum Moment {
    BEFORE_THE_SWEEP,
    AFTER_THE_SWEEP,
    BEFORE_THE_AUDIT
  }

  /** Where it is done. */
  enum Ground {
    /** Nothing changed here lately: a narrow sweep passes it by. */
    COLD("data"),
    /** The profile says that any of its files may be written to: every sweep looks. */
    HOT("agg");

    private final String directory;

    Ground(String directory) {
      this.directory = directory;
    }
  }

  /** What came out: all entries that were named for any reason, and two states. */
  record Outcome(List<String> named, Map<String, String> atTheFence, Map<String, String> captured) {
    /** What belongs to one deed. */
    Outcome of(String directory) {
      return new Outcome(
          named.stream().filter(path -> TreeStates.isBelow(directory, path)).toList(),
          TreeStates.below(atTheFence, directory),
          TreeStates.below(captured, directory));
    }
  }

  /** Told when the moment has come, before anything is done. */
  @FunctionalInterface
  interface Prelude {
    void before(Map<Deed, Stage> stages) throws IOException;
  }

  static Ambush at(Rule.Sweep sweep, Ground ground, Moment moment) {
    return new Ambush(sweep, ground, moment, HORIZON.plusMillis(100));
  }

  String directoryOf(Deed deed) {
    return ground.directory + "/" + deed.name();
  }

  /** Whether the sweep itself looks at where the deeds are done. */
  boolean isLookedAt() {
    return sweep == Rule.Sweep.FULL || ground == Ground.HOT;
  }

  /** Whether processing is suspended at that moment. */
  boolean isSuspended() {
    return moment != Moment.BEFORE_THE_AUDIT;
  }

  Outcome run(FileSystem files, Set<Deed> deeds, Prelude prelude) {
    try (Scratch scratch = new Scratch()) {
      return run(files, deeds, prelude, scratch);
    } catch (IOException failed) {
      throw new AssertionError(toString(), failed);
    }
  }

  private Outcome run(FileSystem files, Set<Deed> deeds, Prelude prelude, Scratch scratch)
      throws IOException {
    Path root = scratch.directory("root");
    Map<Deed, Stage> stages = new EnumMap<>(Deed.class);
    try {
      for (Deed deed : deeds) {
        Path outside = scratch.resolve("outside/" + deed);
        stages.put(deed, new Stage(root.resolve(directoryOf(deed)), outside));
      }
      MemoryVault vault = new MemoryVault();
      try (TreeCapture capture = warm(files, root, vault)) {
        Fence quiet = capture.fence();
        Map<String, String> atTheFence = TreeStates.live(files, root);
        doAll(Moment.BEFORE_THE_SWEEP, stages, prelude);
        SweepReport swept = capture.sweep(sweep, scratch.resolve("spool"), quiet, Progress.NONE);
        if (!isLookedAt()) {
          assertThat(swept.files()).as("the sweep did not look there").isZero();
        }
        doAll(Moment.AFTER_THE_SWEEP, stages, prelude);
        Fence end = capture.fence();
        doAll(Moment.BEFORE_THE_AUDIT, stages, prelude);
        AuditReport audit = capture.audit(end, Progress.NONE);
        CapturedTree tree = capture.complete(Progress.NONE);
        assertThat(tree.audited()).isTrue();
        List<String> named = new ArrayList<>();
        audit.unproved().forEach(one -> named.add(one.path()));
        tree.writtenInWindow().forEach(one -> named.add(one.path()));
        return new Outcome(named, atTheFence, TreeStates.captured(vault, tree.tree()));
      }
    } finally {
      for (Stage stage : stages.values()) {
        stage.close();
      }
    }
  }

  private void doAll(Moment now, Map<Deed, Stage> stages, Prelude prelude) throws IOException {
    if (now == moment) {
      prelude.before(stages);
      for (Map.Entry<Deed, Stage> one : stages.entrySet()) {
        one.getKey().isDoneOn(one.getValue());
      }
    }
  }

  private TreeCapture warm(FileSystem files, Path root, MemoryVault vault) {
    ProfileDirectory hot = new ProfileDirectory(Ground.HOT.directory, Profile.AGGREGATION);
    TreeSpec spec = new TreeSpec(root, List.of(hot), List.of());
    TreeCapture capture =
        new TreeCapture(
            files, spec, vault, Clock.SYSTEM, Concurrency.fixed(2), Duration.ZERO, HORIZON);
    RoundReport before;
    RoundReport last = capture.round(Progress.NONE);
    do {
      // The horizon follows the length of the round before, which a busy machine makes long.
      before = last;
      Clock.SYSTEM.sleep(pause);
      last = capture.round(Progress.NONE);
    } while (before.elapsed().multipliedBy(2).compareTo(HORIZON) > 0);
    return capture;
  }
}
