package io.holdfast.proof.suspension;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.engine.Backup;
import io.holdfast.engine.journal.Step;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.Member;
import io.holdfast.proof.kill.KilledBackup;
import io.holdfast.proof.real.Await;
import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Traces;
import io.holdfast.proof.real.WatchedBackup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A writer that does not care that processing is suspended. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IgnoredSuspensionTest {
  private static final int NOT_AS_PROMISED = 3;
  private static final int KILLED_BY_SIGNAL = 137;
  private static final String PROFILED = "data/aggregation";
  private static final String NARROW = "sweep: narrow, onUnproved: downgrade";

  /** Older than this is cold: a narrow sweep does not look at it. */
  private static final Duration HORIZON = Duration.ofSeconds(41);

  private static final String REPEATED = "data/repeated";
  private static final String KILLED = "data/killed";

  @TempDir private static Path directory;
  private Site site;
  private Instant lastPrepared = Instant.MIN;

  @BeforeAll
  void startProcessing() {
    site = Site.in(directory);
    site.engine().generate(60_000, 1, 2_500);
    site.engine().start(400);
    site.configure(Site.Times.USUAL).initVault();
    prepare(PROFILED);
    prepare(REPEATED);
    prepare(KILLED);
    for (int i = 0; i < ignorances().size(); i++) {
      prepare(coldPlace(i));
    }
    lastPrepared = Instant.now();
  }

  private void prepare(String place) {
    Path there = site.home().resolve(place);
    try {
      Files.createDirectories(there);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
    Site.write(there.resolve("old"), "as it was\n");
    Site.write(there.resolve("other"), "as it was too\n");
  }

  private static String coldPlace(int number) {
    return "data/cold-" + number + "/below";
  }

  private void awaitCold() {
    Await.until(
        "what was prepared is cold",
        HORIZON.plusSeconds(1),
        () -> lastPrepared.plus(HORIZON).isBefore(Instant.now()));
  }

  @AfterAll
  void stopProcessing() {
    site.close();
  }

  private interface Deed {
    void in(Path directory) throws IOException;
  }

  /**
   * @param named what must be named, in the directory where it is done; empty is that directory
   */
  private record Ignorance(String what, Deed deed, String named) {}

  private static List<Ignorance> ignorances() {
    return List.of(
        new Ignorance("overwrites a file", at -> Site.write(at.resolve("old"), "it is!\n"), "old"),
        new Ignorance(
            "appends to a file",
            at -> Files.writeString(at.resolve("old"), "more\n", StandardOpenOption.APPEND),
            "old"),
        new Ignorance("creates a file", at -> Site.write(at.resolve("new"), "new\n"), "new"),
        new Ignorance(
            "renames one file over another",
            at ->
                Files.move(at.resolve("other"), at.resolve("old"), StandardCopyOption.ATOMIC_MOVE),
            "old"),
        new Ignorance(
            "creates a file and deletes it again",
            at -> {
              Site.write(at.resolve("gone"), "gone\n");
              Files.delete(at.resolve("gone"));
            },
            ""),
        new Ignorance(
            "changes a file's mode and nothing else",
            at ->
                Files.setPosixFilePermissions(
                    at.resolve("old"), PosixFilePermissions.fromString("rw-------")),
            "old"),
        new Ignorance("deletes a file", at -> Files.delete(at.resolve("old")), ""));
  }

  @TestFactory
  @DisplayName("I2: what is written inside the window lowers the grade, and the reasons name it")
  Stream<DynamicTest> writtenInsideTheWindow() {
    return ignorances().stream()
        .map(one -> DynamicTest.dynamicTest("a writer that " + one.what, () -> isNamed(one)));
  }

  @TestFactory
  @DisplayName("I2: the same with a narrow sweep, where it looks and where it does not")
  Stream<DynamicTest> writtenBesideANarrowSweep() {
    Path narrow = site.configWith("narrow.yaml", "sweep: full", NARROW);
    List<DynamicTest> tests = new ArrayList<>();
    List<Ignorance> all = ignorances();
    // Every way is tried on the capture itself (AdversaryTest); this is about grade and names.
    int step = "all".equals(System.getProperty("holdfast.steps")) ? 1 : 3;
    for (int i = 0; i < all.size(); i += step) {
      Ignorance one = all.get(i);
      String cold = coldPlace(i);
      tests.add(
          DynamicTest.dynamicTest(
              "a writer that " + one.what + " where nobody looks",
              () -> {
                awaitCold();
                Backup.Result result = isNamed(one, narrow, cold);
                assertThat(disk(result).evidence().path("unproved").toString())
                    .as("what could not be proved")
                    .contains(cold);
              }));
    }
    Ignorance hot = all.getFirst();
    tests.add(
        DynamicTest.dynamicTest(
            "a writer that " + hot.what + " where the sweep looks",
            () -> isNamed(hot, narrow, PROFILED)));
    return tests.stream();
  }

  @Test
  @DisplayName("I2: with onUnproved: repeat a second window has what the adversary wrote")
  void aSecondWindow() {
    awaitCold();
    Path repeating =
        site.configWith("repeat.yaml", "sweep: full", "sweep: narrow, onUnproved: repeat");
    Backup.Result result =
        backupWith(repeating, at -> Site.write(at.resolve("old"), "it is!\n"), REPEATED);
    assertThat(result.set().reasons()).isEmpty();
    assertThat(result.set().grade()).isEqualTo(Grade.CONSISTENT);
    assertThat(result.set().earlierWindows()).hasSize(1);
    Path target = directory.resolve("repeated");
    site.holdfast("restore", "latest", "--into", target.toString()).expect(0);
    assertThat(target.resolve("shared-disk").resolve(REPEATED).resolve("old"))
        .hasContent("it is!\n");
  }

  @Test
  @DisplayName("I1 I3: killed before its second window, it leaves no set, and processing runs")
  void killedBeforeTheSecondWindow() {
    awaitCold();
    Path repeating =
        site.configWith("killed.yaml", "sweep: full", "sweep: narrow, onUnproved: repeat");
    int before = site.snapshots();
    Cli.bare()
        .launch(
            KilledBackup.class.getName(),
            List.of(
                repeating.toString(),
                Step.UNPROVED.name(),
                "1",
                KilledBackup.Fate.KILLED.name(),
                "0",
                site.home().resolve(KILLED).resolve("old").toString()))
        .await()
        .expect(KILLED_BY_SIGNAL);
    site.engine().awaitProgress("records are processed between the windows");
    assertThat(site.snapshots()).as("sets in the vault").isEqualTo(before);
    Backup.Result next = WatchedBackup.run(repeating, step -> {});
    assertThat(next.set().grade()).isEqualTo(Grade.CONSISTENT);
    assertThat(Traces.of(site)).filteredOn(trace -> !trace.startsWith("a guardian")).isEmpty();
  }

  private void isNamed(Ignorance ignorance) {
    isNamed(ignorance, site.config(), PROFILED);
  }

  private Backup.Result isNamed(Ignorance ignorance, Path config, String place) {
    String named = ignorance.named.isEmpty() ? place : place + "/" + ignorance.named;
    Backup.Result result = backupWith(config, ignorance.deed, place);
    assertThat(result.set().grade()).isEqualTo(Grade.CRASH_CONSISTENT);
    assertThat(result.set().reasons())
        .as("the reasons of the grade")
        .anySatisfy(reason -> assertThat(reason).contains("suspended", named));
    assertThat(disk(result).evidence().path("writtenInWindow").toString()).contains(named);
    assertThat(Traces.of(site)).filteredOn(trace -> !trace.startsWith("a guardian")).isEmpty();
    return result;
  }

  @TestFactory
  @DisplayName(
      "I2: what other systems write during the suspension is an arrival and lowers nothing")
  Stream<DynamicTest> writtenByOthers() {
    return Stream.of("data/in", "log")
        .map(
            place ->
                DynamicTest.dynamicTest(
                    place,
                    () -> {
                      Backup.Result result =
                          backupWith(
                              site.config(),
                              at -> Site.write(at.resolve("arrived"), "from afar\n"),
                              place);
                      assertThat(result.set().reasons()).isEmpty();
                      assertThat(result.set().grade()).isEqualTo(Grade.CONSISTENT);
                      assertThat(disk(result).evidence().path("inWindow").path("arrivals").asLong())
                          .isPositive();
                    }));
  }

  @Test
  @DisplayName(
      "I2: an engine that goes on writing although it says it is quiet: exit code 3, and its files"
          + " named")
  void anEngineThatLies() {
    Path root = directory.resolve("lying");
    try (Site lying = Site.in(root)) {
      lying.engine().generate(40_000, 7, 2_500);
      lying.engine().start(3_000, "--ignore-suspension", "true");
      lying.configure(Site.Times.USUAL).initVault();
      lying.engine().awaitRecords(5_000);
      Outcome outcome = lying.holdfast("backup").expect(NOT_AS_PROMISED);
      assertThat(outcome.summary().path("grade").asString("")).isEqualTo("crash-consistent");
      String reasons = outcome.summary().path("reasons").toString();
      assertThat(reasons).contains("data/");
      Outcome shown = lying.holdfast("show").expect(0);
      assertThat(shown.summary().path("set").path("reasons").toString()).isEqualTo(reasons);
      // On a slow machine it has read everything by now.
      lying.engine().generate(10_000, 8, 2_500);
      lying.engine().awaitProgress("processing runs");
    }
  }

  /**
   * The deed is done when the database is fixed and the tree is not: in the middle of the window.
   */
  private Backup.Result backupWith(Path config, Deed deed, String place) {
    boolean[] done = new boolean[1];
    return WatchedBackup.run(
        config,
        step -> {
          if (step == Step.FIXED && !done[0]) {
            done[0] = true;
            try {
              deed.in(site.home().resolve(place));
            } catch (IOException failed) {
              throw new UncheckedIOException(failed);
            }
          }
        });
  }

  private static Member disk(Backup.Result result) {
    return result.set().member("shared-disk").orElseThrow();
  }
}
