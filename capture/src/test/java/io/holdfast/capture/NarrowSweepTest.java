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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the narrow sweep looks at, what is captured after it, and what stays unproved. */
class NarrowSweepTest {
  private static final Rule.Sweep NARROW = Rule.Sweep.NARROW;
  private static final Duration HORIZON = Duration.ofMillis(200);

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

  /** Nothing is hot unless it changed just before the last round, or its profile says so. */
  private TreeCapture open(ProfileDirectory... profiles) {
    TreeSpec spec = new TreeSpec(root, List.of(profiles), List.of());
    return new TreeCapture(
        Posix.FILES, spec, vault, Clock.SYSTEM, Concurrency.fixed(2), Duration.ZERO, HORIZON);
  }

  private static void coolDown() {
    Clock.SYSTEM.sleep(HORIZON.plusMillis(100));
  }

  private TreeCapture warm(ProfileDirectory... profiles) {
    TreeCapture capture = open(profiles);
    RoundReport before;
    RoundReport last = capture.round(Progress.NONE);
    do {
      // The horizon follows the length of the round before, which a busy machine makes long.
      before = last;
      coolDown();
      last = capture.round(Progress.NONE);
    } while (before.elapsed().multipliedBy(2).compareTo(HORIZON) > 0);
    return capture;
  }

  private String captured(BlobId tree, String path) {
    return new String(vault.content(vault.at(tree, path)), StandardCharsets.UTF_8);
  }

  private static List<String> unproved(AuditReport report) {
    return report.unproved().stream().map(Unproved::path).toList();
  }

  @Test
  @DisplayName("Only what is hot is looked at inside the window, and all of the tree is captured")
  void looksAtLittle() throws IOException {
    for (int i = 0; i < 900; i++) {
      Scratch.write(root.resolve("d" + i % 30 + "/f" + i), "content " + i);
    }
    Scratch.write(root.resolve("agg/session"), "1");
    try (TreeCapture capture = warm(new ProfileDirectory("agg", Profile.AGGREGATION))) {
      Fence quiet = capture.fence();
      SweepReport sweep = capture.sweep(NARROW, spool, quiet, Progress.NONE);
      assertThat(sweep.files()).isEqualTo(1);
      assertThat(sweep.directories()).as("the root and agg").isEqualTo(2);
      Fence end = capture.fence();
      Scratch.write(root.resolve("agg/session"), "after");

      AuditReport audit = capture.audit(end, Progress.NONE);
      assertThat(audit.unprovedCount()).isZero();
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(tree.audited()).isTrue();
      assertThat(tree.counts().files()).isEqualTo(901);
      assertThat(tree.counts().directories()).isEqualTo(32);
      assertThat(captured(tree.tree(), "agg/session")).isEqualTo("1");
      assertThat(captured(tree.tree(), "d7/f7")).isEqualTo("content 7");
    }
  }

  @Test
  @DisplayName("Changed before the fence where nobody looked: captured late, and proved")
  void changedBeforeTheFence() throws IOException {
    Scratch.write(root.resolve("cold/file"), "1");
    Scratch.write(root.resolve("cold/gone"), "1");
    Scratch.write(root.resolve("cold/deep/moved"), "1");
    try (TreeCapture capture = warm()) {
      Scratch.write(root.resolve("cold/file"), "changed");
      Scratch.write(root.resolve("cold/new"), "new");
      Files.delete(root.resolve("cold/gone"));
      Files.move(root.resolve("cold/deep"), root.resolve("cold/elsewhere"));
      SweepReport sweep = capture.sweep(NARROW, spool, capture.fence(), Progress.NONE);
      assertThat(sweep.changedFiles()).isZero();
      AuditReport audit = capture.audit(capture.fence(), Progress.NONE);
      assertThat(audit.unproved()).isEmpty();
      assertThat(audit.lateFiles()).isEqualTo(3);
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(captured(tree.tree(), "cold/file")).isEqualTo("changed");
      assertThat(captured(tree.tree(), "cold/new")).isEqualTo("new");
      assertThat(captured(tree.tree(), "cold/elsewhere/moved")).isEqualTo("1");
      assertThat(vault.has(tree.tree(), "cold/gone")).isFalse();
      assertThat(vault.has(tree.tree(), "cold/deep")).isFalse();
      assertThat(tree.counts().files()).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("Changed after the window where nobody looked: unproved, in each way it can change")
  void changedAfterTheWindow() throws IOException {
    for (String file :
        List.of("a/rewritten", "b/appended", "c/deleted", "d/replaced", "e/f/x", "g/same")) {
      Scratch.write(root.resolve(file), "1");
    }
    try (TreeCapture capture = warm()) {
      capture.sweep(NARROW, spool, capture.fence(), Progress.NONE);
      Fence end = capture.fence();
      Scratch.write(root.resolve("a/rewritten"), "2");
      Files.writeString(root.resolve("b/appended"), "2", StandardOpenOption.APPEND);
      Files.delete(root.resolve("c/deleted"));
      Path other = Scratch.write(root.resolve("other"), "2");
      Files.setLastModifiedTime(other, Files.getLastModifiedTime(root.resolve("d/replaced")));
      Files.move(other, root.resolve("d/replaced"), StandardCopyOption.ATOMIC_MOVE);
      Files.move(root.resolve("e"), root.resolve("h"));
      AuditReport audit = capture.audit(end, Progress.NONE);
      assertThat(unproved(audit))
          .contains("a/rewritten", "b/appended", "c", "d", "d/replaced", "e")
          .doesNotContain("g/same", "g", "a", "b");
    }
  }

  @Test
  @DisplayName("A hot file and a hot directory are proved, whatever happens after the window")
  void hotIsProved() throws IOException {
    Scratch.write(root.resolve("cold/file"), "1");
    Scratch.write(root.resolve("wf/one"), "1");
    Scratch.write(root.resolve("wf/sub/deep"), "1");
    try (TreeCapture capture = open()) {
      capture.round(Progress.NONE);
      Scratch.write(root.resolve("wf/one"), "at the fence");
      Scratch.write(root.resolve("wf/two"), "new before the fence");
      capture.sweep(NARROW, spool, capture.fence(), Progress.NONE);
      Fence end = capture.fence();
      Scratch.write(root.resolve("wf/one"), "after");
      Scratch.write(root.resolve("wf/three"), "after");
      Files.delete(root.resolve("wf/two"));
      Files.move(root.resolve("wf/sub"), root.resolve("wf/moved"));
      AuditReport audit = capture.audit(end, Progress.NONE);
      assertThat(audit.unproved()).isEmpty();
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(captured(tree.tree(), "wf/one")).isEqualTo("at the fence");
      assertThat(captured(tree.tree(), "wf/two")).isEqualTo("new before the fence");
      assertThat(captured(tree.tree(), "wf/sub/deep")).isEqualTo("1");
      assertThat(vault.has(tree.tree(), "wf/three")).isFalse();
      assertThat(vault.has(tree.tree(), "wf/moved")).isFalse();
    }
  }

  @Test
  @DisplayName("A new directory in one that the sweep knows is no part of the capture")
  void arrivedLater() throws IOException {
    Scratch.write(root.resolve("agg/1/session"), "1");
    try (TreeCapture capture = warm(new ProfileDirectory("agg", Profile.AGGREGATION))) {
      capture.sweep(NARROW, spool, capture.fence(), Progress.NONE);
      Fence end = capture.fence();
      Scratch.write(root.resolve("agg/2/session"), "after");
      AuditReport audit = capture.audit(end, Progress.NONE);
      assertThat(audit.unproved()).isEmpty();
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(vault.has(tree.tree(), "agg/2")).isFalse();
      assertThat(vault.has(tree.tree(), "agg/1/session")).isTrue();
    }
  }

  @Test
  @DisplayName("A cold directory whose parent was looked at keeps its names, not its files")
  void coldBelowHot() throws IOException {
    Scratch.write(root.resolve("day/old/a"), "1");
    Scratch.write(root.resolve("day/old/b"), "1");
    try (TreeCapture capture = warm()) {
      Scratch.write(root.resolve("day/new/c"), "1");
      capture.round(Progress.NONE);
      capture.sweep(NARROW, spool, capture.fence(), Progress.NONE);
      Fence end = capture.fence();
      Scratch.write(root.resolve("day/old/later"), "not captured, and no doubt");
      AuditReport audit = capture.audit(end, Progress.NONE);
      assertThat(audit.unproved()).isEmpty();
      Files.delete(root.resolve("day/old/later"));
    }
    try (TreeCapture capture = warm()) {
      Scratch.write(root.resolve("day/newer/d"), "1");
      capture.round(Progress.NONE);
      capture.sweep(NARROW, spool, capture.fence(), Progress.NONE);
      Fence end = capture.fence();
      Files.delete(root.resolve("day/old/a"));
      AuditReport audit = capture.audit(end, Progress.NONE);
      assertThat(audit.unproved())
          .containsExactly(new Unproved("day/old/a", "gone before it was captured"));
    }
  }

  @Test
  @DisplayName("Where writers are not suspended, what changed later is an arrival")
  void arrivals() throws IOException {
    Scratch.write(root.resolve("log/ec.log"), "line\n");
    Scratch.write(root.resolve("log/old.log"), "line\n");
    try (TreeCapture capture = warm(new ProfileDirectory("log", Profile.LOG))) {
      capture.sweep(NARROW, spool, capture.fence(), Progress.NONE);
      Files.writeString(root.resolve("log/ec.log"), "more\n", StandardOpenOption.APPEND);
      Files.delete(root.resolve("log/old.log"));
      AuditReport audit = capture.audit(capture.fence(), Progress.NONE);
      assertThat(audit.unproved()).isEmpty();
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(tree.writtenInWindow()).isEmpty();
      assertThat(tree.counts().arrivals()).isPositive();
    }
  }

  @Test
  @DisplayName("Written through the suspension where nobody looked: named as that, and unproved")
  void writtenThrough() throws IOException {
    Scratch.write(root.resolve("cold/file"), "1");
    try (TreeCapture capture = warm()) {
      capture.sweep(NARROW, spool, capture.fence(), Progress.NONE);
      Scratch.write(root.resolve("cold/file"), "2");
      AuditReport audit = capture.audit(capture.fence(), Progress.NONE);
      assertThat(unproved(audit)).containsExactly("cold/file");
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(tree.writtenInWindow())
          .extracting(WrittenInWindow::path)
          .containsExactly("cold/file");
    }
  }

  @Test
  @DisplayName("After an unproved audit another window with a full sweep proves everything")
  void again() throws IOException {
    Scratch.write(root.resolve("cold/file"), "1");
    Scratch.write(root.resolve("cold/late"), "1");
    try (TreeCapture capture = warm()) {
      Scratch.write(root.resolve("cold/late"), "late");
      capture.sweep(NARROW, spool, capture.fence(), Progress.NONE);
      Fence end = capture.fence();
      Scratch.write(root.resolve("cold/file"), "22");
      assertThat(capture.audit(end, Progress.NONE).unprovedCount()).isPositive();

      SweepReport sweep = capture.sweep(Rule.Sweep.FULL, spool, capture.fence(), Progress.NONE);
      assertThat(sweep.changedFiles()).as("what was captured late is there").isEqualTo(1);
      assertThat(capture.audit(capture.fence(), Progress.NONE).unprovedCount()).isZero();
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(captured(tree.tree(), "cold/file")).isEqualTo("22");
      assertThat(captured(tree.tree(), "cold/late")).isEqualTo("late");
      assertThat(tree.counts().files()).isEqualTo(2);
      assertThat(spool).isEmptyDirectory();
    }
  }

  @Test
  @DisplayName("Without its audit a narrow sweep is a belief, and says so")
  void needsItsAudit() throws IOException {
    Scratch.write(root.resolve("cold/file"), "1");
    Scratch.write(root.resolve("cold/other"), "1");
    try (TreeCapture capture = warm()) {
      Scratch.write(root.resolve("cold/file"), "changed before the fence");
      capture.sweep(NARROW, spool, capture.fence(), Progress.NONE);
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(tree.audited()).isFalse();
      assertThat(tree.counts().files()).isEqualTo(2);
      assertThat(captured(tree.tree(), "cold/file")).as("the damage").isEqualTo("1");
    }
  }

  @Test
  @DisplayName("A look at what is hot names who writes although all should be quiet")
  void restless() throws IOException {
    Scratch.write(root.resolve("agg/session"), "1");
    Scratch.write(root.resolve("cold/file"), "1");
    try (TreeCapture capture = warm(new ProfileDirectory("agg", Profile.AGGREGATION))) {
      Fence since = capture.fence();
      assertThat(capture.restless(since, Progress.NONE)).isEmpty();
      Files.writeString(root.resolve("agg/session"), "2", StandardOpenOption.APPEND);
      assertThat(capture.restless(since, Progress.NONE))
          .extracting(WrittenInWindow::path)
          .containsExactly("agg/session");
    }
  }

  @Test
  @DisplayName("The rounds tell what changes, and the narrow sweep is predicted the shorter one")
  void forecast() throws IOException {
    for (int i = 0; i < 300; i++) {
      Scratch.write(root.resolve("d" + i % 7 + "/f" + i), "content " + i);
    }
    try (TreeCapture capture = open()) {
      RoundReport first = capture.round(Progress.NONE);
      assertThat(first.dirtyFilesPerSecond()).isNull();
      coolDown();
      Scratch.write(root.resolve("d1/f1"), "changed");
      RoundReport second = capture.round(Progress.NONE);
      assertThat(second.dirtyFilesPerSecond()).isPositive();
      assertThat(second.dirtyBytesPerSecond()).isPositive();
      assertThat(second.predictedNarrow()).isLessThan(second.predictedFull());
    }
  }
}
