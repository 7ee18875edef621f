package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileType;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Posix;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is captured comes back as it was. */
class RoundTripTest {
  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();
  private Path source = Path.of("/");

  @BeforeEach
  void makeSource() throws IOException {
    source = scratch.directory("source");
  }

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  private CapturedTree capture() {
    try (TreeCapture capture =
        new TreeCapture(TreeSpec.plain(source), vault, Clock.SYSTEM, Concurrency.fixed(2))) {
      return capture.captureAll(Progress.NONE);
    }
  }

  private Path roundTrip() {
    return restore(capture());
  }

  private Path restore(CapturedTree captured) {
    assertThat(captured.skipped()).isEmpty();
    assertThat(captured.torn()).isEmpty();
    Path target = scratch.resolve("target");
    TreeRestore restore = new TreeRestore(vault, Clock.SYSTEM, 2);
    restore.restore(captured.tree(), target, Progress.NONE);
    VerifyReport report = restore.verify(captured.tree(), target, Progress.NONE);
    assertThat(report.differences()).isEmpty();
    return target;
  }

  @Test
  @DisplayName("Files, directories, permissions and times to the nanosecond")
  void ordinaryThings() throws IOException {
    Scratch.write(source.resolve("a/b/file.txt"), "content");
    Files.createDirectories(source.resolve("empty"));
    Scratch.write(source.resolve("a/nothing"), "");
    try (Directory directory = Posix.FILES.open(source.resolve("a"))) {
      directory.setPermissions(FileName.of("nothing"), 06751);
      Instant odd = Instant.ofEpochSecond(1_000_000_007L, 123_456_789);
      directory.setTimes(FileName.of("nothing"), odd, odd);
      Instant beforeTime = Instant.ofEpochSecond(-86_400, 1);
      directory.setTimes(FileName.of("b"), beforeTime, beforeTime);
    }

    CapturedTree captured = capture();
    Path target = restore(captured);

    assertThat(captured.counts().files()).isEqualTo(2);
    assertThat(captured.counts().directories()).isEqualTo(4);
    assertThat(captured.counts().bytes()).isEqualTo(7);
    assertThat(captured.rootNode().subtree()).isEqualTo(captured.tree());
    assertThat(target.resolve("a/b/file.txt")).hasContent("content");
    try (Directory directory = Posix.FILES.open(target.resolve("a"))) {
      Stat stat = directory.stat(FileName.of("nothing"));
      assertThat(stat.permissions()).isEqualTo(06751);
      assertThat(stat.modified()).isEqualTo(Instant.ofEpochSecond(1_000_000_007L, 123_456_789));
      assertThat(directory.stat(FileName.of("b")).modified())
          .isEqualTo(Instant.ofEpochSecond(-86_400, 1));
    }
    assertThat(target.resolve("empty")).isEmptyDirectory();
  }

  @Test
  @DisplayName("The root's own metadata comes back if its node is restored")
  void rootMetadata() throws IOException {
    Scratch.write(source.resolve("file"), "x");
    Instant odd = Instant.ofEpochSecond(1_000_000_007L, 5);
    try (Directory directory = Posix.FILES.open(source)) {
      directory.setPermissions(0751);
      directory.setTimes(odd, odd);
    }
    CapturedTree captured = capture();
    Path target = scratch.resolve("target");
    new TreeRestore(vault, Clock.SYSTEM, 2).restore(captured.rootNode(), target, Progress.NONE);
    try (Directory directory = Posix.FILES.open(target)) {
      assertThat(directory.stat().permissions()).isEqualTo(0751);
      assertThat(directory.stat().modified()).isEqualTo(odd);
    }
  }

  @Test
  @DisplayName(
      "Symbolic links: their raw targets and their own times, and never what they point to")
  void symbolicLinks() throws IOException {
    Scratch.write(scratch.resolve("outside/secret"), "secret");
    try (Directory directory = Posix.FILES.open(source)) {
      directory.makeSymlink(FileName.of("out"), FileName.of("../outside"));
      directory.makeSymlink(
          FileName.of("dangling"), FileName.ofBytes(new byte[] {'/', (byte) 0xff, 'x'}));
      Instant odd = Instant.ofEpochSecond(5, 6);
      directory.setTimes(FileName.of("dangling"), odd, odd);
    }
    CapturedTree captured = capture();
    Path target = restore(captured);
    assertThat(captured.counts().symlinks()).isEqualTo(2);
    assertThat(captured.counts().files()).isZero();
    try (Directory directory = Posix.FILES.open(target)) {
      assertThat(directory.readLink(FileName.of("dangling")).bytes())
          .isEqualTo(new byte[] {'/', (byte) 0xff, 'x'});
      assertThat(directory.stat(FileName.of("dangling")).modified())
          .isEqualTo(Instant.ofEpochSecond(5, 6));
    }
  }

  @Test
  @DisplayName("Several names of one file become one file again, across directories")
  void hardLinks() throws IOException {
    Scratch.write(source.resolve("a/one"), "shared");
    Files.createDirectories(source.resolve("b"));
    Files.createLink(source.resolve("b/two"), source.resolve("a/one"));
    Files.createLink(source.resolve("b/three"), source.resolve("a/one"));
    Path target = roundTrip();
    Object inode = Files.getAttribute(target.resolve("a/one"), "unix:ino");
    assertThat(Files.getAttribute(target.resolve("b/two"), "unix:ino")).isEqualTo(inode);
    assertThat(Files.getAttribute(target.resolve("b/three"), "unix:ino")).isEqualTo(inode);
  }

  @Test
  @DisplayName("Extended attributes of files, directories and, as root, of links; POSIX ACLs")
  void extendedAttributes() throws IOException {
    Scratch.write(source.resolve("file"), "x");
    byte[] acl = posixAcl();
    try (Directory directory = Posix.FILES.open(source)) {
      directory.makeDirectory(FileName.of("directory"), 0755);
      directory.makeSymlink(FileName.of("link"), FileName.of("file"));
      Attribute origin = new Attribute("user.origin", new byte[] {0, 1, (byte) 0xff});
      directory.setAttribute(FileName.of("file"), origin);
      directory.setAttribute(FileName.of("directory"), new Attribute("user.empty", new byte[0]));
      directory.setAttribute(FileName.of("file"), new Attribute("system.posix_acl_access", acl));
      directory.setAttribute(
          FileName.of("directory"), new Attribute("system.posix_acl_default", acl));
      if (Posix.isSuperuser()) {
        directory.setAttribute(FileName.of("link"), new Attribute("trusted.mark", new byte[] {7}));
      }
    }
    CapturedTree captured = capture();
    restore(captured);
    assertThat(vault.at(captured.tree(), "file").extendedAttributes())
        .extracting(attribute -> attribute.name())
        .contains("user.origin", "system.posix_acl_access");
    assertThat(vault.at(captured.tree(), "directory").extendedAttributes())
        .extracting(attribute -> attribute.name())
        .contains("user.empty", "system.posix_acl_default");
    if (Posix.isSuperuser()) {
      assertThat(vault.at(captured.tree(), "link").extendedAttributes()).hasSize(1);
    }
  }

  /** Version 2; owner rwx, user 65534 r, group r, mask r-x, others nothing. */
  private static byte[] posixAcl() {
    java.nio.ByteBuffer acl =
        java.nio.ByteBuffer.allocate(4 + 5 * 8).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    acl.putInt(2);
    int[][] entries = {{1, 7, -1}, {2, 4, 65534}, {4, 4, -1}, {0x10, 5, -1}, {0x20, 0, -1}};
    for (int[] entry : entries) {
      acl.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
    }
    return acl.array();
  }

  @Test
  @DisplayName(
      "FIFOs and sockets are recorded without being opened; devices too, which root restores")
  void specialFiles() throws IOException {
    try (Directory directory = Posix.FILES.open(source)) {
      directory.makeNode(FileName.of("fifo"), FileType.FIFO, 0640, 0);
      directory.makeNode(FileName.of("socket"), FileType.SOCKET, 0600, 0);
      if (Posix.isSuperuser()) {
        directory.makeNode(FileName.of("null"), FileType.CHARACTER_DEVICE, 0666, 0x103);
      }
    }
    CapturedTree captured = capture();
    Path target = restore(captured);
    assertThat(captured.counts().others()).isEqualTo(Posix.isSuperuser() ? 3 : 2);
    try (Directory directory = Posix.FILES.open(target)) {
      assertThat(directory.stat(FileName.of("fifo")).type()).isEqualTo(FileType.FIFO);
      assertThat(directory.stat(FileName.of("socket")).type()).isEqualTo(FileType.SOCKET);
      if (Posix.isSuperuser()) {
        assertThat(directory.stat(FileName.of("null")).rdev()).isEqualTo(0x103);
      }
    }
  }

  @Test
  @DisplayName("Names that are no text, and every byte that a name may have")
  void rawNames() throws IOException {
    try (Directory directory = Posix.FILES.open(source)) {
      for (int b = 1; b < 256; b++) {
        if (b != '/') {
          Scratch.write(
              directory, FileName.ofBytes(new byte[] {'n', (byte) b}), new byte[] {(byte) b});
        }
      }
      directory.makeDirectory(FileName.ofBytes(new byte[] {(byte) 0xc3, '('}), 0755);
    }
    CapturedTree captured = capture();
    restore(captured);
    assertThat(captured.counts().files()).isEqualTo(254);
  }

  @Test
  @DisplayName("Paths far longer than one call can take")
  void deepPaths() throws IOException {
    FileName name = FileName.of("d".repeat(200));
    int depth = 120;
    Directory at = Posix.FILES.open(source);
    for (int i = 0; i < depth; i++) {
      at.makeDirectory(name, 0755);
      Directory below = at.directory(name);
      at.close();
      at = below;
    }
    Scratch.write(at, FileName.of("deepest"), Scratch.bytes("here"));
    at.close();
    CapturedTree captured = capture();
    restore(captured);
    assertThat(captured.counts().directories()).isEqualTo(depth + 1);
    assertThat(captured.counts().bytes()).isEqualTo(4);
  }

  @Test
  @DisplayName("A chain of directories deeper than the handles that may be kept open")
  void deeperThanHandles() throws IOException {
    FileName name = FileName.of("d");
    int depth = 1200;
    Directory at = Posix.FILES.open(source);
    for (int i = 0; i < depth; i++) {
      at.makeDirectory(name, 0755);
      at.makeDirectory(FileName.of("side"), 0755);
      Directory below = at.directory(name);
      at.close();
      at = below;
    }
    at.close();
    CapturedTree captured = capture();
    restore(captured);
    assertThat(captured.counts().directories()).isEqualTo(2 * depth + 1);
  }

  @Test
  @DisplayName("More names in one directory than one job takes")
  void wideDirectory() throws IOException {
    try (Directory directory = Posix.FILES.open(source)) {
      for (int i = 0; i < 1000; i++) {
        Scratch.write(directory, FileName.of("file-" + i), Scratch.bytes("content " + i));
      }
    }
    CapturedTree captured = capture();
    restore(captured);
    assertThat(captured.counts().files()).isEqualTo(1000);
  }

  @Test
  @DisplayName("A sparse file over 4 GiB: quickly read, and its holes are holes again")
  void largeSparseFile() throws IOException {
    long size = (4L << 30) + 123_456_789;
    try (Directory directory = Posix.FILES.open(source);
        OpenFile file = directory.create(FileName.of("sparse"), 0644)) {
      byte[] mark = Scratch.bytes("mark");
      file.write(mark, 0, 4, 5000);
      file.write(mark, 0, 4, (4L << 30) + 17);
      file.truncate(size);
    }
    CapturedTree captured = capture();
    Path target = scratch.resolve("target");
    new TreeRestore(vault, Clock.SYSTEM, 2).restore(captured.tree(), target, Progress.NONE);
    Node node = vault.at(captured.tree(), "sparse");
    assertThat(node.size()).isEqualTo(size);
    try (Directory directory = Posix.FILES.open(target);
        OpenFile file = directory.read(FileName.of("sparse"))) {
      assertThat(file.stat().size()).isEqualTo(size);
      assertThat(file.stat().blocks() * 512).isLessThan(1 << 20);
      byte[] read = new byte[4];
      file.read(read, 0, 4, (4L << 30) + 17);
      assertThat(read).isEqualTo(Scratch.bytes("mark"));
      file.read(read, 0, 4, 5000);
      assertThat(read).isEqualTo(Scratch.bytes("mark"));
    }
  }

  @Test
  @DisplayName("Zeros that were written become holes of the same content")
  void writtenZeros() throws IOException {
    byte[] content = new byte[100_000];
    Arrays.fill(content, 50_000, 50_010, (byte) 9);
    Files.write(source.resolve("zeros"), content);
    Path target = roundTrip();
    assertThat(target.resolve("zeros")).hasBinaryContent(content);
    try (Directory directory = Posix.FILES.open(target)) {
      assertThat(directory.stat(FileName.of("zeros")).blocks() * 512).isLessThan(20_000);
    }
  }

  @Test
  @DisplayName(
      "Owners come back if root restores; what an ordinary user owned itself is restored exactly"
          + " too")
  void owners() throws IOException {
    Scratch.write(source.resolve("file"), "x");
    if (Posix.isSuperuser()) {
      try (Directory directory = Posix.FILES.open(source)) {
        directory.setOwner(FileName.of("file"), 12345, 54321);
        directory.setPermissions(FileName.of("file"), 04755);
      }
    }
    CapturedTree captured = capture();
    Path target = scratch.resolve("target");
    RestoreReport report =
        new TreeRestore(vault, Clock.SYSTEM, 2).restore(captured.tree(), target, Progress.NONE);
    assertThat(report.ownersRestored()).isTrue();
    if (Posix.isSuperuser()) {
      try (Directory directory = Posix.FILES.open(target)) {
        Stat stat = directory.stat(FileName.of("file"));
        assertThat(stat.uid()).isEqualTo(12345);
        assertThat(stat.gid()).isEqualTo(54321);
        assertThat(stat.permissions())
            .as("set-id bits survive the change of owner")
            .isEqualTo(04755);
      }
    }
  }

  @Test
  @DisplayName("An unchanged tree gives the same tree again, although it was read")
  void unchangedTreeIsTheSameTree() throws IOException {
    Scratch.write(source.resolve("a/file"), "x");
    assertThat(capture().tree()).isEqualTo(capture().tree());
  }

  @Test
  @DisplayName("A root that is not a directory is refused with its name")
  void rootMustBeADirectory() throws IOException {
    Path file = Scratch.write(source.resolve("file"), "x");
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                new TreeCapture(TreeSpec.plain(file), vault, Clock.SYSTEM, Concurrency.fixed(1))
                    .close())
        .hasMessageContaining(file.toString())
        .hasCauseInstanceOf(PosixException.class);
  }
}
