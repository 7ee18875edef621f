package io.holdfast.platform.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.platform.FileName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each call against what the JDK and the kernel say of the same file: for every way to make it. */
abstract class FileSystemContract {
  static final FileName FILE = FileName.of("file");
  static final FileName OTHER = FileName.of("other");

  @TempDir Path path;
  Directory directory = open(Path.of("/"));

  abstract FileSystem files();

  @BeforeEach
  void openDirectory() {
    directory = open(path);
  }

  @AfterEach
  void closeDirectory() throws IOException {
    directory.close();
  }

  final Directory open(Path path) {
    try {
      return files().open(path);
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  static int errnoOf(ThrowingCallable call) {
    PosixException failed = catchThrowableOfType(PosixException.class, call);
    assertThat(failed).as("the call fails").isNotNull();
    return failed.errno();
  }

  final void write(FileName name, String content) throws IOException {
    try (OpenFile file = directory.create(name, 0644)) {
      byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
      file.write(bytes, 0, bytes.length, 0);
    }
  }

  @Test
  @DisplayName("stat tells what the JDK tells, and what it does not")
  void stat() throws IOException {
    write(FILE, "content");
    Map<String, Object> jdk =
        Files.readAttributes(path.resolve("file"), "unix:*", LinkOption.NOFOLLOW_LINKS);
    Stat stat = directory.stat(FILE);
    assertThat(stat.type()).isEqualTo(FileType.REGULAR);
    assertThat(stat.mode()).isEqualTo(jdk.get("mode"));
    assertThat(stat.inode()).isEqualTo(jdk.get("ino"));
    assertThat(stat.device()).isEqualTo(jdk.get("dev"));
    assertThat(stat.rdev()).isEqualTo(jdk.get("rdev"));
    assertThat(stat.links()).isEqualTo(jdk.get("nlink"));
    assertThat(stat.uid()).isEqualTo(jdk.get("uid"));
    assertThat(stat.gid()).isEqualTo(jdk.get("gid"));
    assertThat(stat.size()).isEqualTo(7);
    assertThat(stat.blocks()).isPositive();
    assertThat(stat.modified())
        .isEqualTo(Files.getLastModifiedTime(path.resolve("file")).toInstant());
    assertThat(FileTime.from(stat.changed())).isEqualTo(jdk.get("ctime"));
    assertThat(directory.statFresh(FILE)).isEqualTo(stat);
    try (OpenFile file = directory.read(FILE)) {
      assertThat(file.stat()).isEqualTo(stat);
    }
    Stat device = open(Path.of("/dev")).stat(FileName.of("null"));
    assertThat(device.type()).isEqualTo(FileType.CHARACTER_DEVICE);
    assertThat(device.rdev()).isEqualTo(Stat.makeDevice(1, 3)).isEqualTo(0x103);
  }

  @Test
  @DisplayName("Identity: any of inode, size, mtime, ctime and type; attributes change the ctime")
  void identity() throws IOException {
    write(FILE, "content");
    Stat first = directory.stat(FILE);
    assertThat(directory.stat(FILE).sameIdentity(first)).isTrue();
    waitForTick();
    directory.setAttribute(FILE, new Attribute("user.a", new byte[] {1}));
    Stat second = directory.stat(FILE);
    assertThat(second.sameIdentity(first)).isFalse();
    assertThat(second.modified()).isEqualTo(first.modified());
  }

  private static void waitForTick() {
    io.holdfast.platform.Clock.SYSTEM.sleep(java.time.Duration.ofMillis(30));
  }

  @Test
  @DisplayName("list gives every name, whatever bytes it has, in directories of many buffers")
  void list() throws IOException {
    List<FileName> made = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      byte[] name = ("name-" + i + "-" + "x".repeat(i % 200)).getBytes(StandardCharsets.UTF_8);
      name[0] = (byte) (128 + i % 100);
      made.add(FileName.ofBytes(name));
      directory.create(made.getLast(), 0600).close();
    }
    assertThat(directory.list()).containsExactlyInAnyOrderElementsOf(made);
    assertThat(directory.list()).as("a second time").hasSize(3000);
    for (FileName name : made) {
      directory.removeFile(name);
    }
    assertThat(directory.list()).isEmpty();
  }

  @Test
  @DisplayName("read and write at offsets, across buffers, to the end and beyond it")
  void readAndWrite() throws IOException {
    byte[] content = new byte[1_000_003];
    new java.util.Random(5).nextBytes(content);
    try (OpenFile file = directory.create(FILE, 0600)) {
      file.write(content, 0, content.length, 10);
      byte[] back = new byte[content.length + 100];
      assertThat(file.read(back, 0, back.length, 10)).isEqualTo(content.length);
      assertThat(Arrays.copyOf(back, content.length)).isEqualTo(content);
      assertThat(file.read(back, 0, 10, 2_000_000)).isZero();
      file.truncate(20);
      assertThat(file.stat().size()).isEqualTo(20);
      file.sync();
    }
  }

  @Test
  @DisplayName("Links are never followed")
  void links() throws IOException {
    write(FILE, "x");
    directory.makeDirectory(FileName.of("d"), 0700);
    directory.makeSymlink(OTHER, FILE);
    directory.makeSymlink(FileName.of("dl"), FileName.of("d"));
    assertThat(directory.readLink(OTHER)).isEqualTo(FILE);
    assertThat(directory.stat(OTHER).type()).isEqualTo(FileType.SYMLINK);
    assertThat(errnoOf(() -> directory.read(OTHER))).isEqualTo(Errno.ELOOP);
    assertThat(errnoOf(() -> directory.openForWriting(OTHER))).isEqualTo(Errno.ELOOP);
    assertThat(errnoOf(() -> directory.directory(FileName.of("dl")))).isEqualTo(Errno.ENOTDIR);
    assertThat(errnoOf(() -> directory.create(OTHER, 0600))).isEqualTo(Errno.EEXIST);
  }

  @Test
  @DisplayName("Hard links, renames that replace, removals")
  void names() throws IOException {
    write(FILE, "file");
    write(OTHER, "other");
    FileName third = FileName.of("third");
    directory.makeLink(third, directory, FILE);
    assertThat(directory.stat(third).inode()).isEqualTo(directory.stat(FILE).inode());
    assertThat(directory.stat(FILE).links()).isEqualTo(2);
    directory.rename(FILE, directory, OTHER, Directory.Rename.REPLACE);
    assertThat(path.resolve("other")).hasContent("file");
    assertThat(errnoOf(() -> directory.stat(FILE))).isEqualTo(Errno.ENOENT);
    directory.makeDirectory(FileName.of("d"), 0700);
    directory.removeDirectory(FileName.of("d"));
    assertThat(errnoOf(() -> directory.removeDirectory(FileName.of("d")))).isEqualTo(Errno.ENOENT);
  }

  @Test
  @DisplayName(
      "Permissions regardless of the umask, times to the nanosecond, on names and on handles")
  void permissionsAndTimes() throws IOException {
    write(FILE, "x");
    Instant accessed = Instant.ofEpochSecond(7, 8);
    Instant modified = Instant.ofEpochSecond(9, 999_999_999);
    directory.setPermissions(FILE, 07777);
    directory.setTimes(FILE, accessed, modified);
    assertThat(directory.stat(FILE).permissions()).isEqualTo(07777);
    assertThat(directory.stat(FILE).modified()).isEqualTo(modified);
    try (OpenFile file = directory.openForWriting(FILE)) {
      file.setPermissions(0604);
      file.setTimes(accessed, Instant.ofEpochSecond(10, 11));
      assertThat(file.stat().permissions()).isEqualTo(0604);
      assertThat(file.stat().modified()).isEqualTo(Instant.ofEpochSecond(10, 11));
    }
    directory.touch(FILE);
    assertThat(directory.stat(FILE).modified()).isAfter(Instant.ofEpochSecond(1_000_000_000));
    directory.makeSymlink(OTHER, FILE);
    directory.setTimes(OTHER, accessed, modified);
    assertThat(directory.stat(OTHER).modified()).isEqualTo(modified);
  }

  @Test
  @DisplayName("Owners: root gives files and links away; anyone else is told EPERM")
  void owners() throws IOException {
    write(FILE, "x");
    directory.makeSymlink(OTHER, FILE);
    if (Posix.isSuperuser()) {
      directory.setOwner(OTHER, 1234, 5678);
      assertThat(directory.stat(OTHER).uid()).isEqualTo(1234);
      assertThat(directory.stat(FILE).uid()).isZero();
      try (OpenFile file = directory.openForWriting(FILE)) {
        file.setOwner(77, 88);
        assertThat(file.stat().gid()).isEqualTo(88);
      }
    } else {
      assertThat(errnoOf(() -> directory.setOwner(FILE, 0, 0))).isEqualTo(Errno.EPERM);
    }
  }

  @Test
  @DisplayName("Extended attributes: empty, binary, large, several; on names and on handles")
  void attributes() throws IOException {
    write(FILE, "x");
    byte[] large = new byte[2000];
    Arrays.fill(large, (byte) 0xfe);
    List<Attribute> attributes =
        List.of(
            new Attribute("user.empty", new byte[0]),
            new Attribute("user.binary", new byte[] {0, 1, 2}),
            new Attribute("user.large", large));
    for (Attribute attribute : attributes) {
      directory.setAttribute(FILE, attribute);
    }
    try (OpenFile file = directory.read(FILE)) {
      assertThat(file.attributes())
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactlyInAnyOrderElementsOf(attributes);
    }
    try (OpenFile file = directory.openForWriting(FILE)) {
      file.setAttribute(new Attribute("user.binary", new byte[] {9}));
    }
    assertThat(directory.attributes(FILE))
        .usingRecursiveFieldByFieldElementComparator()
        .contains(new Attribute("user.binary", new byte[] {9}));
    directory.makeSymlink(OTHER, FILE);
    assertThat(directory.attributes(OTHER)).as("the link's own, not the file's").isEmpty();
  }

  @Test
  @DisplayName("Names with NUL or longer than a path are refused before the kernel sees them")
  void badNames() {
    assertThat(errnoOf(() -> directory.stat(FileName.of("a\0b")))).isEqualTo(Errno.EINVAL);
    assertThat(errnoOf(() -> directory.stat(FileName.of("x".repeat(5000)))))
        .isEqualTo(Errno.ENAMETOOLONG);
  }

  @Test
  @DisplayName("Failures name the call, the file and the reason")
  void failures() {
    PosixException failed =
        catchThrowableOfType(PosixException.class, () -> directory.read(FileName.of("mis\nsing")));
    assertThat(failed).hasMessage("open of mis\\x0asing: ENOENT: no such file or directory");
    assertThat(failed.vanished()).isTrue();
    assertThat(failed.full()).isFalse();
  }

  @Test
  @DisplayName("A closed handle is never used again: its number may be someone else's file by now")
  void closed() throws IOException {
    write(FILE, "x");
    OpenFile file = directory.read(FILE);
    file.close();
    file.close();
    assertThat(errnoOf(file::stat)).isEqualTo(Errno.EBADF);
  }
}
