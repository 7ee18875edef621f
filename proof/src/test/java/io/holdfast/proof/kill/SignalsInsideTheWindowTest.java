package io.holdfast.proof.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.engine.journal.Step;
import io.holdfast.proof.real.Await;
import io.holdfast.proof.real.Children;
import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Traces;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Holdfast, its guardian and the usage engine, each killed or stopped inside the window: processing
 * is never suspended past the lease, and no set is called consistent that is not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignalsInsideTheWindowTest {
  private static final int LEASE_LOST = 6;
  private static final long RATE = 1_000;
  private static final Site.Times TIMES = new Site.Times("3s", "6s", "3s");
  private static final Duration LEASE = Duration.ofSeconds(6);

  @TempDir private static Path directory;
  private Site site;
  private long inputs;

  @BeforeAll
  void startProcessing() {
    site = Site.in(directory);
    feed();
    site.engine().start(RATE);
    site.configure(TIMES).initVault();
    site.engine().awaitRecords(1_500);
  }

  @AfterAll
  void stopProcessing() {
    site.close();
  }

  private void feed() {
    site.engine().generate(100_000, ++inputs, 2_500);
  }

  private Stream<DynamicTest> atEach(Step step, Consumer<Moment> test) {
    return Moment.insideTheWindow(step, 2).stream()
        .map(
            moment ->
                DynamicTest.dynamicTest(
                    moment.toString(),
                    () -> {
                      if (inputs * 100_000 - site.engine().recordsIn() < 40_000) {
                        feed();
                      }
                      site.engine().awaitProgress("there is processing to suspend");
                      test.accept(moment);
                      site.engine().awaitProgress("processing runs");
                      Await.until(
                          "nothing is left",
                          Duration.ofSeconds(15),
                          () -> Traces.of(site).isEmpty());
                    }));
  }

  @TestFactory
  @DisplayName("I1 I3: Holdfast stopped and woken after the lease seals nothing")
  Stream<DynamicTest> holdfastStopped() {
    return atEach(Step.FIXED, this::holdfastIsStopped);
  }

  private void holdfastIsStopped(Moment moment) {
    int before = site.snapshots();
    Cli.Running run = moment.start(site, KilledBackup.Fate.STOPPED, 0);
    awaitStopped(run.pid());
    Await.until("the lease ends", LEASE.plusSeconds(2), () -> !site.engine().isSuspended());
    site.engine().awaitProgress("records are processed while Holdfast is stopped");
    Children.signal(run.pid(), "CONT");
    Outcome woken = run.await();
    if (moment.isSuspended()) {
      assertThat(woken.expect(LEASE_LOST).err()).contains("HF-603");
      assertThat(site.snapshots()).isEqualTo(before);
    } else {
      // Nothing had been asked for yet: the whole window came after it was woken.
      woken.expect(0);
      assertThat(site.snapshots()).isEqualTo(before + 1);
    }
  }

  @TestFactory
  @DisplayName("I1 I3: the guardian killed: Holdfast resumes processing and seals nothing")
  Stream<DynamicTest> guardianKilled() {
    return atEach(
        Step.QUIET,
        moment -> {
          int before = site.snapshots();
          Outcome ended = moment.start(site, KilledBackup.Fate.GUARDIAN_KILLED, 0).await();
          assertThat(ended.err()).as(ended::told).contains("HF-104");
          assertThat(site.engine().isSuspended()).isFalse();
          assertThat(site.snapshots()).isEqualTo(before);
        });
  }

  @TestFactory
  @DisplayName("I1 I3: the guardian stopped: Holdfast resumes processing, and the set is sound")
  Stream<DynamicTest> guardianStopped() {
    return atEach(
        Step.FIXED,
        moment -> {
          Outcome ended = moment.start(site, KilledBackup.Fate.GUARDIAN_STOPPED, 0).await();
          ended.expect(0);
          assertThat(site.engine().isSuspended()).isFalse();
          JsonNode last = site.engine().status().path("lastSuspension");
          assertThat(last.path("endedBy").asString("")).as("%s", last).isEqualTo("release");
          assertThat(grade()).isEqualTo("consistent");
          List<Long> guardians = Children.workingIn(site.root(), "guardian.Guardian");
          assertThat(guardians).as("the stopped guardian").hasSize(1);
          guardians.forEach(guardian -> Children.signal(guardian, "CONT"));
        });
  }

  @TestFactory
  @DisplayName("I1 I3: the engine killed: no consistent set, and it processes when it is restarted")
  Stream<DynamicTest> engineKilled() {
    return atEach(
        Step.FIXED,
        moment -> {
          int before = site.snapshots();
          long engine = site.engine().pid();
          Cli.Running run = moment.start(site, KilledBackup.Fate.OTHER_KILLED, engine);
          Await.until(
              "the engine is killed",
              Duration.ofSeconds(60),
              () -> ProcessHandle.of(engine).isEmpty() || !run.isAlive());
          site.engine().restart(RATE);
          Outcome ended = run.await();
          assertThat(ended.exit()).as(ended::told).isNotZero();
          assertThat(site.snapshots()).isEqualTo(before);
          assertThat(site.engine().isSuspended()).isFalse();
        });
  }

  @TestFactory
  @DisplayName(
      "I1 I3: the engine stopped past its lease: no consistent set, and it goes on by itself")
  Stream<DynamicTest> engineStopped() {
    return atEach(
        Step.QUIET,
        moment -> {
          int before = site.snapshots();
          long engine = site.engine().pid();
          Cli.Running run = moment.start(site, KilledBackup.Fate.OTHER_STOPPED, engine);
          awaitStopped(engine);
          Await.pause(LEASE.plusMillis(500).toMillis());
          Children.signal(engine, "CONT");
          if (moment.isSuspended()) {
            Await.until(
                "the lease is over when the engine wakes",
                Duration.ofSeconds(2),
                () -> !site.engine().isSuspended());
          }
          Outcome ended = run.await();
          if (moment.isSuspended()) {
            assertThat(ended.exit()).as(ended::told).isNotZero();
            assertThat(site.snapshots()).isEqualTo(before);
          }
          assertThat(site.engine().isSuspended()).isFalse();
        });
  }

  private static void awaitStopped(long pid) {
    Await.until(
        "process " + pid + " is stopped",
        Duration.ofSeconds(60),
        () -> Children.isStopped(pid) || ProcessHandle.of(pid).isEmpty());
    assertThat(Children.isStopped(pid)).as("it is stopped, and has not ended").isTrue();
  }

  private String grade() {
    JsonNode shown = site.holdfast("show").expect(0).summary();
    return shown.path("set").path("grade").asString("");
  }
}
