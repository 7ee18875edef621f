package io.holdfast.platform.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.FileName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The JDK's classes in the place of the operating system's calls, and what they cannot do. */
class NioTest extends FileSystemContract {
  @Override
  FileSystem files() {
    return Posix.filesOfJava();
  }

  @Test
  @DisplayName("Both ways see the same of a file, but for its mount and its blocks")
  void sameAsNative() throws IOException {
    write(FILE, "x".repeat(5000));
    try (Directory other = Posix.FILES.open(path)) {
      Stat one = directory.stat(FILE);
      Stat two = other.stat(FILE);
      assertThat(one).usingRecursiveComparison().ignoringFields("mount", "blocks").isEqualTo(two);
      assertThat(one.sameIdentity(two)).isTrue();
    }
  }

  @Test
  @DisplayName("An open file whose name leads elsewhere, or has gone, is not what it was")
  void replaced() throws IOException {
    write(FILE, "old");
    try (OpenFile file = directory.read(FILE)) {
      Stat before = file.stat();
      write(OTHER, "new");
      directory.rename(OTHER, directory, FILE, Directory.Rename.REPLACE);
      assertThat(read(file)).isEqualTo("old");
      assertThat(file.stat().inode()).isEqualTo(before.inode());
      assertThat(file.stat().sameIdentity(before)).isFalse();
      directory.removeFile(FILE);
      assertThat(file.stat().sameIdentity(before)).isFalse();
    }
  }

  @Test
  @DisplayName("A directory whose path leads elsewhere is not used")
  void replacedDirectory() throws IOException {
    directory.makeDirectory(FILE, 0700);
    try (Directory below = directory.directory(FILE)) {
      assertThat(below.list()).isEmpty();
      directory.makeDirectory(OTHER, 0700);
      directory.rename(OTHER, directory, FILE, Directory.Rename.REPLACE);
      assertThat(errnoOf(below::list)).isEqualTo(Errno.ESTALE);
      assertThat(errnoOf(below::stat)).isEqualTo(Errno.ESTALE);
    }
  }

  private static String read(OpenFile file) throws IOException {
    byte[] bytes = new byte[100];
    return new String(bytes, 0, file.read(bytes, 0, 100, 0), StandardCharsets.UTF_8);
  }

  @Test
  @DisplayName("All of a file is data: holes are read as zeros")
  void holes() throws IOException {
    try (OpenFile file = directory.create(FILE, 0600)) {
      file.truncate(1 << 20);
      assertThat(file.stat().size()).isEqualTo(1 << 20);
      assertThat(file.nextData(0)).isZero();
      assertThat(file.nextHole(0)).isEqualTo(1 << 20);
      assertThat(file.nextData(1 << 20)).isEqualTo(-1);
      assertThat(errnoOf(() -> file.nextHole(1 << 20))).isEqualTo(Errno.ENXIO);
    }
  }

  @Test
  @DisplayName("What the JDK cannot do is refused, never done half")
  void refused() throws IOException {
    write(FILE, "file");
    write(OTHER, "other");
    assertThat(errnoOf(() -> directory.rename(FILE, directory, OTHER, Directory.Rename.EXCHANGE)))
        .isEqualTo(Errno.EOPNOTSUPP);
    assertThat(path.resolve("file")).hasContent("file");
    assertThat(errnoOf(() -> directory.makeNode(FileName.of("p"), FileType.FIFO, 0600, 0)))
        .isEqualTo(Errno.EOPNOTSUPP);
    Instant early = Instant.ofEpochSecond(-9, 999_999_999);
    assertThat(errnoOf(() -> directory.setTimes(FILE, early, early)))
        .as("the JDK would make it 1970")
        .isEqualTo(Errno.EOPNOTSUPP);
    Attribute acl = new Attribute("system.posix_acl_access", new byte[] {2, 0, 0, 0});
    assertThat(errnoOf(() -> directory.setAttribute(FILE, acl))).isEqualTo(Errno.EOPNOTSUPP);
    try (OpenFile from = directory.read(FILE);
        OpenFile to = directory.openForWriting(OTHER)) {
      assertThat(errnoOf(() -> from.copyTo(to, 0, 0, 4))).isEqualTo(Errno.EOPNOTSUPP);
    }
    FileName doubled = FileName.of("a//b");
    assertThat(errnoOf(() -> directory.makeSymlink(FileName.of("l"), doubled)))
        .as("the JDK would make it a/b")
        .isEqualTo(Errno.EOPNOTSUPP);
    assertThat(errnoOf(() -> directory.removeFile(FileName.of("l")))).isEqualTo(Errno.ENOENT);
  }

  @Test
  @DisplayName("A FIFO is not opened, because that would wait for a writer")
  void fifo() throws IOException {
    try (Directory real = Posix.FILES.open(path)) {
      real.makeNode(FILE, FileType.FIFO, 0600, 0);
    }
    assertThat(directory.stat(FILE).type()).isEqualTo(FileType.FIFO);
    assertThat(directory.statFresh(FILE).type()).isEqualTo(FileType.FIFO);
    assertThat(errnoOf(() -> directory.read(FILE))).isEqualTo(Errno.ENXIO);
    Instant now = Instant.ofEpochSecond(5);
    assertThat(errnoOf(() -> directory.setTimes(FILE, now, now))).isEqualTo(Errno.EOPNOTSUPP);
    assertThat(errnoOf(() -> directory.openForWriting(FILE))).isEqualTo(Errno.ENXIO);
  }

  @Test
  @DisplayName("A link's target is told byte by byte, whatever it is")
  void targets() throws IOException {
    byte[][] targets = {
      "plain".getBytes(StandardCharsets.UTF_8),
      "/ab/s/olute".getBytes(StandardCharsets.UTF_8),
      "../up/\u00fcml\u00e4ut".getBytes(StandardCharsets.UTF_8),
      {'x', (byte) 0xff, '/', (byte) 0x80, '%', '2', '0'},
      {'/', (byte) 0xe9, '?', '#', ' '}
    };
    try (Directory real = Posix.FILES.open(path)) {
      for (int i = 0; i < targets.length; i++) {
        FileName link = FileName.of("link-" + i);
        FileName target = FileName.ofBytes(targets[i]);
        directory.makeSymlink(link, target);
        assertThat(real.readLink(link)).isEqualTo(target);
        assertThat(directory.readLink(link)).isEqualTo(target);
      }
      FileName odd = FileName.of("odd");
      real.makeSymlink(odd, FileName.of("a//b/"));
      assertThat(directory.readLink(odd)).isEqualTo(FileName.of("a//b/"));
    }
  }

  @Test
  @DisplayName("A path that the kernel thinks too long is refused")
  void deep() throws IOException {
    FileName name = FileName.of("d".repeat(250));
    Directory at = directory;
    for (int i = 0; i < 14; i++) {
      at.makeDirectory(name, 0700);
      at = at.directory(name);
    }
    Directory deepest = at;
    assertThat(errnoOf(() -> make(deepest, name, 4))).isEqualTo(Errno.ENAMETOOLONG);
  }

  private static void make(Directory at, FileName name, int levels) throws IOException {
    if (levels > 0) {
      at.makeDirectory(name, 0700);
      make(at.directory(name), name, levels - 1);
    }
  }

  @Test
  @DisplayName("Who this process is, is asked of a program")
  void user() throws IOException {
    assertThat(NioUser.UID).isEqualTo(Posix.userId());
    assertThat(NioUser.GID).isEqualTo(Posix.groupId());
  }

  @Test
  @DisplayName("An interruption does not make a flush of a directory fail, and is not lost")
  void interrupted() throws IOException {
    Thread.currentThread().interrupt();
    directory.sync();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  @DisplayName("What an open file is told to be after it lost its name is never told twice")
  void neverTwice() throws IOException {
    write(FILE, "old");
    try (OpenFile file = directory.read(FILE)) {
      directory.removeFile(FILE);
      Stat first = file.stat();
      assertThat(file.stat().sameIdentity(first)).isFalse();
      assertThat(first.changed().toString()).startsWith("9999-12-31T");
    }
  }

  @Test
  @DisplayName("Everything written is durable when sync returns")
  void syncFileSystem() throws IOException {
    write(FILE, "x");
    directory.syncFileSystem();
    directory.sync();
    assertThat(Files.readString(path.resolve("file"))).isEqualTo("x");
  }
}
