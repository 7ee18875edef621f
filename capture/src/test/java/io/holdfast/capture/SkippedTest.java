package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.faults.FaultyFiles;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.PosixException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What cannot be read is named; root may read everything, so the refusals are made by the test. */
class SkippedTest {
  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();
  private Path root = Path.of("/");

  @BeforeEach
  void make() throws IOException {
    root = scratch.directory("root");
    Scratch.write(root.resolve("open"), "1");
    Scratch.write(root.resolve("secret"), "1");
    Scratch.write(root.resolve("d/inner"), "1");
  }

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  private TreeCapture refusing(String refusedCall, String refusedName, int errno) {
    FaultyFiles files =
        new FaultyFiles(
            (call, name, real) -> {
              if (call.equals(refusedCall) && name.equals(refusedName)) {
                throw new PosixException(errno, call, name);
              }
              return real.run();
            });
    return new TreeCapture(
        files, TreeSpec.plain(root), vault, Clock.SYSTEM, Concurrency.fixed(2), Duration.ZERO);
  }

  @Test
  @DisplayName("A file that may not be read is skipped and named; the others are captured")
  void file() {
    try (TreeCapture capture = refusing("read", "secret", Errno.EACCES)) {
      CapturedTree tree = capture.captureAll(Progress.NONE);
      assertThat(tree.skipped())
          .containsExactly(new Skipped("secret", "EACCES: permission denied"));
      assertThat(tree.whole()).isFalse();
      assertThat(tree.counts().files()).isEqualTo(2);
      assertThat(vault.has(tree.tree(), "secret")).isFalse();
      assertThat(vault.has(tree.tree(), "open")).isTrue();
    }
  }

  @Test
  @DisplayName("A directory that may not be opened is skipped and named, and stays as an empty one")
  void subtree() {
    try (TreeCapture capture = refusing("directory", "d", Errno.EACCES)) {
      CapturedTree tree = capture.captureAll(Progress.NONE);
      assertThat(tree.skipped()).extracting(Skipped::path).containsExactly("d");
      assertThat(vault.children(tree.tree(), "d")).isEmpty();
    }
  }

  @Test
  @DisplayName("A directory whose listing fails is skipped and named")
  void listing() {
    try (TreeCapture capture = refusing("list", "d", Errno.EIO)) {
      CapturedTree tree = capture.captureAll(Progress.NONE);
      assertThat(tree.skipped()).extracting(Skipped::path).containsExactly("d");
    }
  }

  @Test
  @DisplayName("Rounds and sweep name what they skip, too")
  void sweep() {
    try (TreeCapture capture = refusing("read", "secret", Errno.EIO)) {
      assertThat(capture.round(Progress.NONE).skipped()).isEqualTo(1);
      SweepReport sweep =
          capture.sweep(Rule.Sweep.FULL, scratch.resolve("spool"), capture.fence(), Progress.NONE);
      assertThat(sweep.skipped()).isEqualTo(1);
      capture.audit(capture.fence(), Progress.NONE);
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(tree.skipped()).extracting(Skipped::path).containsExactly("secret");
    }
  }

  @Test
  @DisplayName("Running out of handles is not blamed on a file: the capture fails")
  void ownTrouble() {
    try (TreeCapture capture = refusing("read", "secret", Errno.EMFILE)) {
      assertThatThrownBy(() -> capture.captureAll(Progress.NONE))
          .asInstanceOf(InstanceOfAssertFactories.type(HoldfastException.class))
          .extracting(HoldfastException::code)
          .isEqualTo(ErrorCode.INPUT_OUTPUT);
    }
  }

  @Test
  @DisplayName("A spool that runs full fails the sweep with HF-102")
  void fullSpool() throws IOException {
    // So large that the kernel is asked to copy it.
    java.nio.file.Files.write(root.resolve("secret"), new byte[9 << 20]);
    try (TreeCapture capture = refusing("copyTo", "secret", Errno.ENOSPC)) {
      assertThatThrownBy(
              () ->
                  capture.sweep(
                      Rule.Sweep.FULL, scratch.resolve("spool"), capture.fence(), Progress.NONE))
          .asInstanceOf(InstanceOfAssertFactories.type(HoldfastException.class))
          .extracting(HoldfastException::code)
          .isEqualTo(ErrorCode.DISK_FULL);
    }
    assertThat(scratch.resolve("spool")).isEmptyDirectory();
  }

  @Test
  @DisplayName("File systems that cannot copy within the kernel are copied by reading and writing")
  void noKernelCopy() throws IOException {
    try (TreeCapture capture =
        new TreeCapture(
            new FaultyFiles(
                (call, name, real) -> {
                  if (call.equals("copyTo")) {
                    throw new PosixException(Errno.EXDEV, call, name);
                  }
                  return real.run();
                }),
            TreeSpec.plain(root),
            vault,
            Clock.SYSTEM,
            Concurrency.fixed(2),
            Duration.ZERO)) {
      capture.sweep(Rule.Sweep.FULL, scratch.resolve("spool"), capture.fence(), Progress.NONE);
      CapturedTree tree = capture.complete(Progress.NONE);
      assertThat(vault.content(vault.at(tree.tree(), "secret"))).isEqualTo(new byte[] {'1'});
    }
  }
}
