package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.platform.faults.FaultyFiles;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.Posix;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A restore writes only where it should, and never calls done what is not. */
class RestoreSafetyTest {
  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  private static Node node(
      FileName name,
      NodeType type,
      @Nullable FileName target,
      List<BlobId> content,
      long size,
      @Nullable BlobId subtree) {
    Instant time = Instant.ofEpochSecond(1_000_000_000);
    return new Node(
        name, type, 0755, time, time, time, 0, 0, "", "", 1, 0, size, 1, target, List.of(), 0,
        content, subtree);
  }

  private Node file(String name, String content) {
    try {
      byte[] bytes = Scratch.bytes(content);
      List<BlobId> blobs = vault.save(new ByteArrayInputStream(bytes)).blobs();
      return node(FileName.of(name), NodeType.FILE, null, blobs, bytes.length, null);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private HoldfastException restoreFails(BlobId tree) {
    return restoreFails(new TreeRestore(vault, Clock.SYSTEM, 2), tree);
  }

  private HoldfastException restoreFails(TreeRestore restore, BlobId tree) {
    return catchThrowableOfType(
        HoldfastException.class,
        () -> restore.restore(tree, scratch.resolve("target"), Progress.NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../escaped", "a/b", "..", ".", "", "/etc", "nul\0byte"})
  @DisplayName(
      "A name that is not one component is refused with HF-504, and nothing is written outside")
  void names(String name) {
    Node evil = node(FileName.of(name), NodeType.FILE, null, List.of(), 0, null);
    BlobId inner = vault.save(new Tree(List.of(evil)));
    Node directory = node(FileName.of("d"), NodeType.DIRECTORY, null, List.of(), 0, inner);
    HoldfastException failed = restoreFails(vault.save(new Tree(List.of(directory))));
    assertThat(failed.code()).isEqualTo(ErrorCode.PATH_ESCAPES);
    assertThat(scratch.resolve("escaped")).doesNotExist();
  }

  @Test
  @DisplayName("A link put in a directory's place while the restore runs is not followed")
  void neverThroughALink() throws IOException {
    Path outside = scratch.directory("outside");
    BlobId inner = vault.save(new Tree(List.of(file("planted", "x"))));
    Node directory = node(FileName.of("d"), NodeType.DIRECTORY, null, List.of(), 0, inner);
    BlobId tree = vault.save(new Tree(List.of(directory)));
    FaultyFiles swapping =
        new FaultyFiles(
            (call, name, real) -> {
              Object result = real.run();
              if (call.equals("makeDirectory")) {
                Files.delete(scratch.resolve("target/d"));
                Files.createSymbolicLink(scratch.resolve("target/d"), outside);
              }
              return result;
            });
    HoldfastException failed =
        restoreFails(new TreeRestore(swapping, vault, Clock.SYSTEM, 2), tree);
    assertThat(failed.code()).isEqualTo(ErrorCode.RESTORE_INCOMPLETE);
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  @DisplayName(
      "A target that has anything in it, or is a file, is refused with HF-210 and left alone")
  void targetMustBeEmpty() throws IOException {
    BlobId tree = vault.save(new Tree(List.of(file("a", "new"))));
    Scratch.write(scratch.resolve("target/a"), "old");
    assertThat(restoreFails(tree).code()).isEqualTo(ErrorCode.TARGET_NOT_EMPTY);
    assertThat(scratch.resolve("target/a")).hasContent("old");
    Path plain = Scratch.write(scratch.resolve("plain"), "x");
    assertThatThrownBy(
            () -> new TreeRestore(vault, Clock.SYSTEM, 1).restore(tree, plain, Progress.NONE))
        .isInstanceOf(HoldfastException.class)
        .hasMessageContaining("plain");
  }

  @Test
  @DisplayName(
      "A missing blob: the file is named with HF-502 and not left half, the others are whole")
  void missingBlob() throws IOException {
    byte[] large = new byte[3 << 20];
    new java.util.Random(1).nextBytes(large);
    List<BlobId> blobs = vault.save(new ByteArrayInputStream(large)).blobs();
    Node broken = node(FileName.of("broken"), NodeType.FILE, null, blobs, large.length, null);
    BlobId tree = vault.save(new Tree(List.of(broken, file("fine", "fine"))));
    vault.blobs.remove(blobs.get(2));
    HoldfastException failed = restoreFails(tree);
    assertThat(failed.code()).isEqualTo(ErrorCode.BLOB_MISSING);
    assertThat(failed).hasMessageContaining("broken (HF-502");
    assertThat(scratch.resolve("target/broken")).doesNotExist();
    assertThat(scratch.resolve("target/fine")).hasContent("fine");
  }

  @Test
  @DisplayName("A missing directory tree is named with HF-502")
  void missingTree() {
    BlobId inner = vault.save(new Tree(List.of(file("a", "a"))));
    Node directory = node(FileName.of("d"), NodeType.DIRECTORY, null, List.of(), 0, inner);
    BlobId tree = vault.save(new Tree(List.of(directory)));
    vault.trees.remove(inner);
    HoldfastException failed = restoreFails(tree);
    assertThat(failed.code()).isEqualTo(ErrorCode.BLOB_MISSING);
    assertThat(failed).hasMessageContaining("d (HF-502");
  }

  @Test
  @DisplayName("Content that is not as long as its entry says is not called restored")
  void wrongLength() {
    Node right = file("file", "12345");
    BlobId tree = vault.save(new Tree(List.of(right.withContent(right.content(), 6))));
    HoldfastException failed = restoreFails(tree);
    assertThat(failed.code()).isEqualTo(ErrorCode.RESTORE_INCOMPLETE);
    assertThat(failed).hasMessageContaining("5 bytes").hasMessageContaining("6");
    assertThat(scratch.resolve("target/file")).doesNotExist();
  }

  @Test
  @DisplayName("A full disk ends the restore with HF-102")
  void diskFull() {
    BlobId tree = vault.save(new Tree(List.of(file("a", "a"), file("b", "b"))));
    FaultyFiles full =
        new FaultyFiles(
            (call, name, real) -> {
              if (call.equals("write") && name.equals("b")) {
                throw new PosixException(Errno.ENOSPC, call, name);
              }
              return real.run();
            });
    HoldfastException failed = restoreFails(new TreeRestore(full, vault, Clock.SYSTEM, 2), tree);
    assertThat(failed.code()).isEqualTo(ErrorCode.DISK_FULL);
    assertThat(scratch.resolve("target/b")).doesNotExist();
  }

  @Test
  @DisplayName("An attribute that the target refuses is noted, not fatal: the content is there")
  void refusedAttribute() throws IOException {
    BlobId tree = vault.save(new Tree(List.of(file("a", "a"))));
    FaultyFiles refusing =
        new FaultyFiles(
            (call, name, real) -> {
              if (call.equals("setPermissions")) {
                throw new PosixException(Errno.EPERM, call, name);
              }
              return real.run();
            });
    RestoreReport report =
        new TreeRestore(refusing, vault, Clock.SYSTEM, 2)
            .restore(tree, scratch.resolve("target"), Progress.NONE);
    assertThat(report.notRestoredCount()).isEqualTo(1);
    assertThat(report.notRestored().getFirst().what()).isEqualTo("permissions");
    assertThat(scratch.resolve("target/a")).hasContent("a");
  }

  @Test
  @DisplayName("A device that an ordinary user cannot make is noted; root makes it")
  void device() {
    Node device =
        new Node(
            FileName.of("null"),
            NodeType.CHARACTER_DEVICE,
            0666,
            Instant.EPOCH,
            Instant.EPOCH,
            Instant.EPOCH,
            0,
            0,
            "",
            "",
            1,
            0,
            0,
            1,
            null,
            List.of(),
            0x103,
            List.of(),
            null);
    BlobId tree = vault.save(new Tree(List.of(device)));
    RestoreReport report =
        new TreeRestore(vault, Clock.SYSTEM, 1)
            .restore(tree, scratch.resolve("target"), Progress.NONE);
    assertThat(report.notRestoredCount()).isEqualTo(Posix.isSuperuser() ? 0 : 1);
    assertThat(report.others()).isEqualTo(Posix.isSuperuser() ? 1 : 0);
  }

  @Test
  @DisplayName("Names of one inode whose captured contents differ are restored apart, not mixed up")
  void differingHardLinks() throws IOException {
    Node one = linked(file("one", "before"));
    Node two = linked(file("two", "after!"));
    Node three = linked(file("wee", "before"));
    BlobId tree = vault.save(new Tree(List.of(one, two, three)));
    RestoreReport report =
        new TreeRestore(vault, Clock.SYSTEM, 2)
            .restore(tree, scratch.resolve("target"), Progress.NONE);
    assertThat(scratch.resolve("target/one")).hasContent("before");
    assertThat(scratch.resolve("target/two")).hasContent("after!");
    assertThat(scratch.resolve("target/wee")).hasContent("before");
    assertThat(report.hardLinks()).isEqualTo(1);
  }

  private static Node linked(Node node) {
    return new Node(
        node.name(),
        node.type(),
        0644,
        node.modified(),
        node.accessed(),
        node.changed(),
        0,
        0,
        "",
        "",
        77,
        5,
        node.size(),
        3,
        null,
        List.of(),
        0,
        node.content(),
        null);
  }
}
