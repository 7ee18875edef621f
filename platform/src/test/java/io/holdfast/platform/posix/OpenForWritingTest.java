package io.holdfast.platform.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.Processes;
import io.holdfast.platform.posix.OpenForWriting.Holder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a real process holds open, in each way it can. */
class OpenForWritingTest {
  @TempDir Path directory;
  private Path tree;

  @BeforeEach
  void lay() throws IOException {
    tree = Files.createDirectories(directory.resolve("tree"));
    Files.createDirectories(tree.resolve("database"));
    Files.writeString(tree.resolve("read"), "x");
  }

  @Test
  @DisplayName("Named: open to write, to append, to read and write; not: to read, deleted, outside")
  void waysToOpen() throws Exception {
    try (Opener opener =
        new Opener(
            "exec 3>tree/written 4>>tree/appended 5<>tree/both 6<tree/read 7>outside"
                + " 8>tree/deleted 9>tree/database/page; rm tree/deleted")) {
      assertThat(found(tree))
          .contains(
              new Holder(opener.pid(), "sh", real("written")),
              new Holder(opener.pid(), "sh", real("appended")),
              new Holder(opener.pid(), "sh", real("both")))
          .allSatisfy(holder -> assertThat(holder.pid()).isEqualTo(opener.pid()))
          .hasSize(3);
    }
    assertThat(found(tree)).as("the process has ended").isEmpty();
  }

  @Test
  @DisplayName("A tree that is named by a symbolic link is the same tree")
  void behindALink() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), tree);
    try (Opener opener = new Opener("exec 3>tree/written")) {
      assertThat(found(link)).containsExactly(new Holder(opener.pid(), "sh", real("written")));
    }
  }

  @Test
  @DisplayName("This process itself is never named")
  void itself() throws IOException {
    try (OutputStream open = Files.newOutputStream(tree.resolve("own"))) {
      open.write(1);
      assertThat(OpenForWriting.processes()).isNotEmpty().doesNotContain(Processes.ownPid());
      assertThat(found(tree)).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "Processes that have ended meanwhile, and directories that are not there, are passed")
  void gone() {
    List<Holder> found = new ArrayList<>();
    new OpenForWriting(List.of(directory.resolve("missing")), List.of())
        .look(List.of(4_194_305L, Processes.ownPid()), found::add);
    assertThat(found).isEmpty();
  }

  private List<Holder> found(Path below) {
    List<Holder> found = new ArrayList<>();
    new OpenForWriting(List.of(below), List.of(below.resolve("database")))
        .look(OpenForWriting.processes(), found::add);
    return found;
  }

  private Path real(String name) throws IOException {
    return tree.toRealPath().resolve(name);
  }

  /** A shell that opens files and waits for its end. */
  private final class Opener implements AutoCloseable {
    private final Process process;

    Opener(String opening) throws IOException {
      process =
          Processes.startPiped(
              List.of(
                  "/bin/sh", "-c", "cd " + directory + "; " + opening + "; echo ready; read end"),
              Map.of());
      assertThat(process.inputReader().readLine()).isEqualTo("ready");
    }

    long pid() {
      return process.pid();
    }

    @Override
    public void close() {
      process.destroyForcibly();
      process.onExit().join();
    }
  }
}
