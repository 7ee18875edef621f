package io.holdfast.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Processes;
import io.holdfast.platform.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I6: one run at a time, and what a killed one left is found by the next. */
class StateDirectoryTest {
  @TempDir Path parent;

  @Test
  @DisplayName("I6: a second run of the same process is refused with HF-601")
  void withinOneProcess() {
    try (StateDirectory held = StateDirectory.lock(state())) {
      assertThat(held.unfinished()).isEmpty();
      assertRefused();
    }
    StateDirectory.lock(state()).close();
  }

  @Test
  @DisplayName("I6: a run of another process is refused with HF-601; killed, its lock is gone")
  void acrossProcesses() throws Exception {
    Process other =
        Processes.startPiped(
            List.of(
                Processes.javaProgram(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                state().toString()),
            Map.of());
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("locked 0");
      assertRefused();
    } finally {
      other.destroyForcibly().waitFor();
    }
    StateDirectory.lock(state()).close();
  }

  @Test
  @DisplayName(
      "A place where no state can be kept is HF-103, with the place and the key to correct")
  void unusable() throws IOException {
    Files.createFile(state());

    assertThatThrownBy(() -> StateDirectory.lock(state()))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INPUT_OUTPUT);
              assertThat(e.getMessage()).contains(state().toString());
              assertThat(e.next()).contains("state:");
            });
  }

  @Test
  @DisplayName("I6: a finished run leaves nothing; unfinished ones are found, oldest first")
  void unfinished() {
    try (StateDirectory held = StateDirectory.lock(state())) {
      StateDirectory.Run finished = begin(held);
      finished.workFor("disk");
      finished.finish();
      StateDirectory.Run killed = begin(held);
      killed.journal().record(Step.STARTED);
      killed.journal().record(Step.SUSPENDING, "holder");
      killed.journal().close();
      StateDirectory.Run later = begin(held);
      later.journal().close();

      List<StateDirectory.UnfinishedRun> found = held.unfinished();
      assertThat(found)
          .extracting(StateDirectory.UnfinishedRun::id)
          .contains(killed.id(), later.id());
      assertThat(found).hasSize(2).isSortedAccordingTo(java.util.Comparator.comparing(r -> r.id()));
      StateDirectory.UnfinishedRun one =
          found.stream().filter(run -> run.id().equals(killed.id())).findFirst().orElseThrow();
      assertThat(one.mayBeSuspendedBy()).hasValue("holder");

      found.forEach(StateDirectory.UnfinishedRun::remove);
      assertThat(held.unfinished()).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "Spool and staging, which hold an installation's data, are the owner's alone to read")
  void permissions() throws IOException {
    try (StateDirectory held = StateDirectory.lock(state())) {
      StateDirectory.Run run = begin(held);
      for (Path directory : List.of(state(), run.directory(), run.workFor("disk"))) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
            .isEqualTo("rwx------");
      }
      run.finish();
    }
  }

  private StateDirectory.Run begin(StateDirectory held) {
    return held.begin(Clock.SYSTEM, Randomness.SECURE, step -> {});
  }

  private void assertRefused() {
    assertThatThrownBy(() -> StateDirectory.lock(state()))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.RUN_IN_PROGRESS);
              assertThat(e.getMessage()).contains(state().toString());
            });
  }

  private Path state() {
    return parent.resolve("state");
  }
}
