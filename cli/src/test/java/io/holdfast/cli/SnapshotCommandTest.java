package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code holdfast vault snapshot} of a tree in which Holdfast's own files lie. */
class SnapshotCommandTest {
  @TempDir Path directory;

  @Test
  @DisplayName("Neither the vault nor what is noted of the tree is in it, and nothing changes")
  void ownFiles() throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    Files.writeString(home.resolve("password"), "correct horse\n");
    Files.writeString(home.resolve("file"), "content");
    HoldfastProcess holdfast = new HoldfastProcess(home.resolve("password"), home.resolve("state"));
    String vault = home.resolve("vault").toString();
    QuickVault.init(home.resolve("vault"), "correct horse");

    String[] snapshot = {"vault", "snapshot", home.toString(), "--vault", vault};
    holdfast.summary(0, snapshot);
    try (Stream<Path> noted = Files.walk(home.resolve("cache"))) {
      assertThat(noted).anyMatch(file -> file.toString().endsWith(".table"));
    }
    JsonNode again = holdfast.summary(0, snapshot);

    assertThat(again.required("files").asInt()).as("the password and the file").isEqualTo(2);
    List<JsonNode> listed = holdfast.run(0, "vault", "ls", "latest", "-r", "--vault", vault);
    assertThat(listed).noneMatch(line -> line.toString().contains(".table"));
  }
}
