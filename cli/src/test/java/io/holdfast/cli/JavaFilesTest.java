package io.holdfast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileType;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One tree, two programs: one calls the operating system, one has the JDK's classes alone. */
class JavaFilesTest {
  private static final FileName NOT_TEXT = FileName.ofBytes(new byte[] {'n', (byte) 0xe9, '%'});

  @TempDir Path directory;

  @Test
  @DisplayName("I6: both save the same tree, both restore it, and the one that sees less says so")
  void sameTree() throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
    Path tree = makeTree();
    HoldfastProcess with = new HoldfastProcess(password, directory.resolve("state"));
    HoldfastProcess without = with.withJavaFiles();
    String vault = directory.resolve("vault").toString();
    String[] snapshot = {"vault", "snapshot", tree.toString(), "--force", "--vault", vault};
    with.run(0, "vault", "init", "--vault", vault);

    List<JsonNode> said = without.run(0, snapshot);
    assertThat(said).anyMatch(line -> line.required("type").asString().equals("notice"));
    JsonNode second = with.summary(0, snapshot);
    assertThat(second.required("newBytes").asLong()).as("the same trees and files").isZero();

    Path restored = directory.resolve("restored");
    without.run(0, "vault", "restore", "latest", "--target", restored.toString(), "--vault", vault);
    String[] again = {"vault", "snapshot", restored.toString(), "--force", "--vault", vault};
    assertThat(Files.readAllBytes(restored.resolve("large")))
        .isEqualTo(Files.readAllBytes(tree.resolve("large")));
    assertThat(with.summary(0, again).required("files").asLong())
        .isEqualTo(second.required("files").asLong());
    try (Directory back = Posix.FILES.open(restored)) {
      assertThat(back.stat(NOT_TEXT).permissions()).isEqualTo(0604);
      assertThat(back.stat(NOT_TEXT).modified()).isEqualTo(Instant.ofEpochSecond(7, 123_456_789));
      assertThat(back.attributes(NOT_TEXT))
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(new Attribute("user.a", new byte[] {0, 1}));
      assertThat(back.readLink(FileName.of("link"))).isEqualTo(FileName.of("nowhere/at/all"));
      assertThat(back.stat(FileName.of("second")).links()).isEqualTo(2);
    }
    // Over what is there: the JDK has to find out what differs, and rewrite only that.
    Files.writeString(restored.resolve("d/inner"), "changed");
    JsonNode over =
        without.summary(
            0,
            "vault",
            "restore",
            "latest",
            "--target",
            restored.toString(),
            "--overwrite",
            "if-changed",
            "--vault",
            vault);
    assertThat(over.required("changed").asLong()).isEqualTo(1);
    assertThat(restored.resolve("d/inner")).hasContent("inner");
  }

  @Test
  @DisplayName("A FIFO cannot be made by the JDK: the rest is restored, and it is named")
  void fifo() throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "correct horse\n");
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Files.writeString(tree.resolve("file"), "file");
    try (Directory opened = Posix.FILES.open(tree)) {
      opened.makeNode(FileName.of("pipe"), FileType.FIFO, 0600, 0);
    }
    HoldfastProcess process =
        new HoldfastProcess(password, directory.resolve("state")).withJavaFiles();
    String vault = directory.resolve("vault").toString();
    process.run(0, "vault", "init", "--vault", vault);
    process.run(0, "vault", "snapshot", tree.toString(), "--vault", vault);
    Path restored = directory.resolve("restored");
    List<JsonNode> said =
        process.run(
            3, "vault", "restore", "latest", "--target", restored.toString(), "--vault", vault);
    assertThat(said.getLast().required("notes").toString()).contains("pipe").contains("EOPNOTSUPP");
    assertThat(restored.resolve("file")).hasContent("file");
  }

  private Path makeTree() throws IOException {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    Files.createDirectory(tree.resolve("d"));
    Files.writeString(tree.resolve("d/inner"), "inner");
    byte[] large = new byte[3 << 20];
    new java.util.Random(3).nextBytes(large);
    java.util.Arrays.fill(large, 1 << 20, 2 << 20, (byte) 0);
    Files.write(tree.resolve("large"), large);
    Files.createLink(tree.resolve("second"), tree.resolve("large"));
    Files.setLastModifiedTime(tree.resolve("large"), FileTime.from(Instant.ofEpochSecond(5)));
    try (Directory opened = Posix.FILES.open(tree)) {
      byte[] content = "a name that is not text".getBytes(StandardCharsets.UTF_8);
      try (var file = opened.create(NOT_TEXT, 0600)) {
        file.write(content, 0, content.length, 0);
      }
      opened.setAttribute(NOT_TEXT, new Attribute("user.a", new byte[] {0, 1}));
      opened.setPermissions(NOT_TEXT, 0604);
      opened.setTimes(NOT_TEXT, Instant.EPOCH, Instant.ofEpochSecond(7, 123_456_789));
      opened.makeSymlink(FileName.of("link"), FileName.of("nowhere/at/all"));
    }
    return tree;
  }
}
