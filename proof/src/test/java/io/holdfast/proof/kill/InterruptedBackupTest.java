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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C and SIGTERM: an orderly end that leaves processing running and nothing behind. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterruptedBackupTest {
  /** Signal 2 and signal 15, as a JVM that ends by them reports it. */
  private static final int BY_SIGINT = 130;

  private static final int BY_SIGTERM = 143;

  @TempDir private static Path directory;
  private Site site;

  @BeforeAll
  void startProcessing() {
    site = Site.in(directory);
    site.engine().generate(60_000, 1, 2_500);
    site.engine().start(800);
    site.configure(Site.Times.USUAL).initVault();
    site.engine().awaitRecords(2_000);
  }

  @AfterAll
  void stopProcessing() {
    site.close();
  }

  @TestFactory
  @DisplayName(
      "I1 I3 I6: interrupted at a step, the run ends with 130, no set, and processing running")
  Stream<DynamicTest> interrupted() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String signal : List.of("INT", "TERM")) {
      for (Step step : List.of(Step.STARTED, Step.PREPARED, Step.QUIET, Step.FIXED)) {
        tests.add(DynamicTest.dynamicTest(signal + " at " + step, () -> endsInOrder(signal, step)));
      }
    }
    return tests.stream();
  }

  private void endsInOrder(String signal, Step step) {
    int before = site.snapshots();
    Cli.Running run = site.startHoldfast("backup");
    Await.until(
        "the step " + step,
        Duration.ofSeconds(60),
        () -> run.said().contains("\"step\":\"" + step + "\"") || !run.isAlive());
    Children.signal(run.pid(), signal);
    Outcome ended = run.await();
    assertThat(ended.exit())
        .as(ended::told)
        .isEqualTo(signal.equals("INT") ? BY_SIGINT : BY_SIGTERM);
    assertThat(ended.last("error").path("code").asString("")).as(ended::told).isEqualTo("HF-130");
    assertThat(site.engine().isSuspended()).as("processing is suspended").isFalse();
    assertThat(site.snapshots()).as("sets").isEqualTo(before);
    Await.until("nothing is left", Duration.ofSeconds(15), () -> Traces.of(site).isEmpty());
    site.engine().awaitProgress("processing runs");
  }
}
