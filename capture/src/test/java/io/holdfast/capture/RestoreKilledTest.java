package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.platform.Processes;
import io.holdfast.platform.faults.FaultyFiles;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileSystem;
import io.holdfast.platform.posix.FileType;
import io.holdfast.platform.posix.Posix;
import io.holdfast.vault.BlobId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A restore that was killed is completed by the next one")
class RestoreKilledTest {
  private static final Instant OLD = Instant.parse("2020-01-01T00:00:00Z");

  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  /** Nothing reaches the disk after it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @ParameterizedTest
  @EnumSource(Overwrite.class)
  @DisplayName("at every call to the operating system, in every mode")
  void atEveryStep(Overwrite mode) throws IOException {
    BlobId tree = capture(makeSource());
    Path unharmed = makeTarget("unharmed");
    restore(Posix.FILES, tree, unharmed, mode);
    Map<String, Flat.Entry> expected = Flat.of(unharmed);
    int step = 1;
    while (true) {
      Path target = makeTarget("target-" + step);
      if (!isKilled(tree, target, mode, step)) {
        break;
      }
      restore(Posix.FILES, tree, target, mode);
      assertThat(Flat.of(target)).as("killed at call %d", step).isEqualTo(expected);
      step++;
    }
    assertThat(step).as("steps").isGreaterThan(30);
  }

  private boolean isKilled(BlobId tree, Path target, Overwrite mode, int step) {
    AtomicInteger calls = new AtomicInteger();
    FaultyFiles dying =
        new FaultyFiles(
            (call, name, real) -> {
              // Handles are closed by the kernel, whatever becomes of the process.
              if (!call.equals("close") && calls.incrementAndGet() >= step) {
                throw new Killed();
              }
              return real.run();
            });
    try {
      restore(dying, tree, target, mode);
      return false;
    } catch (Killed killed) {
      return true;
    }
  }

  private void restore(FileSystem files, BlobId tree, Path target, Overwrite mode) {
    new TreeRestore(files, vault, Clock.SYSTEM, 1)
        .restore(
            tree,
            target,
            new RestoreOptions(mode, Selection.EVERYTHING, true, false, false),
            RestoreListener.NONE,
            Progress.NONE);
  }

  private BlobId capture(Path source) {
    try (TreeCapture capture =
        new TreeCapture(
            TreeSpec.everything(source, List.of()), vault, Clock.SYSTEM, Concurrency.fixed(1))) {
      return capture.captureAll(Progress.NONE).tree();
    }
  }

  private Path makeSource() throws IOException {
    Path source = scratch.directory("source");
    Files.write(source.resolve("large"), large((byte) 1));
    Scratch.write(source.resolve("d/new"), "new");
    Scratch.write(source.resolve("d/newer"), "newer than what is there");
    Files.createLink(source.resolve("d/second"), source.resolve("d/new"));
    Files.createSymbolicLink(source.resolve("link"), Path.of("d"));
    Scratch.write(source.resolve("was-directory"), "x");
    try (Directory directory = Posix.FILES.open(source)) {
      directory.makeNode(FileName.of("pipe"), FileType.FIFO, 0640, 0);
    }
    return source;
  }

  private Path makeTarget(String name) throws IOException {
    Path target = scratch.directory(name);
    Files.write(target.resolve("large"), large((byte) 2));
    Files.setLastModifiedTime(target.resolve("large"), FileTime.from(OLD));
    Path newer = Scratch.write(target.resolve("d/newer"), "old");
    Files.createLink(target.resolve("d/second"), newer);
    Files.setLastModifiedTime(newer, FileTime.from(OLD));
    Files.createSymbolicLink(target.resolve("link"), Path.of("elsewhere"));
    try (Directory directory = Posix.FILES.open(target)) {
      directory.setTimes(FileName.of("link"), OLD, OLD);
    }
    Files.createDirectory(target.resolve("was-directory"));
    Files.setLastModifiedTime(target.resolve("was-directory"), FileTime.from(OLD));
    Scratch.write(target.resolve("extra/below"), "x");
    return target;
  }

  /** Two blobs and a bit, of which the middle one is the same everywhere. */
  private static byte[] large(byte fill) {
    byte[] bytes = new byte[(2 << 20) + 10];
    Arrays.fill(bytes, fill);
    Arrays.fill(bytes, 1 << 20, 2 << 20, (byte) 7);
    return bytes;
  }

  @Test
  @DisplayName("as a real process, at random moments, between two snapshots")
  void process() throws Exception {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    for (String name : List.of("one", "two")) {
      Path source = scratch.directory(name);
      for (int i = 0; i < 60; i++) {
        byte[] bytes = new byte[200_000];
        new Random(random.nextInt(40)).nextBytes(bytes);
        Files.createDirectories(source.resolve("d" + i % 5));
        Files.write(source.resolve("d" + i % 5 + "/" + random.nextInt(60)), bytes);
      }
    }
    KilledRestore.prepare(scratch.path);
    Path target = scratch.directory("target");
    for (int round = 0; round < 4; round++) {
      Process process =
          new ProcessBuilder(
                  Processes.javaProgram(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  KilledRestore.class.getName(),
                  scratch.path.toString())
              .redirectErrorStream(true)
              .start();
      assertThat(process.inputReader().readLine()).isEqualTo("ready");
      Thread.sleep(20 + random.nextInt(400));
      assertThat(process.isAlive()).isTrue();
      process.destroyForcibly().waitFor();
      VerifyReport report = KilledRestore.restoreAndVerify(scratch.path, round % 2, target);
      assertThat(report.differences()).as("holdfast.seed=%d, round %d", seed, round).isEmpty();
    }
  }
}
