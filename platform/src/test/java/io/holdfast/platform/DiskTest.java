package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I6: Holdfast's own files are whole or not there, and nobody else's are touched. */
class DiskTest {
  @TempDir Path directory;

  @Test
  @DisplayName("I6: a durable write replaces the whole file and leaves no temporary")
  void writeDurably() throws IOException {
    Path target = Files.writeString(directory.resolve("f"), "a longer, older content");
    Path temporary = Files.writeString(directory.resolve("f.tmp"), "left by a killed run");

    Disk.writeDurably(target, temporary, bytes("new "), bytes("content"));

    assertThat(target).hasContent("new content");
    assertThat(temporary).doesNotExist();
  }

  @Test
  @DisplayName(
      "A private write is the owner's alone to read, and never continues another's temporary")
  void writePrivately() throws IOException {
    Path target = directory.resolve("key");
    Disk.writePrivatelyAndDurably(target, directory.resolve("t"), List.of(bytes("secret")));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
        .isEqualTo("rw-------");
    Path taken = Files.writeString(directory.resolve("taken"), "somebody's");
    assertThatThrownBy(() -> Disk.writePrivatelyAndDurably(target, taken, List.of(bytes("x"))))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(target).hasContent("secret");
    assertThat(taken).hasContent("somebody's");
  }

  @Test
  @DisplayName("A renaming that is refused is a plain failure: the new name is certainly not there")
  void renamingRefused() throws IOException {
    Path target = Files.createDirectory(directory.resolve("target"));

    assertThatThrownBy(
            () -> Disk.writeDurably(target, directory.resolve("t"), bytes("new content")))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(OutcomeUnknownException.class);
    assertThat(target).isEmptyDirectory();
  }

  @Test
  @DisplayName("A name that cannot be made durable is an outcome that is not known")
  void directoryNotFlushed() throws IOException {
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Path target = closed.resolve("f");
    // Into it may be renamed, but it cannot be opened; root is bound by no mode.
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("-wx------"));
    try {
      if (Posix.isSuperuser()) {
        Disk.writeDurably(target, directory.resolve("t"), bytes("new content"));
      } else {
        assertThatThrownBy(
                () -> Disk.writeDurably(target, directory.resolve("t"), bytes("new content")))
            .isInstanceOf(OutcomeUnknownException.class)
            .hasMessageContaining(target.toString());
      }
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
    assertThat(target).hasContent("new content");
  }

  @Test
  @DisplayName("A read of a part is exact, or an error that names the file and its length")
  void readPart() throws IOException {
    Path file = Files.writeString(directory.resolve("f"), "0123456789");

    assertThat(Disk.read(file, 3, 4)).isEqualTo("3456".getBytes(StandardCharsets.UTF_8));
    assertThat(Disk.read(file, 10, 0)).isEmpty();
    assertThatThrownBy(() -> Disk.read(file, 8, 3))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("10");
  }

  @Test
  @DisplayName("I4: deleting a tree deletes links and not what they lead to")
  void deleteTree() throws IOException {
    Path precious = Files.createDirectory(directory.resolve("precious"));
    Files.writeString(precious.resolve("f"), "live data");
    Path tree = Files.createDirectories(directory.resolve("tree/a/b"));
    Files.createSymbolicLink(tree.resolve("link"), precious);
    Files.createSymbolicLink(tree.resolve("dangling"), Path.of("/nowhere"));

    Disk.deleteTree(directory.resolve("tree"));
    Disk.deleteTree(directory.resolve("tree"));

    assertThat(directory.resolve("tree")).doesNotExist();
    assertThat(precious.resolve("f")).hasContent("live data");
  }

  @Test
  @DisplayName("What another still puts into a tree goes with it")
  void deleteWhileOthersWrite() throws Exception {
    Path tree = Files.createDirectory(directory.resolve("tree"));
    for (int i = 0; i < 500; i++) {
      Files.createFile(tree.resolve("f" + i));
    }
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(
            () -> {
              try {
                for (int i = 0; i < 2_000; i++) {
                  Files.createFile(tree.resolve("late" + i));
                }
              } catch (IOException treeIsGone) {
                return;
              }
            });
    Disk.deleteTree(tree);
    other.get();
    assertThat(tree).doesNotExist();
  }

  @Test
  @DisplayName("A tree that is itself a link is deleted as a link")
  void deleteLink() throws IOException {
    Path precious = Files.createDirectory(directory.resolve("precious"));
    Files.writeString(precious.resolve("f"), "live data");
    Path link = Files.createSymbolicLink(directory.resolve("link"), precious);

    Disk.deleteTree(link);

    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThat(precious.resolve("f")).hasContent("live data");
  }

  @Test
  @DisplayName("What is there: a dangling link exists, a link to a file is no regular file")
  void whatIsThere() throws IOException {
    Path link = Files.createSymbolicLink(directory.resolve("l"), Path.of("/nowhere"));
    Path file = Files.createFile(directory.resolve("f"));
    Path toFile = Files.createSymbolicLink(directory.resolve("lf"), file);

    assertThat(Disk.exists(link)).isTrue();
    assertThat(Disk.isRegularFile(file)).isTrue();
    assertThat(Disk.isRegularFile(toFile)).isFalse();
    assertThat(Disk.list(directory)).containsExactlyInAnyOrder(link, file, toFile);
    assertThat(Disk.list(directory.resolve("missing"))).isEmpty();
  }

  @Test
  @DisplayName(
      "I6: an appended file outlives an interruption, and goes on where it was opened again")
  void appended() throws IOException {
    Path path = directory.resolve("journal");
    try (AppendedFile file = AppendedFile.open(path)) {
      file.append("one\n".getBytes(StandardCharsets.UTF_8));
      Thread.currentThread().interrupt();
      file.append("two\n".getBytes(StandardCharsets.UTF_8));
      assertThat(Thread.interrupted()).isTrue();
    }
    try (AppendedFile file = AppendedFile.open(path)) {
      file.append("three\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(path).hasContent("one\ntwo\nthree\n");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
