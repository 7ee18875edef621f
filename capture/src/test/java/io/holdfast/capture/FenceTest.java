package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.faults.FaultyFiles;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The fence on clocks that tick slowly. */
class FenceTest {
  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();
  private Path root = Path.of("/");

  @BeforeEach
  void make() throws IOException {
    root = scratch.directory("root");
  }

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  @Test
  @DisplayName(
      "The fence waits for the tick: before it is strictly earlier, after it is not earlier")
  void waitsForTheTick() throws IOException {
    Duration tick = Duration.ofMillis(300);
    FaultyFiles files = new FaultyFiles((call, name, real) -> SlowClock.coarse(real.run(), tick));
    try (TreeCapture capture =
        new TreeCapture(
            files,
            TreeSpec.plain(root),
            vault,
            Clock.SYSTEM,
            Concurrency.fixed(1),
            Duration.ZERO)) {
      for (int i = 0; i < 3; i++) {
        Path before = Scratch.write(root.resolve("before" + i), "1");
        Fence fence = capture.fence();
        Path after = Scratch.write(root.resolve("after" + i), "1");
        assertThat(SlowClock.rounded(changed(before), tick)).isBefore(fence.instant());
        assertThat(SlowClock.rounded(changed(after), tick)).isAfterOrEqualTo(fence.instant());
      }
    }
  }

  private static Instant changed(Path file) throws IOException {
    return ((java.nio.file.attribute.FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
  }

  @Test
  @DisplayName(
      "A file rewritten within the tick in which it was read is not believed to be unchanged")
  void racilyClean() throws IOException {
    Duration tick = Duration.ofSeconds(2);
    Path file = root.resolve("file");
    FaultyFiles files = new FaultyFiles((call, name, real) -> SlowClock.coarse(real.run(), tick));
    try (TreeCapture capture =
        new TreeCapture(
            files,
            TreeSpec.plain(root),
            vault,
            Clock.SYSTEM,
            Concurrency.fixed(1),
            Duration.ZERO)) {
      capture.fence();
      Scratch.write(file, "first");
      RoundReport round = capture.round(Progress.NONE);
      Scratch.write(file, "other");
      assertThat(round.unsettled()).isEqualTo(1);
      capture.sweep(Rule.Sweep.FULL, scratch.resolve("spool"), capture.fence(), Progress.NONE);
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(new String(vault.content(vault.at(tree.tree(), "file")), StandardCharsets.UTF_8))
          .isEqualTo("other");
    }
  }

  @Test
  @DisplayName("A clock that stands still is an error after a bounded wait, not a hang")
  void standsStill() {
    AtomicInteger pauses = new AtomicInteger();
    Clock hurried = hurried(pauses);
    FaultyFiles frozen =
        new FaultyFiles(
            (call, name, real) -> SlowClock.coarse(real.run(), Duration.ofDays(100_000)));
    try (TreeCapture capture =
        new TreeCapture(
            frozen, TreeSpec.plain(root), vault, hurried, Concurrency.fixed(1), Duration.ZERO)) {
      assertThatThrownBy(capture::fence).hasMessageContaining("its time did not move");
      assertThat(pauses.get()).isPositive();
    }
  }

  private static Clock hurried(AtomicInteger pauses) {
    return new Clock() {
      @Override
      public Instant now() {
        return SYSTEM.now();
      }

      @Override
      public long nanos() {
        return SYSTEM.nanos();
      }

      @Override
      public void sleep(Duration duration) {
        pauses.incrementAndGet();
      }
    };
  }

  @Test
  @DisplayName(
      "A mount point is captured, named, and gets a fence file of its own, removed at the end")
  void mountPoint() throws IOException {
    Path file = Scratch.write(root.resolve("m/inner"), "1");
    FaultyFiles mounted =
        new FaultyFiles(
            (call, name, real) -> {
              Object result = real.run();
              boolean below = name.equals("m") || name.equals("inner");
              return below && result instanceof Stat stat ? onMount(stat, 999) : result;
            });
    try (TreeCapture capture =
        new TreeCapture(
            mounted,
            TreeSpec.plain(root),
            vault,
            Clock.SYSTEM,
            Concurrency.fixed(2),
            Duration.ZERO)) {
      capture.round(Progress.NONE);
      assertThat(root.resolve("m/.holdfast-fence")).exists();
      Fence quiet = capture.fence();
      assertThat(quiet.mounts()).containsKey(999L).hasSize(2);
      Files.writeString(file, "22");
      capture.sweep(Rule.Sweep.FULL, scratch.resolve("spool"), quiet, Progress.NONE);
      capture.audit(capture.fence(), Progress.NONE);
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(tree.mountPoints()).containsExactly(new MountPoint("m", true));
      assertThat(vault.has(tree.tree(), "m/inner")).isTrue();
      assertThat(vault.has(tree.tree(), "m/.holdfast-fence")).isFalse();
      assertThat(tree.writtenInWindow())
          .extracting(WrittenInWindow::path)
          .containsExactly("m/inner");
    }
    assertThat(root.resolve("m/.holdfast-fence")).doesNotExist();
  }

  private static Stat onMount(Stat stat, long mount) {
    return new Stat(
        stat.mode(),
        stat.links(),
        stat.uid(),
        stat.gid(),
        stat.inode(),
        stat.device(),
        stat.rdev(),
        stat.size(),
        stat.blocks(),
        mount,
        stat.modifiedSeconds(),
        stat.modifiedNanos(),
        stat.changedSeconds(),
        stat.changedNanos());
  }

  @Test
  @DisplayName("A root that may not be written is refused with HF-107 before anything is read")
  void readOnlyRoot() {
    FaultyFiles readOnly =
        new FaultyFiles(
            (call, name, real) -> {
              if (call.equals("create")) {
                throw new PosixException(Errno.EROFS, call, name);
              }
              return real.run();
            });
    try (TreeCapture capture =
        new TreeCapture(
            readOnly,
            TreeSpec.plain(root),
            vault,
            Clock.SYSTEM,
            Concurrency.fixed(1),
            Duration.ZERO)) {
      assertThatThrownBy(() -> capture.round(Progress.NONE))
          .hasMessageContaining(".holdfast-fence")
          .hasMessageContaining("EROFS");
    }
  }
}
