package io.holdfast.engine.journal;

import static org.assertj.core.api.Assertions.assertThat;

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

/** I6: a killed verification leaves nothing that the next run does not clean up. */
class ScratchTest {
  @TempDir Path parent;

  @Test
  @DisplayName("A verification's directory is its owner's alone, and is gone when it is closed")
  void closed() throws IOException {
    Path directory;
    try (Scratch scratch = make()) {
      directory = scratch.directory();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("rwx------");
      Files.writeString(directory.resolve("page"), "x");
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  @DisplayName("I6: what a killed verification left is removed by the next one, and by a backup")
  void killed() throws Exception {
    try (Scratch next = afterKill()) {
      assertThat(next.directory().getParent()).isDirectoryNotContaining(this::isAbandoned);
    }
    killOneAtWork();
    try (StateDirectory backup = StateDirectory.lock(state())) {
      backup.removeAbandonedScratch();
    }
    assertThat(state()).isDirectoryNotContaining(this::isAbandoned);
  }

  @Test
  @DisplayName("I6: the directory of a verification at work is left alone, by another and a backup")
  void atWork() throws Exception {
    Process other = startOneAtWork();
    try {
      Path held = Path.of(String.valueOf(other.inputReader().readLine()));
      try (StateDirectory backup = StateDirectory.lock(state())) {
        backup.removeAbandonedScratch();
      }
      assertThat(held.resolve("page")).as("after a backup").exists();
      try (Scratch beside = make()) {
        assertThat(held.resolve("page")).as("after a verification").exists();
        assertThat(beside.directory()).isDirectory();
      }
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  private Scratch afterKill() throws Exception {
    killOneAtWork();
    return make();
  }

  private void killOneAtWork() throws Exception {
    Process killed = startOneAtWork();
    try {
      assertThat(Path.of(String.valueOf(killed.inputReader().readLine()))).isDirectory();
    } finally {
      killed.destroyForcibly().waitFor();
    }
    assertThat(state()).as("what was left").isDirectoryContaining(this::isAbandoned);
  }

  private boolean isAbandoned(Path entry) {
    return Files.exists(entry.resolve("page"));
  }

  private Process startOneAtWork() throws IOException {
    return Processes.startPiped(
        List.of(
            Processes.javaProgram(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            ScratchHolder.class.getName(),
            state().toString()),
        Map.of());
  }

  private Scratch make() throws IOException {
    return Scratch.in(state(), Randomness.SECURE);
  }

  private Path state() {
    return parent.resolve("state");
  }
}
