package io.holdfast.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.usage.disk.Step;
import io.holdfast.usage.source.Generate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The process is halted at every named step of every transaction, one after the other on the same
 * home: each start recovers from the crash before it. If it ever billed a record twice or lost one,
 * the totals at the end show it.
 */
class CrashAtEveryStepTest {
  private static final String[] SMALL = {
    "--session-file-bytes", "8192", "--realtime-file-bytes", "4096",
    "--archive-keep", "5", "--defragment-millis", "20"
  };

  private static final Set<Step> WHERE_THEY_DIFFER =
      EnumSet.of(
          Step.DATABASE_MADE,
          Step.OBJECT_WRITTEN,
          Step.COLLECTION_COMMITTED,
          Step.OBJECT_UNLINKED,
          Step.SESSIONS_APPLIED,
          Step.SESSIONS_TAKEN_BACK,
          Step.AGGREGATION_ROWS_WRITTEN,
          Step.AGGREGATION_COMMITTED);

  @TempDir Path directory;
  private Backing backing = new Backing(null, null, false);

  /**
   * The long form crashes at every step of every combination. The short one does so with Derby and
   * files, and with the others where they differ from it.
   */
  @ParameterizedTest
  @EnumSource
  @DisplayName("killed at every step of every transaction, the bill stays exact")
  void everyStep(Backing.Kind kind) throws Exception {
    backing = kind.fresh();
    var home = directory.resolve("home");
    var source = directory.resolve("source");
    var steps = backing.steps();
    if (kind != Backing.Kind.DERBY_DISK && !Trials.LONG) {
      steps.retainAll(WHERE_THEY_DIFFER);
    }
    int round = 0;
    for (var step : steps) {
      crash(home, source, step + ":1", ++round);
    }
    finish(home, source, "after a crash at each of " + round + " steps");
  }

  static List<Backing.Kind> kindsAtRandom() {
    return Trials.LONG
        ? List.of(Backing.Kind.values())
        : List.of(Backing.Kind.DERBY_DISK, Backing.Kind.POSTGRESQL_REDIS);
  }

  @ParameterizedTest
  @MethodSource("kindsAtRandom")
  @DisplayName("killed at random steps, some of them late, the bill stays exact")
  void randomSteps(Backing.Kind kind) throws Exception {
    backing = kind.fresh();
    var steps = List.copyOf(backing.steps());
    var home = directory.resolve("home");
    var source = directory.resolve("source");
    var random = new SplittableRandom(Trials.SEED);
    var crashes = new ArrayList<String>();
    for (int round = 1; round <= Trials.count(2); round++) {
      var step = steps.get(random.nextInt(steps.size()));
      boolean oncePerStart = step.name().startsWith("RECOVERY");
      crashes.add(step + ":" + (oncePerStart ? 1 : random.nextInt(1, 4)));
      Generate.into(source, 2000, round, 4);
      try (var engine = EngineProcess.launch(home, source, crashes.getLast(), backing.run(SMALL))) {
        // A late occurrence of a rare step may not come; then it is an ordinary kill.
        engine.process.waitFor(5, TimeUnit.SECONDS);
        engine.kill();
      }
    }
    finish(home, source, Trials.replay("after " + crashes));
  }

  private void crash(Path home, Path source, String crashAt, int round) throws Exception {
    Generate.into(source, 2000, round, 4);
    try (var engine = EngineProcess.launch(home, source, crashAt, backing.run(SMALL))) {
      boolean ended = engine.process.waitFor(30, TimeUnit.SECONDS);
      assertThat(ended).as("step %s was never reached:%n%s", crashAt, engine.output()).isTrue();
      assertThat(engine.awaitEnd())
          .as("how the engine ended at %s:%n%s", crashAt, engine.output())
          .isEqualTo(EngineProcess.HALTED);
    }
  }

  private void finish(Path home, Path source, String when) throws Exception {
    try (var engine = EngineProcess.start(home, source, backing.run(SMALL))) {
      engine.awaitIdle();
      assertThat(engine.status().body()).as(when).doesNotContain("aborted");
      engine.terminate();
    }
    Verdict.of(home, source, backing).assertExact(when);
  }
}
