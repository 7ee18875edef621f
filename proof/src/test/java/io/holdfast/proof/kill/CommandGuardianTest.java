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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where the suspended side keeps no lease: the guardian is all that ends a suspension that Holdfast
 * leaves, and Holdfast all that ends one if the guardian is killed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandGuardianTest {
  private static final int LEASE_LOST = 6;
  private static final int KILLED = 128 + 9;
  private static final Site.Times TIMES = new Site.Times("2s", "4s", "2s");
  private static final Duration LEASE = Duration.ofSeconds(4);

  @TempDir private static Path directory;
  private CommandSite site;

  @BeforeAll
  void startProcessing() {
    site = new CommandSite(directory, TIMES);
  }

  @AfterAll
  void stopProcessing() {
    site.close();
  }

  private Stream<DynamicTest> atEach(Step step, Consumer<Moment> test) {
    return Moment.insideTheWindow(step, 1).stream()
        .map(
            moment ->
                DynamicTest.dynamicTest(
                    moment.toString(),
                    () -> {
                      test.accept(moment);
                      assertThat(site.isSuspended()).isFalse();
                      site.awaitProgress("processing runs");
                      Await.until(
                          "the guardian is gone",
                          Duration.ofSeconds(15),
                          () -> guardians().isEmpty());
                    }));
  }

  private List<Long> guardians() {
    return Children.workingIn(site.site().root(), "guardian.Guardian");
  }

  @TestFactory
  @DisplayName("I1 I3: Holdfast killed: the guardian runs the resume command")
  Stream<DynamicTest> holdfastKilled() {
    return atEach(
        Step.QUIET,
        moment -> {
          int before = site.site().snapshots();
          moment.start(site.site(), KilledBackup.Fate.KILLED, 0).await().expect(KILLED);
          Await.until("processing is resumed", LEASE, () -> !site.isSuspended());
          assertThat(site.site().snapshots()).isEqualTo(before);
        });
  }

  @TestFactory
  @DisplayName(
      "I1 I3: Holdfast stopped: the guardian resumes at the deadline; woken, it seals nothing,"
          + " although the status command still says that all is quiet")
  Stream<DynamicTest> holdfastStopped() {
    return atEach(
        Step.QUIET,
        moment -> {
          int before = site.site().snapshots();
          Cli.Running run = moment.start(site.site(), KilledBackup.Fate.STOPPED, 0);
          Await.until("it is stopped", Duration.ofSeconds(60), () -> Children.isStopped(run.pid()));
          Await.until("the lease ends", LEASE.plusSeconds(3), () -> !site.isSuspended());
          site.awaitProgress("processing runs while Holdfast is stopped");
          Children.signal(run.pid(), "CONT");
          Outcome woken = run.await();
          if (moment.isSuspended()) {
            assertThat(woken.expect(LEASE_LOST).err()).contains("HF-603");
            assertThat(site.site().snapshots()).isEqualTo(before);
          } else {
            woken.expect(0);
          }
        });
  }

  @TestFactory
  @DisplayName("I1 I3: the guardian killed: Holdfast resumes processing and seals nothing")
  Stream<DynamicTest> guardianKilled() {
    return atEach(
        Step.FIXED,
        moment -> {
          int before = site.site().snapshots();
          Outcome ended = moment.start(site.site(), KilledBackup.Fate.GUARDIAN_KILLED, 0).await();
          assertThat(ended.err()).as(ended::told).contains("HF-104");
          assertThat(site.site().snapshots()).isEqualTo(before);
        });
  }

  @TestFactory
  @DisplayName("I2 I3: the guardian stopped: Holdfast resumes processing, and the set agrees")
  Stream<DynamicTest> guardianStopped() {
    return atEach(
        Step.QUIET,
        moment -> {
          Outcome ended = moment.start(site.site(), KilledBackup.Fate.GUARDIAN_STOPPED, 0).await();
          ended.expect(0);
          List<Long> stopped = guardians();
          assertThat(stopped).as("the stopped guardian").hasSize(1);
          stopped.forEach(guardian -> Children.signal(guardian, "CONT"));
          List<String> files = site.restored(directory.resolve("restored-" + moment));
          assertThat(files.getFirst()).isEqualTo(files.getLast());
        });
  }

  @Test
  @DisplayName("I1 I2: what a killed run left does no harm to the next one")
  void theNextRunMakesGood() {
    new Moment(Step.FIXED, 1).start(site.site(), KilledBackup.Fate.KILLED, 0).await();
    Outcome next = site.site().holdfast("backup").expect(0);
    assertThat(next.summary().path("grade").asString("")).isEqualTo("consistent");
    Await.until("nothing is left", Duration.ofSeconds(15), () -> Traces.of(site.site()).isEmpty());
  }
}
