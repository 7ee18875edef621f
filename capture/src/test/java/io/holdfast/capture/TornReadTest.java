package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.faults.FaultyFiles;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is captured is never a mixture of two states unless it is named as torn. */
class TornReadTest {
  private static final int SIZE = 1 << 20;

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

  private TreeCapture open(FaultyFiles.Fault fault) {
    return new TreeCapture(
        new FaultyFiles(fault),
        TreeSpec.plain(root),
        vault,
        Clock.SYSTEM,
        Concurrency.fixed(1),
        Duration.ZERO);
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[SIZE];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /**
   * The writer goes from front to back, one value higher each time: a state of the file is new up
   * to some point and old after it. A reader that mixes states meets the new after the old.
   */
  private static boolean isMixture(byte[] content) {
    for (int i = 1; i < content.length; i++) {
      if (content[i] > content[i - 1]) {
        return true;
      }
    }
    return content[0] - content[content.length - 1] > 1;
  }

  @Test
  @DisplayName("A file changed during the first read is read again, and is whole")
  void retried() throws IOException {
    Path file = Files.write(root.resolve("file"), filled(1));
    AtomicBoolean done = new AtomicBoolean();
    FaultyFiles.Fault once =
        (call, name, real) -> {
          Object result = real.run();
          if (call.equals("read") && result instanceof Integer && done.compareAndSet(false, true)) {
            Files.write(file, filled(2));
          }
          return result;
        };
    try (TreeCapture capture = open(once)) {
      CapturedTree tree = capture.captureAll(Progress.NONE);
      assertThat(tree.torn()).isEmpty();
      assertThat(vault.content(vault.at(tree.tree(), "file"))).isEqualTo(filled(2));
    }
  }

  @Test
  @DisplayName("A file that changes during every read is captured and named as torn")
  void torn() throws IOException {
    Path file = Files.write(root.resolve("file"), filled(1));
    Files.write(root.resolve("calm"), filled(1));
    AtomicInteger value = new AtomicInteger(1);
    FaultyFiles.Fault always =
        (call, name, real) -> {
          Object result = real.run();
          if (call.equals("read") && result instanceof Integer && name.equals("file")) {
            Files.write(file, filled(value.incrementAndGet()), StandardOpenOption.WRITE);
          }
          return result;
        };
    try (TreeCapture capture = open(always)) {
      CapturedTree tree = capture.captureAll(Progress.NONE);
      assertThat(tree.torn()).containsExactly(new Torn("file", SafeRead.ATTEMPTS));
      assertThat(tree.whole()).isFalse();
      assertThat(vault.at(tree.tree(), "file").size()).isEqualTo(SIZE);
    }
  }

  @Test
  @DisplayName("A file torn in a warm round is simply read by the next one")
  void tornInWarmRound() throws IOException {
    Path file = Files.write(root.resolve("file"), filled(1));
    AtomicBoolean writing = new AtomicBoolean(true);
    FaultyFiles.Fault whileWriting =
        (call, name, real) -> {
          Object result = real.run();
          if (writing.get() && call.equals("read") && result instanceof Integer) {
            Files.write(file, filled(2), StandardOpenOption.WRITE);
          }
          return result;
        };
    try (TreeCapture capture = open(whileWriting)) {
      RoundReport first = capture.round(Progress.NONE);
      assertThat(first.torn()).isEqualTo(1);
      assertThat(first.unsettled()).isEqualTo(1);
      writing.set(false);
      Clock.SYSTEM.sleep(Duration.ofMillis(60));
      RoundReport second = capture.round(Progress.NONE);
      assertThat(second.changedFiles()).isEqualTo(1);
      assertThat(second.torn()).isZero();
      assertThat(second.unsettled()).isZero();
    }
  }

  @Test
  @DisplayName(
      "A file that grows while it is read is torn, is not read beyond its length, and ends")
  void growing() throws IOException {
    Path file = Files.write(root.resolve("log"), filled(1));
    FaultyFiles.Fault growing =
        (call, name, real) -> {
          Object result = real.run();
          if (call.equals("read") && result instanceof Integer) {
            Files.write(file, filled(1), StandardOpenOption.APPEND);
          }
          return result;
        };
    try (TreeCapture capture = open(growing)) {
      CapturedTree tree = capture.captureAll(Progress.NONE);
      assertThat(tree.torn()).extracting(Torn::path).containsExactly("log");
      Node node = vault.at(tree.tree(), "log");
      assertThat(vault.content(node)).hasSize((int) node.size());
    }
  }

  @Test
  @DisplayName("A file cut short while it is read keeps a length that fits its content")
  void shrinking() throws IOException {
    Path file = Files.write(root.resolve("file"), filled(1));
    FaultyFiles.Fault shrinking =
        (call, name, real) -> {
          if (call.equals("read") && name.equals("file") && Files.size(file) > 100) {
            Object opened = real.run();
            if (!(opened instanceof Integer)) {
              return opened;
            }
            try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
              open.setLength(Files.size(file) / 2);
            }
            return opened;
          }
          return real.run();
        };
    try (TreeCapture capture = open(shrinking)) {
      CapturedTree tree = capture.captureAll(Progress.NONE);
      Node node = vault.at(tree.tree(), "file");
      assertThat(vault.content(node)).hasSize((int) node.size());
    }
  }

  @Test
  @DisplayName("Files and directories that vanish between the listing and the look are no error")
  void vanishing() throws IOException {
    Scratch.write(root.resolve("a"), "1");
    Scratch.write(root.resolve("b"), "1");
    Scratch.write(root.resolve("d/x"), "1");
    FaultyFiles.Fault vanish =
        (call, name, real) -> {
          if (call.equals("read") && name.equals("a")) {
            Files.deleteIfExists(root.resolve("a"));
          }
          if (call.equals("directory") && name.equals("d")) {
            Files.deleteIfExists(root.resolve("d/x"));
            Files.deleteIfExists(root.resolve("d"));
          }
          return real.run();
        };
    try (TreeCapture capture = open(vanish)) {
      CapturedTree tree = capture.captureAll(Progress.NONE);
      assertThat(tree.counts().vanished()).isEqualTo(2);
      assertThat(tree.skipped()).isEmpty();
      assertThat(vault.has(tree.tree(), "a")).isFalse();
      assertThat(vault.has(tree.tree(), "d")).isFalse();
      assertThat(vault.has(tree.tree(), "b")).isTrue();
    }
  }

  @Test
  @DisplayName("A FIFO put in a file's place is not waited for")
  void replacedByFifo() throws IOException {
    Scratch.write(root.resolve("a"), "1");
    FaultyFiles.Fault replace =
        (call, name, real) -> {
          if (call.equals("read") && name.equals("a") && Files.isRegularFile(root.resolve("a"))) {
            Files.delete(root.resolve("a"));
            try (var directory = io.holdfast.platform.posix.Posix.FILES.open(root)) {
              directory.makeNode(
                  io.holdfast.platform.FileName.of("a"),
                  io.holdfast.platform.posix.FileType.FIFO,
                  0600,
                  0);
            }
          }
          return real.run();
        };
    try (TreeCapture capture = open(replace)) {
      CapturedTree tree = capture.captureAll(Progress.NONE);
      assertThat(tree.counts().vanished()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName(
      "Under a thread that writes all the time, every file is of one state or named as torn")
  void underWriters() throws Exception {
    int count = 12;
    for (int i = 0; i < count; i++) {
      Files.write(root.resolve("f" + i), filled(0));
    }
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer = new Thread(() -> writeUntil(stop, count));
    writer.start();
    try (TreeCapture capture =
        new TreeCapture(TreeSpec.plain(root), vault, Clock.SYSTEM, Concurrency.fixed(2))) {
      for (int round = 0; round < 3; round++) {
        CapturedTree tree = capture.captureAll(Progress.NONE);
        Set<String> torn = tree.torn().stream().map(Torn::path).collect(Collectors.toSet());
        for (int i = 0; i < count; i++) {
          byte[] content = vault.content(vault.at(tree.tree(), "f" + i));
          assertThat(isMixture(content) && !torn.contains("f" + i))
              .as("f%d is a mixture and nobody says so", i)
              .isFalse();
        }
      }
    } finally {
      stop.set(true);
      writer.join();
    }
  }

  /** Slowly, so that a reader has every chance to mix states. */
  private void writeUntil(AtomicBoolean stop, int count) {
    int value = 1;
    try {
      while (!stop.get()) {
        for (int i = 0; i < count && !stop.get(); i++) {
          try (RandomAccessFile file = new RandomAccessFile(root.resolve("f" + i).toFile(), "rw")) {
            byte[] portion = new byte[SIZE / 8];
            Arrays.fill(portion, (byte) value);
            for (int at = 0; at < SIZE; at += portion.length) {
              file.seek(at);
              file.write(portion);
              Thread.sleep(1);
            }
          }
          Thread.sleep(60);
        }
        value++;
      }
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }
}
