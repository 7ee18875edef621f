package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.capture.VerifyReport.Difference;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Posix;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reading back notices every kind of difference. */
class VerifyTest {
  private static final FileName FILE = FileName.of("file");

  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();
  private Path target = Path.of("/");
  private CapturedTree tree = capture(scratch.path);

  @BeforeEach
  void restore() throws IOException {
    Path source = scratch.directory("source");
    Scratch.write(source.resolve("d/inner"), "inner");
    Files.write(source.resolve("file"), new byte[2_500_000]);
    Scratch.write(source.resolve("one"), "linked");
    Files.createLink(source.resolve("two"), source.resolve("one"));
    Files.createSymbolicLink(source.resolve("link"), Path.of("file"));
    tree = capture(source);
    target = scratch.resolve("target");
    new TreeRestore(vault, Clock.SYSTEM, 2).restore(tree.tree(), target, Progress.NONE);
    assertThat(differences()).isEmpty();
  }

  private CapturedTree capture(Path source) {
    try (TreeCapture capture =
        new TreeCapture(TreeSpec.plain(source), vault, Clock.SYSTEM, Concurrency.fixed(2))) {
      return capture.captureAll(Progress.NONE);
    }
  }

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  private List<Difference> differences() {
    return new TreeRestore(vault, Clock.SYSTEM, 2)
        .verify(tree.tree(), target, Progress.NONE)
        .differences();
  }

  /** One change to a restored file, whose times are put back so that they do not give it away. */
  private interface Change {
    void make(Directory directory) throws IOException;
  }

  private void after(Change change) throws IOException {
    try (Directory directory = Posix.FILES.open(target)) {
      Stat file = directory.stat(FILE);
      Stat own = directory.stat();
      change.make(directory);
      directory.setTimes(FILE, file.modified(), file.modified());
      directory.setTimes(own.modified(), own.modified());
    }
  }

  @Test
  @DisplayName("One byte in the third blob")
  void content() throws IOException {
    after(
        directory -> {
          try (OpenFile file = directory.openForWriting(FILE)) {
            file.write(new byte[] {1}, 0, 1, 2_200_000);
          }
        });
    assertThat(differences())
        .extracting(Difference::path, Difference::what)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("file", "content from byte 2097152"));
  }

  @Test
  @DisplayName("A shorter and a longer file")
  void length() throws IOException {
    after(
        directory -> {
          try (OpenFile file = directory.openForWriting(FILE)) {
            file.truncate(2_499_999);
          }
        });
    assertThat(differences())
        .extracting(Difference::what)
        .contains("size", "content from byte 2097152");
    after(
        directory -> {
          try (OpenFile file = directory.openForWriting(FILE)) {
            file.truncate(2_500_001);
          }
        });
    assertThat(differences()).extracting(Difference::what).containsExactly("size");
  }

  @Test
  @DisplayName("Permissions, times, attributes")
  void metadata() throws IOException {
    after(directory -> directory.setPermissions(FILE, 0600));
    assertThat(differences()).extracting(Difference::what).containsExactly("mode");
    Files.setLastModifiedTime(target.resolve("one"), FileTime.fromMillis(1));
    after(
        directory -> {
          directory.setPermissions(FILE, 0644);
          directory.setAttribute(FILE, new Attribute("user.new", new byte[] {1}));
        });
    assertThat(differences())
        .extracting(Difference::what)
        .contains("extended attribute user.new", "mtime");
  }

  @Test
  @DisplayName("A missing entry, an extra one, another type, another link target")
  void entries() throws IOException {
    Files.delete(target.resolve("d/inner"));
    Scratch.write(target.resolve("extra"), "x");
    Files.delete(target.resolve("link"));
    Files.createSymbolicLink(target.resolve("link"), Path.of("elsewhere"));
    Files.delete(target.resolve("file"));
    Files.createDirectory(target.resolve("file"));
    assertThat(differences())
        .extracting(difference -> difference.path() + " " + difference.what())
        .contains("d/inner existence", "extra existence", "link target", "file type");
  }

  @Test
  @DisplayName("Two names that are no longer one file")
  void hardLinks() throws IOException {
    FileTime time = Files.getLastModifiedTime(target.resolve("two"));
    Files.delete(target.resolve("two"));
    Files.writeString(target.resolve("two"), "linked");
    Files.setLastModifiedTime(target.resolve("two"), time);
    assertThat(differences()).extracting(Difference::what).contains("hard link to inode");
  }
}
