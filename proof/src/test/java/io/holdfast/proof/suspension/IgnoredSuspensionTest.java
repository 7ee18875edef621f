package io.holdfast.proof.suspension;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.engine.Backup;
import io.holdfast.engine.journal.Step;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.Member;
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
  private static final String PROFILED = "data/aggregation";

  @TempDir private static Path directory;
  private Site site;

  @BeforeAll
  void startProcessing() {
    site = Site.in(directory);
    site.engine().generate(60_000, 1, 2_500);
    site.engine().start(400);
    site.configure(Site.Times.USUAL).initVault();
    Path there = site.home().resolve(PROFILED);
    Site.write(there.resolve("old"), "as it was\n");
    Site.write(there.resolve("other"), "as it was too\n");
  }

  @AfterAll
  void stopProcessing() {
    site.close();
  }

  private interface Deed {
    void in(Path directory) throws IOException;
  }

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
            PROFILED),
        new Ignorance(
            "changes a file's mode and nothing else",
            at ->
                Files.setPosixFilePermissions(
                    at.resolve("old"), PosixFilePermissions.fromString("rw-------")),
            "old"),
        new Ignorance("deletes a file", at -> Files.delete(at.resolve("old")), PROFILED));
  }

  @TestFactory
  @DisplayName("I2: what is written inside the window lowers the grade, and the reasons name it")
  Stream<DynamicTest> writtenInsideTheWindow() {
    return ignorances().stream()
        .map(one -> DynamicTest.dynamicTest("a writer that " + one.what, () -> isNamed(one)));
  }

  private void isNamed(Ignorance ignorance) {
    Backup.Result result = backupWith(ignorance.deed, PROFILED);
    assertThat(result.set().grade()).isEqualTo(Grade.CRASH_CONSISTENT);
    assertThat(result.set().reasons())
        .as("the reasons of the grade")
        .anySatisfy(reason -> assertThat(reason).contains("suspended", ignorance.named));
    assertThat(disk(result).evidence().path("writtenInWindow").toString())
        .contains(ignorance.named);
    assertThat(Traces.of(site)).filteredOn(trace -> !trace.startsWith("a guardian")).isEmpty();
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
                          backupWith(at -> Site.write(at.resolve("arrived"), "from afar\n"), place);
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
      lying.engine().awaitProgress("processing runs");
    }
  }

  /**
   * The deed is done when the database is fixed and the tree is not: in the middle of the window.
   */
  private Backup.Result backupWith(Deed deed, String place) {
    boolean[] done = new boolean[1];
    return WatchedBackup.run(
        site.config(),
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
