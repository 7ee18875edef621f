package io.holdfast.capture;

import static io.holdfast.model.installation.Rule.Sweep.FULL;
import static io.holdfast.model.installation.Rule.Sweep.NARROW;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.faults.FaultyFiles;
import io.holdfast.platform.posix.FileSystem;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * I2 against an adversary who does every {@link Deed} at every moment of the window, where the
 * sweep looks and where it does not. Inside the window each must be named; what is done after it
 * must either be named as unproved or not be in the capture. What no capture can see is in {@link
 * MappedWriteTest} and {@link BrokenAssumptionTest}.
 */
class AdversaryTest {
  private static final Set<Deed> ALL = EnumSet.allOf(Deed.class);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TestFactory
  @DisplayName("I2: whoever writes, however and whenever: it is named, or it is not captured")
  Stream<DynamicContainer> everyDeedAtEveryMoment() {
    List<DynamicContainer> ambushes = new ArrayList<>();
    for (Rule.Sweep sweep : Rule.Sweep.values()) {
      for (Ambush.Ground ground : Ambush.Ground.values()) {
        for (Ambush.Moment moment : Ambush.Moment.values()) {
          ambushes.add(judged(Ambush.at(sweep, ground, moment), Posix.FILES));
        }
      }
    }
    return ambushes.stream();
  }

  @TestFactory
  @DisplayName("I2: the same where the file system keeps whole seconds only")
  Stream<DynamicContainer> wholeSeconds() {
    Duration pause = SECOND.multipliedBy(2).plusMillis(300);
    FaultyFiles files = new FaultyFiles((call, name, real) -> SlowClock.coarse(real.run(), SECOND));
    return Stream.of(
            new Ambush(FULL, Ambush.Ground.HOT, Ambush.Moment.BEFORE_THE_SWEEP, pause),
            new Ambush(NARROW, Ambush.Ground.COLD, Ambush.Moment.AFTER_THE_SWEEP, pause),
            new Ambush(NARROW, Ambush.Ground.COLD, Ambush.Moment.BEFORE_THE_AUDIT, pause))
        .map(ambush -> judged(ambush, files));
  }

  @TestFactory
  @DisplayName("I2: the same where the operating system cannot be called")
  Stream<DynamicContainer> throughTheJdk() {
    return Stream.of(
            Ambush.at(FULL, Ambush.Ground.COLD, Ambush.Moment.BEFORE_THE_SWEEP),
            Ambush.at(FULL, Ambush.Ground.HOT, Ambush.Moment.AFTER_THE_SWEEP),
            Ambush.at(NARROW, Ambush.Ground.COLD, Ambush.Moment.BEFORE_THE_SWEEP),
            Ambush.at(NARROW, Ambush.Ground.COLD, Ambush.Moment.BEFORE_THE_AUDIT))
        .map(ambush -> judged(ambush, Posix.filesOfJava()));
  }

  private static DynamicContainer judged(Ambush ambush, FileSystem files) {
    Stream<DynamicTest> tests =
        Stream.of(ambush)
            .map(one -> one.run(files, ALL, stages -> {}))
            .flatMap(outcome -> testsOf(ambush, outcome));
    String name = ambush.sweep() + " " + ambush.ground() + " " + ambush.moment();
    return DynamicContainer.dynamicContainer(name, tests);
  }

  private static Stream<DynamicTest> testsOf(Ambush ambush, Ambush.Outcome outcome) {
    return Stream.of(Deed.values())
        .map(
            deed ->
                DynamicTest.dynamicTest(
                    deed.what, () -> judge(ambush, outcome.of(ambush.directoryOf(deed)))));
  }

  private static void judge(Ambush ambush, Ambush.Outcome outcome) {
    assertThat(outcome.atTheFence()).hasSizeGreaterThan(5);
    if (ambush.isSuspended()) {
      assertThat(outcome.named())
          .as("named as written inside the window, or as unproved")
          .isNotEmpty();
    }
    if (ambush.isLookedAt() && ambush.moment() != Ambush.Moment.BEFORE_THE_SWEEP) {
      assertThat(outcome.captured()).as("the sweep came first").isEqualTo(outcome.atTheFence());
    }
    if (ambush.isLookedAt() && !ambush.isSuspended()) {
      assertThat(outcome.named()).as("processing may write again").isEmpty();
    }
    if (outcome.named().isEmpty()) {
      assertThat(outcome.captured())
          .as("nothing is named, so this is the fence")
          .isEqualTo(outcome.atTheFence());
    }
  }

  @Test
  @DisplayName(
      "I2: written in the last tick before the fence is captured, in the first one after it named")
  void withinOneTick() throws IOException {
    for (Rule.Sweep sweep : Rule.Sweep.values()) {
      for (int i = 0; i < 30; i++) {
        withinOneTick(sweep);
      }
    }
  }

  private static void withinOneTick(Rule.Sweep sweep) throws IOException {
    try (Scratch scratch = new Scratch()) {
      Path root = scratch.directory("root");
      Path before = Scratch.write(root.resolve("a/before"), "1");
      Path after = Scratch.write(root.resolve("b/after"), "1");
      MemoryVault vault = new MemoryVault();
      TreeSpec spec = TreeSpec.plain(root);
      try (TreeCapture capture =
          new TreeCapture(
              Posix.FILES, spec, vault, Clock.SYSTEM, Concurrency.fixed(1), Duration.ZERO)) {
        capture.round(Progress.NONE);
        Files.writeString(before, "2");
        Fence quiet = capture.fence();
        Files.writeString(after, "2");
        capture.sweep(sweep, scratch.resolve("spool"), quiet, Progress.NONE);
        capture.audit(capture.fence(), Progress.NONE);
        CapturedTree tree = capture.complete(Progress.NONE);
        assertThat(tree.writtenInWindow())
            .extracting(WrittenInWindow::path)
            .containsExactly("b/after");
        assertThat(vault.content(vault.at(tree.tree(), "a/before"))).isEqualTo(new byte[] {'2'});
      }
    }
  }
}
