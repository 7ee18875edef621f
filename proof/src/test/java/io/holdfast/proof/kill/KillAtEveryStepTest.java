package io.holdfast.proof.kill;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.engine.journal.Step;
import io.holdfast.model.progress.Progress;
import io.holdfast.proof.real.Await;
import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Traces;
import io.holdfast.vault.Vault;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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
 * A backup that is killed with SIGKILL at each step of its journal, while a usage engine processes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillAtEveryStepTest {
  private static final int KILLED = 128 + 9;

  /** A guardian starts its first attempt at once; the rest is a slow machine. */
  private static final Duration WELL_BEFORE_THE_DEADLINE = Duration.ofSeconds(20);

  private static final Site.Times SHORT = new Site.Times("3s", "6s", "3s");
  private static final Duration SHORT_LEASE = Duration.ofSeconds(6);

  @TempDir private static Path directory;
  private Site site;
  private long inputs;

  @BeforeAll
  void startProcessing() {
    site = Site.in(directory);
    feed();
    site.engine().start(1_500);
    site.configure(Site.Times.USUAL).initVault();
    site.engine().awaitRecords(1_500);
  }

  @AfterAll
  void stopProcessing() {
    site.close();
  }

  /** More input, so that there is always something to suspend. */
  private void feed() {
    site.engine().generate(100_000, ++inputs, 2_500);
  }

  @TestFactory
  @DisplayName(
      "I1 I3 I6: killed at any step, processing goes on, nothing is sealed that is not whole, and"
          + " the next run makes good")
  Stream<DynamicTest> killedAtEveryStep() {
    List<DynamicTest> tests = new ArrayList<>();
    // Only a narrow sweep that leaves something unproved comes to a second window: that is killed
    // in
    // IgnoredSuspensionTest.
    for (Step step : EnumSet.complementOf(EnumSet.of(Step.UNPROVED))) {
      int occurrences = step == Step.FIXED || step == Step.COMPLETED ? 2 : 1;
      for (int occurrence = 1; occurrence <= occurrences; occurrence++) {
        int chosen = occurrence;
        String name =
            occurrences == 1 ? step.name() : step + " " + occurrence + " of " + occurrences;
        tests.add(DynamicTest.dynamicTest(name, () -> survive(step, chosen)));
      }
    }
    return tests.stream();
  }

  private void survive(Step step, int occurrence) {
    feedIfIdle();
    int before = site.snapshots();
    meet(step, occurrence, KilledBackup.Fate.KILLED).expect(KILLED);
    Instant killed = Instant.now();

    boolean insideWindow = step.compareTo(Step.QUIET) >= 0 && step.compareTo(Step.RESUMED) < 0;
    Await.until(
        "processing is resumed", WELL_BEFORE_THE_DEADLINE, () -> !site.engine().isSuspended());
    if (insideWindow) {
      JsonNode last = site.engine().status().path("lastSuspension");
      assertThat(last.path("endedBy").asString("")).as("%s", last).isEqualTo("release");
      assertThat(Instant.parse(last.path("endedAt").asString("")))
          .as("the guardian resumed it after the kill, not Holdfast before: %s", last)
          .isAfter(killed.minusMillis(500));
    }
    site.engine().awaitProgress("records are processed after the kill at " + step);

    int sealed = step.compareTo(Step.SEALED) >= 0 ? 1 : 0;
    assertThat(site.snapshots()).as("sets in the vault").isEqualTo(before + sealed);
    // A dead process has left its lock: that is for the next writer to clear away, not for a
    // reader.
    vaultIsWhole("--no-lock");
    theNextRunMakesGood(before + sealed);
  }

  @TestFactory
  @DisplayName("I3: killed together with its guardian, processing resumes at the lease's deadline")
  Stream<DynamicTest> killedWithItsGuardian() {
    return Stream.of(Step.QUIET, Step.FIXED)
        .map(step -> DynamicTest.dynamicTest(step.name(), () -> resumesAtTheDeadline(step)));
  }

  private void resumesAtTheDeadline(Step step) {
    feedIfIdle();
    int before = site.snapshots();
    site.configure(SHORT);
    try {
      meet(step, 1, KilledBackup.Fate.KILLED_WITH_GUARDIAN).expect(KILLED);
    } finally {
      site.configure(Site.Times.USUAL);
    }
    assertThat(site.engine().isSuspended()).as("nobody is left to resume processing").isTrue();
    Duration took =
        Await.until(
            "the lease ends", SHORT_LEASE.plusSeconds(3), () -> !site.engine().isSuspended());
    assertThat(took)
        .as("the lease was renewed when quiet was proved")
        .isLessThan(SHORT_LEASE.plusSeconds(1));
    JsonNode last = site.engine().status().path("lastSuspension");
    assertThat(last.path("endedBy").asString("")).as("%s", last).isEqualTo("deadline");
    site.engine().awaitProgress("records are processed after the deadline");
    assertThat(site.snapshots()).isEqualTo(before);
    theNextRunMakesGood(before);
  }

  private void theNextRunMakesGood(int sets) {
    Outcome next = site.holdfast("backup").expect(0);
    assertThat(next.summary().path("grade").asString("")).as(next::told).isEqualTo("consistent");
    assertThat(site.snapshots()).isEqualTo(sets + 1);
    Await.until("the guardians are gone", Duration.ofSeconds(15), () -> guardians().isEmpty());
    assertThat(Traces.of(site)).isEmpty();
    try (Vault vault = site.openVault()) {
      assertThat(vault.stats().unindexedPacks()).as("packs without an index").isZero();
    }
    site.restic().run("check");
  }

  private List<String> guardians() {
    return Traces.of(site).stream().filter(trace -> trace.startsWith("a guardian")).toList();
  }

  private void vaultIsWhole(String... resticFlags) {
    try (Vault vault = site.openVault()) {
      CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
      assertThat(report.findings()).as("findings of a check of every byte").isEmpty();
    }
    site.restic()
        .run(
            Stream.concat(Stream.of("check", "--read-data"), Stream.of(resticFlags))
                .toArray(String[]::new));
  }

  private void feedIfIdle() {
    long left = inputs * 100_000 - site.engine().recordsIn();
    if (left < 90_000) {
      feed();
    }
    site.engine().awaitProgress("there is processing to suspend");
  }

  private Outcome meet(Step step, int occurrence, KilledBackup.Fate fate) {
    return new Moment(step, occurrence).start(site, fate, 0).await();
  }
}
