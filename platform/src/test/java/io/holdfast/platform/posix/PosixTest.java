package io.holdfast.platform.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.FileName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The operating system's own calls, and what only they can do. */
class PosixTest extends FileSystemContract {
  @Override
  FileSystem files() {
    return Posix.FILES;
  }

  @Test
  @DisplayName("A file system that is not btrfs says that it has no subvolumes")
  void subvolumes() throws IOException {
    try (Directory elsewhere = open(Path.of("/proc"))) {
      assertThat(errnoOf(() -> Subvolumes.inside(elsewhere))).isEqualTo(Errno.ENOTTY);
      assertThat(errnoOf(() -> Subvolumes.snapshot(elsewhere, elsewhere, FILE)))
          .isEqualTo(Errno.ENOTTY);
      assertThat(errnoOf(() -> Subvolumes.create(elsewhere, FileName.of("a".repeat(256)))))
          .isEqualTo(Errno.ENAMETOOLONG);
    }
  }

  @Test
  @DisplayName("Who this process is, is who owns what it makes")
  void user() throws IOException {
    write(FILE, "content");
    Stat stat = directory.stat(FILE);

    assertThat(Posix.userId()).isEqualTo(Integer.toUnsignedLong(stat.uid()));
    assertThat(Posix.groupId()).isEqualTo(Integer.toUnsignedLong(stat.gid()));
    assertThat(Posix.isSuperuser()).isEqualTo(Posix.userId() == 0);
  }

  @Test
  @DisplayName("Large device numbers are encoded as glibc encodes them")
  void deviceNumbers() {
    assertThat(Stat.makeDevice(0x12345, 0x6789ab)).isEqualTo(0x0001_2006_7893_45abL);
    assertThat(Stat.makeDevice(259, 0)).isEqualTo(259L << 8);
    assertThat(Stat.makeDevice(0, 256)).isEqualTo(256L << 12);
  }

  @Test
  @DisplayName("Holes are found, and the end counts as one")
  void holes() throws IOException {
    try (OpenFile file = directory.create(FILE, 0600)) {
      file.write(new byte[] {1}, 0, 1, 1 << 20);
      file.truncate(4 << 20);
      long data = file.nextData(0);
      assertThat(data).isPositive().isLessThanOrEqualTo(1 << 20);
      long hole = file.nextHole(data);
      assertThat(hole).isGreaterThan(1 << 20).isLessThan(4 << 20);
      assertThat(file.nextData(hole)).isEqualTo(-1);
    }
  }

  @Test
  @DisplayName("copyTo copies a range to another place")
  void copy() throws IOException {
    byte[] content = new byte[300_000];
    new java.util.Random(6).nextBytes(content);
    try (OpenFile from = directory.create(FILE, 0600);
        OpenFile to = directory.create(OTHER, 0600)) {
      from.write(content, 0, content.length, 0);
      assertThat(from.copyTo(to, 8192, 100, 200_000)).isEqualTo(200_000);
      byte[] back = new byte[200_000];
      to.read(back, 0, back.length, 8192);
      assertThat(back).isEqualTo(Arrays.copyOfRange(content, 100, 200_100));
      assertThat(from.copyTo(to, 0, 299_990, 500)).as("the source ends").isEqualTo(10);
    }
  }

  @Test
  @DisplayName("syncfs returns; the uid agrees with the JDK's view of a file just made")
  void syncAndUser() throws IOException {
    write(FILE, "x");
    directory.syncFileSystem();
    assertThat(Posix.isSuperuser()).isEqualTo(directory.stat(FILE).uid() == 0);
  }

  @Test
  @DisplayName("Paths longer than PATH_MAX work, since each step is one component")
  void deep() throws IOException {
    FileName name = FileName.of("d".repeat(250));
    List<Directory> chain = new ArrayList<>(List.of(directory));
    for (int i = 0; i < 20; i++) {
      chain.getLast().makeDirectory(name, 0700);
      chain.add(chain.getLast().directory(name));
    }
    chain.getLast().create(FILE, 0600).close();
    assertThat(chain.getLast().list()).containsExactly(FILE);
    chain.getLast().removeFile(FILE);
    for (int i = 20; i > 0; i--) {
      chain.get(i).close();
      chain.get(i - 1).removeDirectory(name);
    }
  }

  @Test
  @DisplayName("Names are exchanged in one step")
  void exchange() throws IOException {
    write(FILE, "file");
    write(OTHER, "other");
    directory.rename(FILE, directory, OTHER, Directory.Rename.EXCHANGE);
    assertThat(path.resolve("file")).hasContent("other");
    assertThat(path.resolve("other")).hasContent("file");
  }

  @Test
  @DisplayName("A FIFO is made, and opened without waiting")
  void fifo() throws IOException {
    directory.makeNode(OTHER, FileType.FIFO, 0600, 0);
    assertThat(directory.stat(OTHER).type()).isEqualTo(FileType.FIFO);
    directory.read(OTHER).close();
  }

  @Test
  @DisplayName("Times may be earlier than 1970")
  void early() throws IOException {
    write(FILE, "x");
    Instant modified = Instant.ofEpochSecond(-9, 999_999_999);
    directory.setTimes(FILE, modified, modified);
    assertThat(directory.stat(FILE).modified()).isEqualTo(modified);
  }

  @Test
  @DisplayName("This machine has all calls")
  void isNative() {
    assertThat(Posix.isNative()).isTrue();
  }

  @Test
  @DisplayName("A mount has a number")
  void mount() throws IOException {
    assertThat(directory.stat().mount()).isNotZero();
  }
}
