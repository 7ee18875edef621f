package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.posix.Posix;
import io.holdfast.vault.BlobId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rounds, fence, sweep, completion and audit. */
class WindowTest {
  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();
  private Path root = Path.of("/");
  private Path spool = Path.of("/");

  @BeforeEach
  void make() throws IOException {
    root = scratch.directory("root");
    spool = scratch.resolve("spool");
  }

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  private TreeCapture open(ProfileDirectory... profiles) {
    TreeSpec spec = new TreeSpec(root, List.of(profiles), List.of());
    return new TreeCapture(
        Posix.FILES, spec, vault, Clock.SYSTEM, Concurrency.fixed(2), Duration.ZERO);
  }

  private static CapturedTree audited(TreeCapture capture, Fence end) {
    capture.audit(end, Progress.NONE);
    return capture.complete(Progress.NONE);
  }

  private String captured(BlobId tree, String path) {
    return new String(vault.content(vault.at(tree, path)), StandardCharsets.UTF_8);
  }

  /** A pause long enough that what was written before it is settled. */
  private static void tick() {
    Clock.SYSTEM.sleep(Duration.ofMillis(60));
  }

  @Test
  @DisplayName("A later round reads only what changed, and the sweep only what changed since")
  void onlyChanges() throws IOException {
    for (int i = 0; i < 300; i++) {
      Scratch.write(root.resolve("d" + i % 7 + "/f" + i), "content " + i);
    }
    tick();
    try (TreeCapture capture = open()) {
      RoundReport first = capture.round(Progress.NONE);
      assertThat(first.round()).isZero();
      assertThat(first.files()).isEqualTo(300);
      assertThat(first.changedFiles()).isEqualTo(300);
      assertThat(first.unsettled()).isZero();
      Scratch.write(root.resolve("d1/new"), "new");
      Scratch.write(root.resolve("d2/f2"), "changed");
      Files.delete(root.resolve("d3/f3"));
      tick();
      RoundReport second = capture.round(Progress.NONE);
      assertThat(second.round()).isEqualTo(1);
      assertThat(second.files()).isEqualTo(300);
      assertThat(second.changedFiles()).isEqualTo(2);
      Scratch.write(root.resolve("d4/f4"), "last change");
      long streams = vault.streamsSaved.get();

      Fence quiet = capture.fence();
      SweepReport sweep = capture.sweep(Rule.Sweep.FULL, spool, quiet, Progress.NONE);
      assertThat(vault.streamsSaved).as("nothing is sent inside the window").hasValue(streams);
      assertThat(sweep.changedFiles()).isEqualTo(1);
      assertThat(sweep.spooledBytes()).isEqualTo(11);
      assertThat(sweep.writtenInWindow()).isZero();
      Fence end = capture.fence();
      Scratch.write(root.resolve("d4/f4"), "after the window, not captured");
      Files.delete(root.resolve("d5/f5"));

      CapturedTree tree = audited(capture, end);
      assertThat(captured(tree.tree(), "d4/f4")).isEqualTo("last change");
      assertThat(captured(tree.tree(), "d1/new")).isEqualTo("new");
      assertThat(captured(tree.tree(), "d5/f5")).isEqualTo("content 5");
      assertThat(vault.has(tree.tree(), "d3/f3")).isFalse();
      assertThat(tree.counts().files()).isEqualTo(300);
      assertThat(tree.writtenInWindow()).isEmpty();
      assertThat(tree.audited()).isTrue();
      assertThat(spool).isEmptyDirectory();
    }
    assertThat(root.resolve(".holdfast-fence")).doesNotExist();
  }

  @Test
  @DisplayName("After a completed window the next rounds go on from its state")
  void nextWindow() throws IOException {
    Scratch.write(root.resolve("a"), "1");
    Scratch.write(root.resolve("b"), "1");
    tick();
    try (TreeCapture capture = open()) {
      capture.round(Progress.NONE);
      Scratch.write(root.resolve("b"), "22");
      Fence quiet = capture.fence();
      assertThat(capture.sweep(Rule.Sweep.FULL, spool, quiet, Progress.NONE).changedFiles())
          .isEqualTo(1);
      CapturedTree first = audited(capture, capture.fence());
      assertThat(capture.round(Progress.NONE).changedFiles()).isZero();
      Fence again = capture.fence();
      assertThat(capture.sweep(Rule.Sweep.FULL, spool, again, Progress.NONE).changedFiles())
          .isZero();
      CapturedTree second = audited(capture, capture.fence());
      assertThat(captured(second.tree(), "b")).isEqualTo("22");
      assertThat(second.tree()).isEqualTo(first.tree());
    }
  }

  @Test
  @DisplayName(
      "What was written just before it was read is copied again: a write may still be going on")
  void writeInProgress() throws IOException {
    Scratch.write(root.resolve("old"), "1");
    Clock.SYSTEM.sleep(FenceFiles.SETTLING.plusMillis(200));
    Scratch.write(root.resolve("young"), "1");
    try (TreeCapture capture =
        new TreeCapture(TreeSpec.plain(root), vault, Clock.SYSTEM, Concurrency.fixed(2))) {
      RoundReport round = capture.round(Progress.NONE);
      assertThat(round.changedFiles()).isEqualTo(2);
      assertThat(round.unsettled()).isEqualTo(1);
      SweepReport sweep = capture.sweep(Rule.Sweep.FULL, spool, capture.fence(), Progress.NONE);
      assertThat(sweep.changedFiles()).isEqualTo(1);
      assertThat(sweep.writtenInWindow()).isZero();
    }
  }

  @Test
  @DisplayName("A change that sets size and mtime back is seen: ctime tells")
  void setBack() throws IOException {
    Path file = Scratch.write(root.resolve("file"), "first");
    FileTime mtime = Files.getLastModifiedTime(file);
    tick();
    try (TreeCapture capture = open()) {
      capture.round(Progress.NONE);
      Files.writeString(file, "other", StandardOpenOption.WRITE);
      Files.setLastModifiedTime(file, mtime);
      capture.sweep(Rule.Sweep.FULL, spool, capture.fence(), Progress.NONE);
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(captured(tree.tree(), "file")).isEqualTo("other");
      assertThat(tree.audited()).isFalse();
    }
  }

  @Test
  @DisplayName(
      "A file put in another's place with the same size and times is seen: the inode tells")
  void replaced() throws IOException {
    Path file = Scratch.write(root.resolve("file"), "first");
    tick();
    try (TreeCapture capture = open()) {
      capture.round(Progress.NONE);
      Path other = Scratch.write(scratch.resolve("root/other"), "other");
      Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
      Files.move(other, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      capture.sweep(Rule.Sweep.FULL, spool, capture.fence(), Progress.NONE);
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(captured(tree.tree(), "file")).isEqualTo("other");
    }
  }

  @Test
  @DisplayName("Written inside the window before the sweep came: captured as found, and named")
  void writtenBeforeSweep() throws IOException {
    Scratch.write(root.resolve("agg/session"), "1");
    try (TreeCapture capture = open()) {
      capture.round(Progress.NONE);
      Fence quiet = capture.fence();
      Scratch.write(root.resolve("agg/session"), "22");
      Scratch.write(root.resolve("agg/new"), "3");
      SweepReport sweep = capture.sweep(Rule.Sweep.FULL, spool, quiet, Progress.NONE);
      assertThat(sweep.writtenInWindow()).isEqualTo(3);
      CapturedTree tree = audited(capture, capture.fence());
      assertThat(tree.writtenInWindow())
          .extracting(WrittenInWindow::path)
          .containsExactly("agg", "agg/new", "agg/session");
      assertThat(tree.counts().writtenInWindow()).isEqualTo(3);
    }
  }

  @Test
  @DisplayName(
      "Written inside the window after the sweep passed: the audit names it, and the sweep holds")
  void writtenAfterSweep() throws IOException {
    Scratch.write(root.resolve("agg/session"), "1");
    Scratch.write(root.resolve("agg/gone"), "1");
    Scratch.write(root.resolve("other/file"), "1");
    try (TreeCapture capture = open()) {
      capture.round(Progress.NONE);
      SweepReport sweep = capture.sweep(Rule.Sweep.FULL, spool, capture.fence(), Progress.NONE);
      assertThat(sweep.writtenInWindow()).isZero();
      Scratch.write(root.resolve("agg/session"), "22");
      Files.delete(root.resolve("agg/gone"));
      Fence end = capture.fence();
      Scratch.write(root.resolve("other/file"), "after");
      Scratch.write(root.resolve("other/new"), "after");
      CapturedTree tree = audited(capture, end);
      assertThat(captured(tree.tree(), "agg/session")).isEqualTo("1");
      assertThat(captured(tree.tree(), "agg/gone")).isEqualTo("1");
      assertThat(tree.writtenInWindow())
          .extracting(WrittenInWindow::path)
          .containsExactly("agg", "agg/gone", "agg/session");
    }
  }

  @Test
  @DisplayName(
      "What writers that are not suspended do inside the window is an arrival, not a breach")
  void arrivals() throws IOException {
    Scratch.write(root.resolve("in/one"), "1");
    Scratch.write(root.resolve("log/ec.log"), "line\n");
    ProfileDirectory in = new ProfileDirectory("in", Profile.COLLECTION);
    ProfileDirectory log = new ProfileDirectory("log", Profile.LOG);
    try (TreeCapture capture = open(in, log)) {
      capture.round(Progress.NONE);
      Fence quiet = capture.fence();
      Scratch.write(root.resolve("in/two"), "2");
      SweepReport sweep = capture.sweep(Rule.Sweep.FULL, spool, quiet, Progress.NONE);
      assertThat(sweep.writtenInWindow()).isZero();
      assertThat(sweep.arrivals()).isEqualTo(2);
      Files.writeString(root.resolve("log/ec.log"), "more\n", StandardOpenOption.APPEND);
      CapturedTree tree = audited(capture, capture.fence());
      assertThat(tree.counts().writtenInWindow()).isZero();
      assertThat(tree.counts().arrivals()).isEqualTo(3);
      assertThat(captured(tree.tree(), "in/two")).isEqualTo("2");
    }
  }

  @Test
  @DisplayName(
      "The fence file is never captured, changes nothing inside the window, and goes with close")
  void fenceFile() throws IOException {
    Scratch.write(root.resolve("file"), "1");
    CapturedTree tree;
    try (TreeCapture capture = open()) {
      capture.round(Progress.NONE);
      assertThat(root.resolve(".holdfast-fence")).exists();
      Fence quiet = capture.fence();
      capture.sweep(Rule.Sweep.FULL, spool, quiet, Progress.NONE);
      Fence end = capture.fence();
      assertThat(end.instant()).isAfter(quiet.instant());
      tree = audited(capture, end);
    }
    assertThat(vault.has(tree.tree(), ".holdfast-fence")).isFalse();
    assertThat(tree.counts().writtenInWindow()).isZero();
    assertThat(root.resolve(".holdfast-fence")).doesNotExist();
  }

  @Test
  @DisplayName(
      "A file of that name left by a killed run does no harm, and deeper down the name is data")
  void fenceFileLeftBehind() throws IOException {
    Scratch.write(root.resolve(".holdfast-fence"), "");
    Scratch.write(root.resolve("deep/.holdfast-fence"), "data");
    try (TreeCapture capture = open()) {
      CapturedTree all = capture.captureAll(Progress.NONE);
      assertThat(vault.has(all.tree(), ".holdfast-fence")).isFalse();
      assertThat(vault.has(all.tree(), "deep/.holdfast-fence")).isTrue();
      capture.round(Progress.NONE);
      capture.fence();
    }
    assertThat(root.resolve(".holdfast-fence")).doesNotExist();
    assertThat(root.resolve("deep/.holdfast-fence")).exists();
  }

  @Test
  @DisplayName("A capture without a window leaves the tree as it was: no fence file, no new times")
  void captureAllTouchesNothing() throws IOException {
    Scratch.write(root.resolve("file"), "1");
    Object before = Files.getAttribute(root, "unix:ctime");
    Object accessed = Files.getAttribute(root.resolve("file"), "unix:lastAccessTime");
    try (TreeCapture capture = open()) {
      capture.captureAll(Progress.NONE);
    }
    assertThat(Files.getAttribute(root, "unix:ctime")).isEqualTo(before);
    assertThat(Files.getAttribute(root.resolve("file"), "unix:lastAccessTime")).isEqualTo(accessed);
  }

  @Test
  @DisplayName("Several names of one changed file are copied to the spool once")
  void hardLinksInSweep() throws IOException {
    Scratch.write(root.resolve("one"), "1");
    Files.createLink(root.resolve("two"), root.resolve("one"));
    try (TreeCapture capture =
        new TreeCapture(TreeSpec.plain(root), vault, Clock.SYSTEM, Concurrency.fixed(1))) {
      capture.round(Progress.NONE);
      Files.writeString(root.resolve("one"), "changed");
      capture.sweep(Rule.Sweep.FULL, spool, capture.fence(), Progress.NONE);
      long streams = vault.streamsSaved.get();
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(vault.streamsSaved.get() - streams).isEqualTo(1);
      assertThat(captured(tree.tree(), "one")).isEqualTo("changed");
      assertThat(captured(tree.tree(), "two")).isEqualTo("changed");
    }
  }

  @Test
  @DisplayName("A large sparse file and one over several buffers pass through the spool unchanged")
  void spooledContent() throws IOException {
    byte[] dense = new byte[3_000_000];
    new java.util.Random(7).nextBytes(dense);
    try (TreeCapture capture = open()) {
      capture.round(Progress.NONE);
      Files.write(root.resolve("dense"), dense);
      Files.write(root.resolve("small"), new byte[] {1, 2, 3});
      try (var file = new java.io.RandomAccessFile(root.resolve("sparse").toFile(), "rw")) {
        file.seek(50_000_000);
        file.write(42);
        file.setLength(70_000_001);
      }
      capture.sweep(Rule.Sweep.FULL, spool, capture.fence(), Progress.NONE);
      CapturedTree tree = audited(capture, capture.fence());
      Path target = scratch.resolve("target");
      TreeRestore restore = new TreeRestore(vault, Clock.SYSTEM, 2);
      restore.restore(tree.tree(), target, Progress.NONE);
      assertThat(target.resolve("dense")).hasBinaryContent(dense);
      assertThat(target.resolve("small")).hasBinaryContent(new byte[] {1, 2, 3});
      assertThat(Files.mismatch(root.resolve("sparse"), target.resolve("sparse"))).isEqualTo(-1);
    }
  }
}
