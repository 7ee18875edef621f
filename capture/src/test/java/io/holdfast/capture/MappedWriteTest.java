package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Files that are written through a mapping which was there before the window. Linux sets the ctime
 * at the first store to a clean page and at no other. A warm read leaves pages clean; the window
 * has no time for that, so that a page which is dirty when it opens, and any page of a tmpfs, can
 * be written without a trace.
 */
class MappedWriteTest {
  private static final int PAGE = 4096;

  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();
  private Path root = Path.of("/");
  private Path file = Path.of("/");

  @BeforeEach
  void make() throws IOException {
    root = scratch.directory("root");
    file = root.resolve("mapped");
    Files.write(file, new byte[2 * PAGE]);
  }

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  private MappedByteBuffer map() throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return channel.map(FileChannel.MapMode.READ_WRITE, 0, 2 * PAGE);
    }
  }

  private TreeCapture warm() {
    TreeCapture capture =
        new TreeCapture(
            Posix.FILES,
            TreeSpec.plain(root),
            vault,
            Clock.SYSTEM,
            Concurrency.fixed(1),
            Duration.ZERO);
    Clock.SYSTEM.sleep(Duration.ofMillis(60));
    capture.round(Progress.NONE);
    return capture;
  }

  private Object changed() throws IOException {
    return Files.getAttribute(file, "unix:ctime");
  }

  private boolean keepsPagesInMemoryOnly() throws IOException {
    return Files.getFileStore(root).type().equals("tmpfs");
  }

  private record Seen(boolean named, byte first) {}

  /** The rest of a window in which the file was written to after the fence. */
  private Seen sweptAfter(TreeCapture capture, Fence quiet) {
    capture.sweep(Rule.Sweep.FULL, scratch.resolve("spool"), quiet, Progress.NONE);
    capture.audit(capture.fence(), Progress.NONE);
    CapturedTree tree = capture.complete(Progress.NONE);
    byte first = vault.content(vault.at(tree.tree(), "mapped"))[0];
    return new Seen(tree.counts().writtenInWindow() > 0, first);
  }

  @Test
  @DisplayName("A store to a clean page of an old mapping is named, except on a tmpfs")
  void cleanPage() throws IOException {
    MappedByteBuffer mapped = map();
    mapped.put(0, (byte) 'a');
    mapped.force();
    try (TreeCapture capture = warm()) {
      Fence quiet = capture.fence();
      Object before = changed();
      mapped.put(0, (byte) 'b');
      boolean moved = !changed().equals(before);
      assertThat(moved).isEqualTo(!keepsPagesInMemoryOnly());
      assertThat(sweptAfter(capture, quiet).named()).isEqualTo(moved);
    }
  }

  @Test
  @DisplayName("A warm read leaves no page dirty: the next store to an old mapping is named, too")
  void dirtyBeforeTheRead() throws IOException {
    MappedByteBuffer mapped = map();
    mapped.put(0, (byte) 'a');
    try (TreeCapture capture = warm()) {
      Fence quiet = capture.fence();
      mapped.put(0, (byte) 'b');
      assertThat(sweptAfter(capture, quiet).named()).isEqualTo(!keepsPagesInMemoryOnly());
    }
  }

  @Test
  @DisplayName("A store between the warm read and the window is captured, except on a tmpfs")
  void quietWriter() throws IOException {
    MappedByteBuffer mapped = map();
    mapped.put(0, (byte) 'a');
    try (TreeCapture capture = warm()) {
      mapped.put(0, (byte) 'b');
      Seen seen = sweptAfter(capture, capture.fence());
      assertThat(seen.named()).isFalse();
      assertThat(seen.first()).isEqualTo((byte) (keepsPagesInMemoryOnly() ? 'a' : 'b'));
    }
  }

  @Test
  @DisplayName(
      "A store inside the window to a page that is dirty since before it leaves no trace, and"
          + " msync makes none: outside the assumptions")
  void dirtyPage() throws IOException {
    MappedByteBuffer mapped = map();
    try (TreeCapture capture = warm()) {
      mapped.put(0, (byte) 'a');
      Fence quiet = capture.fence();
      Object before = changed();
      mapped.put(0, (byte) 'b');
      mapped.force();
      // The kernel may have written the page back meanwhile, which makes it clean.
      boolean moved = !changed().equals(before);
      assertThat(sweptAfter(capture, quiet).named())
          .as("the ctime is all there is")
          .isEqualTo(moved);
    }
  }

  @Test
  @DisplayName("What was copied inside the window is not settled for the next backup")
  void nextBackup() throws IOException {
    MappedByteBuffer mapped = map();
    Instant settled;
    Instant written;
    try (TreeCapture capture = warm()) {
      mapped.put(0, (byte) 'a');
      Files.setLastModifiedTime(file, Files.getLastModifiedTime(file));
      written = ((FileTime) changed()).toInstant();
      Clock.SYSTEM.sleep(FenceFiles.SETTLING.plusMillis(200));
      Fence quiet = capture.fence();
      assertThat(capture.settledBefore(quiet)).as("nothing copied yet").isAfter(written);
      capture.sweep(Rule.Sweep.FULL, scratch.resolve("spool"), quiet, Progress.NONE);
      settled = capture.settledBefore(quiet);
    }
    assertThat(settled).isEqualTo(written);
  }

  @Test
  @DisplayName("What such a writer can do about it: set the file's times after its last store")
  void quietWriterThatSetsTimes() throws IOException {
    MappedByteBuffer mapped = map();
    mapped.put(0, (byte) 'a');
    try (TreeCapture capture = warm()) {
      mapped.put(0, (byte) 'b');
      Files.setLastModifiedTime(file, Files.getLastModifiedTime(file));
      Seen seen = sweptAfter(capture, capture.fence());
      assertThat(seen.named()).isFalse();
      assertThat(seen.first()).isEqualTo((byte) 'b');
    }
  }
}
