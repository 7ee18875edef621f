package io.holdfast.stores.files.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.capture.SweepReport;
import io.holdfast.capture.TreeCapture;
import io.holdfast.capture.TreeSpec;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Randomness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a copy inside the window costs where the spool lies on the tree's own file system. */
class SharedSpoolTest {
  private static final int UNALIGNED = (48 << 20) + 1234;
  private static final int SMALL = 3 << 20;

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"xfs", "btrfs"})
  @DisplayName(
      "A large file is spooled without a second copy of its blocks, and is still all there")
  void shares(String type) throws Exception {
    LoopDisk.with(
        type,
        directory,
        "",
        disk -> {
          assertThat(spooling(disk, UNALIGNED)).as("space").isLessThan(UNALIGNED / 4);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"xfs", "btrfs"})
  @DisplayName("A small file is copied, which is faster than sharing it")
  void copies(String type) throws Exception {
    LoopDisk.with(
        type,
        directory,
        "",
        disk -> {
          assertThat(spooling(disk, SMALL)).as("space").isGreaterThanOrEqualTo(SMALL);
        });
  }

  /** Sweeps a tree in which one file has changed; returns the space that its copy took. */
  private long spooling(LoopDisk disk, int length) throws IOException {
    Path root = Files.createDirectory(disk.path.resolve("tree"));
    byte[] content = Randomness.ofSeed(1).bytes(length);
    Files.writeString(root.resolve("file"), "before");
    try (Captures captures = new Captures(directory.resolve("vault"));
        TreeCapture capture = captures.open(TreeSpec.plain(root))) {
      capture.round(Progress.NONE);
      Files.write(root.resolve("file"), content);
      long before = disk.usedBytes();
      SweepReport sweep =
          capture.sweep(
              Rule.Sweep.FULL, disk.path.resolve("spool"), capture.fence(), Progress.NONE);
      long used = disk.usedBytes() - before;
      Path target = directory.resolve("restored");

      assertThat(sweep.spooledBytes()).isEqualTo(length);
      captures.restore(capture.complete(Progress.NONE), target);
      assertThat(Files.readAllBytes(target.resolve("file"))).isEqualTo(content);
      return used;
    }
  }
}
