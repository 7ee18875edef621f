package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.engine.journal.StateDirectory;
import io.holdfast.engine.journal.Step;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Suspension;
import io.holdfast.platform.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** I3, I6: what a killed run left is put right, and nothing is resumed that was not suspended. */
class LeftoversTest {
  @TempDir Path directory;
  private BackupBed bed;
  private Path resumed;

  @BeforeEach
  void lay() {
    bed = new BackupBed(directory);
    resumed = directory.resolve("resumed");
    resumeWith("echo $HOLDFAST_SET >> " + resumed);
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  @DisplayName(
      "I3: killed after a step, processing is resumed only from SUSPENDING to before RESUMED")
  void resumesWhatMayBeSuspended(Step last) throws IOException {
    String run = killedAfter(last);

    cleanUp();

    boolean between = last.compareTo(Step.SUSPENDING) >= 0 && last.compareTo(Step.RESUMED) < 0;
    if (between) {
      assertThat(Files.readAllLines(resumed)).containsExactly("holdfast/billing/" + run);
    } else {
      assertThat(resumed).doesNotExist();
    }
    assertThat(bed.leftRuns()).isEmpty();
  }

  @Test
  @DisplayName("I3: killed in its second window, the run's second suspension is ended")
  void secondWindow() throws IOException {
    try (StateDirectory state = StateDirectory.lock(bed.state())) {
      StateDirectory.Run run = state.begin(bed.clock, Randomness.SECURE, step -> {});
      run.journal().record(Step.SUSPENDING, "first");
      run.journal().record(Step.RESUMED);
      run.journal().record(Step.UNPROVED);
      run.journal().record(Step.SUSPENDING, "second");
      run.journal().close();
    }
    cleanUp();

    assertThat(Files.readAllLines(resumed)).containsExactly("second");
  }

  @Test
  @DisplayName("I6: every killed run is put right, with its staging and spool")
  void severalRuns() throws IOException {
    killedAfter(Step.FIXED);
    String second = killedAfter(Step.QUIET);
    Path work = bed.state().resolve("runs").resolve(second).resolve("staging").resolve("db");
    Files.createDirectories(work.resolve("online-backup"));
    Files.writeString(work.resolve("online-backup").resolve("page"), "x");

    cleanUp();

    assertThat(Files.readAllLines(resumed)).hasSize(2);
    assertThat(bed.leftRuns()).isEmpty();
  }

  @Test
  @DisplayName("I3: a resumption that is not confirmed stops the run, and the killed run stays")
  void notConfirmed() {
    killedAfter(Step.QUIET);
    resumeWith("exit 1");

    assertThatThrownBy(this::cleanUp)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.RESUME_UNCONFIRMED));
    assertThat(bed.leftRuns()).hasSize(1);
  }

  private void resumeWith(String script) {
    List<String> command = List.of("/bin/sh", "-c", script);
    bed.driver = new Suspension.Command(command, command, command);
  }

  private String killedAfter(Step last) {
    try (StateDirectory state = StateDirectory.lock(bed.state())) {
      StateDirectory.Run run = state.begin(bed.clock, Randomness.SECURE, step -> {});
      for (Step step : Step.values()) {
        if (step.compareTo(last) <= 0) {
          run.journal().record(step, step == Step.SUSPENDING ? "holdfast/billing/" + run.id() : "");
        }
      }
      run.journal().close();
      return run.id();
    }
  }

  private void cleanUp() {
    Installation installation = bed.installation();
    try (StateDirectory state = StateDirectory.lock(bed.state())) {
      Leftovers.cleanUp(state, installation, bed.clock);
    }
  }
}
