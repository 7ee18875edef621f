package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Suspension;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.HeldOpen;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.platform.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quiet is not only what processing says of itself. */
class QuietTest {
  @TempDir Path directory;
  private final SuspendedSide side = new SuspendedSide();
  private BackupBed bed;

  @BeforeEach
  void lay() {
    bed = new BackupBed(directory).suspendedBy(side);
    bed.stores.row("content", 7);
  }

  @AfterEach
  void close() {
    side.close();
  }

  @Test
  @DisplayName(
      "I2: files that change although processing is quiet hold up the window until they rest")
  void restsInTheEnd() {
    bed.stores.answers("restless disk", List.of("agg/TEMP.1"), List.of("agg/TEMP.1"), List.of());
    assertThat(bed.run().set().grade()).isEqualTo(Grade.CONSISTENT);
  }

  @Test
  @DisplayName("I2: files that never rest are HF-106 with their names; processing runs, and no set")
  void neverRests() {
    bed.stores.answers("restless disk", List.of("agg/TEMP.1"));
    assertFails(ErrorCode.DRAIN_TIMED_OUT).hasMessageContaining("disk:agg/TEMP.1");
    assertThat(bed.stores.events()).doesNotContain("mark disk", "fix db");
    assertNothingButRunning();
  }

  @Test
  @DisplayName("Who holds a file of a tree open for writing is told in the set, and is no doubt")
  void heldOpen() throws IOException {
    Path file = lay("live/log/engine.log");
    Path database = lay("live/systemdb/page");
    Process holder = hold(file, database);
    try {
      bed.stores.fixing("disk", p -> pause());

      RecoverySet set = bed.run().set();
      assertThat(set.grade()).isEqualTo(Grade.CONSISTENT);
      assertThat(set.window().heldOpen())
          .as("not the database, which is no part of the tree")
          .containsExactly(new HeldOpen(holder.pid(), "sh", file.toRealPath().toString()));
    } finally {
      end(holder);
    }
  }

  @Test
  @DisplayName("A drain that does not end names who holds files open")
  void drainNamesHolders() throws IOException {
    Path file = lay("live/agg/TEMP.1");
    Process holder = hold(file, lay("live/systemdb/page"));
    try {
      bed.stores.answers("restless disk", List.of("agg/TEMP.1"));
      assertFails(ErrorCode.DRAIN_TIMED_OUT)
          .hasMessageContaining("open for writing: " + holder.pid() + " sh " + file.toRealPath());
    } finally {
      end(holder);
    }
  }

  @Test
  @DisplayName("I3: by command, a drain that does not end is HF-106 with the workflow, and resumes")
  void drainByCommand() throws IOException {
    Path said = directory.resolve("said");
    bed.driver =
        commands(
            "echo suspend $HOLDFAST_SET $HOLDFAST_DEADLINE >> " + said,
            "echo aggregation_1; exit 3",
            "echo resume $HOLDFAST_SET >> " + said);
    Instant before = bed.clock.now();

    assertFails(ErrorCode.DRAIN_TIMED_OUT).hasMessageContaining("still at work: aggregation_1");

    List<String> lines = Files.readAllLines(said);
    assertThat(lines).hasSizeGreaterThanOrEqualTo(2);
    String[] suspend = lines.getFirst().split(" ");
    assertThat(suspend[1]).startsWith("holdfast/billing/");
    assertThat(Duration.between(before, Instant.parse(suspend[2])))
        .as("the deadline")
        .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90));
    assertThat(lines.get(1)).isEqualTo("resume " + suspend[1]);
    assertThat(bed.wholeSets()).isZero();
  }

  @Test
  @DisplayName("By command, the set is consistent when all three do their part")
  void byCommand() {
    bed.driver = commands("exit 0", "exit 0", "exit 0");
    RecoverySet set = bed.run().set();
    assertThat(set.grade()).isEqualTo(Grade.CONSISTENT);
    assertThat(set.window().driver()).isEqualTo("command");
  }

  private static Suspension.Command commands(String suspend, String status, String resume) {
    return new Suspension.Command(
        List.of("/bin/sh", "-c", suspend),
        List.of("/bin/sh", "-c", status),
        List.of("/bin/sh", "-c", resume));
  }

  private Path lay(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "x");
  }

  /** A process that holds files open for writing until {@link #end}. */
  private static Process hold(Path one, Path other) throws IOException {
    Process process =
        Processes.startPiped(
            List.of(
                "/bin/sh", "-c", "exec 3>>%s 4>>%s; echo ready; read end".formatted(one, other)),
            Map.of());
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    return process;
  }

  private static void end(Process process) {
    process.destroyForcibly();
    process.onExit().join();
  }

  private static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void assertNothingButRunning() {
    assertThat(side.isSuspended()).as("processing is suspended").isFalse();
    assertThat(bed.wholeSets()).isZero();
    assertThat(bed.leftRuns()).isEmpty();
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      ErrorCode code) {
    return assertThatThrownBy(bed::run)
        .isInstanceOfSatisfying(HoldfastException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
