package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.vault.BlobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A first pass that begins with an earlier capture reads only what changed since. */
class EarlierCaptureTest {
  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();
  private Path root = Path.of("/");

  @BeforeEach
  void make() throws IOException {
    root = scratch.directory("root");
    Scratch.write(root.resolve("a/same"), "same");
    Scratch.write(root.resolve("a/changed"), "before");
    Scratch.write(root.resolve("b/two"), "linked");
    Files.createLink(root.resolve("b/three"), root.resolve("b/two"));
    Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
    Clock.SYSTEM.sleep(java.time.Duration.ofMillis(60));
  }

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  private TreeCapture open() {
    return new TreeCapture(TreeSpec.plain(root), vault, Clock.SYSTEM, Concurrency.fixed(2));
  }

  private CapturedTree captureAll() {
    try (TreeCapture capture = open()) {
      return capture.captureAll(Progress.NONE);
    }
  }

  private CapturedTree captureFrom(BlobId tree, Instant settledBefore) {
    try (TreeCapture capture = open()) {
      capture.startFrom(vault, tree, settledBefore);
      return capture.captureAll(Progress.NONE);
    }
  }

  @Test
  @DisplayName("An unchanged tree is the same tree, and no file is read")
  void unchanged() {
    CapturedTree first = captureAll();
    long streams = vault.streamsSaved.get();
    long trees = vault.treesSaved.get();
    CapturedTree second = captureFrom(first.tree(), Instant.now());
    assertThat(vault.streamsSaved).hasValue(streams);
    assertThat(vault.treesSaved).as("directories saved").hasValue(trees);
    assertThat(second.tree()).isEqualTo(first.tree());
    assertThat(second.counts()).isEqualTo(first.counts());
  }

  @Test
  @DisplayName("What changed is read, also if size and mtime were put back")
  void changed() throws IOException {
    CapturedTree first = captureAll();
    FileTime time = Files.getLastModifiedTime(root.resolve("a/changed"));
    Files.writeString(root.resolve("a/changed"), "after!");
    Files.setLastModifiedTime(root.resolve("a/changed"), time);
    long streams = vault.streamsSaved.get();
    CapturedTree second = captureFrom(first.tree(), Instant.now());
    assertThat(vault.streamsSaved.get() - streams).isEqualTo(1);
    assertThat(vault.content(vault.at(second.tree(), "a/changed")))
        .isEqualTo(Scratch.bytes("after!"));
  }

  @Test
  @DisplayName(
      "A directory whose own metadata changed, or that lost or gained a name, is saved anew")
  void changedDirectories() throws IOException {
    CapturedTree first = captureAll();
    Files.setPosixFilePermissions(
        root.resolve("b"), java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    sameAsAfresh(first);
    Files.delete(root.resolve("link"));
    sameAsAfresh(first);
    Files.createDirectory(root.resolve("a/empty"));
    sameAsAfresh(first);
    Files.delete(root.resolve("b/three"));
    sameAsAfresh(first);
  }

  private void sameAsAfresh(CapturedTree earlier) {
    CapturedTree second = captureFrom(earlier.tree(), Instant.now());
    assertThat(second.tree()).isEqualTo(captureAll().tree()).isNotEqualTo(earlier.tree());
  }

  @Test
  @DisplayName("What was not settled then is read again")
  void unsettled() {
    CapturedTree first = captureAll();
    long streams = vault.streamsSaved.get();
    captureFrom(first.tree(), Instant.EPOCH);
    assertThat(vault.streamsSaved.get() - streams).isGreaterThanOrEqualTo(3);
  }

  @Test
  @DisplayName("What the vault has lost since is read again")
  void lost() {
    CapturedTree first = captureAll();
    BlobId blob = vault.at(first.tree(), "a/same").content().getFirst();
    vault.blobs.remove(blob);
    CapturedTree second = captureFrom(first.tree(), Instant.now());
    assertThat(vault.blobs).containsKey(blob);
    assertThat(second.tree()).isEqualTo(first.tree());
    BlobId subtree = vault.at(first.tree(), "b").subtree();
    if (subtree == null) {
      throw new AssertionError("b was not a directory");
    }
    vault.trees.remove(subtree);
    assertThat(captureFrom(first.tree(), Instant.now()).tree()).isEqualTo(first.tree());
    assertThat(vault.trees).containsKey(subtree);
  }

  @Test
  @DisplayName("A tree that the vault does not have at all is a full capture")
  void unknownTree() {
    CapturedTree second = captureFrom(new BlobId(1, 2, 3, 4), Instant.now());
    assertThat(second.counts().files()).isEqualTo(4);
  }

  @Test
  @DisplayName("Rounds begin with it as well")
  void rounds() {
    CapturedTree first = captureAll();
    try (TreeCapture capture = open()) {
      capture.startFrom(vault, first.tree(), Instant.now());
      assertThat(capture.round(Progress.NONE).changedFiles()).isZero();
      SweepReport sweep =
          capture.sweep(Rule.Sweep.FULL, scratch.resolve("spool"), capture.fence(), Progress.NONE);
      assertThat(sweep.changedFiles()).isZero();
      capture.audit(capture.fence(), Progress.NONE);
      CapturedTree second = capture.complete(Progress.NONE);
      assertThat(vault.at(second.tree(), "a").subtree())
          .isEqualTo(vault.at(first.tree(), "a").subtree());
    }
  }
}
