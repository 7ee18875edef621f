package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.posix.Posix;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * I2 for the narrow sweep: whatever changes before the fence and after the window, also while the
 * audit walks, either the capture is the tree as it was at the fence, byte by byte, or it is called
 * unproved. {@code -Dholdfast.seed=N} replays a failure, {@code -Dholdfast.trials=N} tries longer.
 */
class NarrowPropertyTest {
  private static final int TRIALS = Integer.getInteger("holdfast.trials", 25);

  @Test
  @DisplayName("I2: proved means as it was at the fence")
  void provedMeansAsItWas() throws Exception {
    Long given = Long.getLong("holdfast.seed");
    Random random = new Random();
    int proved = 0;
    int trials = given == null ? TRIALS : 1;
    for (int i = 0; i < trials; i++) {
      long seed = given == null ? random.nextLong() : given;
      try (Scratch scratch = new Scratch()) {
        proved += new Trial(seed, scratch).isProved() ? 1 : 0;
      } catch (AssertionError | RuntimeException failed) {
        throw new AssertionError("-Dholdfast.seed=" + seed, failed);
      }
    }
    if (given == null) {
      assertThat(proved).as("trials that proved something").isBetween(1, trials - 1);
    }
  }

  private static final class Trial {
    private final Random random;
    private final Path root;
    private final Path spool;
    private final MemoryVault vault = new MemoryVault();
    private int written;

    Trial(long seed, Scratch scratch) throws IOException {
      this.random = new Random(seed);
      this.root = scratch.directory("root");
      this.spool = scratch.resolve("spool");
    }

    boolean isProved() throws Exception {
      for (int i = 0; i < 150; i++) {
        Scratch.write(root.resolve(anyDirectory()).resolve("f" + i), "first " + i);
      }
      TreeSpec spec =
          new TreeSpec(root, List.of(new ProfileDirectory("agg", Profile.AGGREGATION)), List.of());
      Duration horizon = Duration.ofMillis(30);
      try (TreeCapture capture =
          new TreeCapture(
              Posix.FILES,
              spec,
              vault,
              Clock.SYSTEM,
              Concurrency.fixed(2),
              Duration.ZERO,
              horizon)) {
        capture.round(Progress.NONE);
        change(random.nextInt(6), root);
        Clock.SYSTEM.sleep(Duration.ofMillis(random.nextInt(80)));
        capture.round(Progress.NONE);
        change(random.nextInt(20), root);

        Fence quiet = capture.fence();
        Map<String, String> atTheFence = live();
        capture.sweep(Rule.Sweep.NARROW, spool, quiet, Progress.NONE);
        Fence end = capture.fence();
        AuditReport audit = auditWhileChanging(capture, end);
        Map<String, String> captured = new TreeMap<>();
        CapturedTree tree = capture.complete(Progress.NONE);
        read(tree.tree(), "", captured);
        assertThat(tree.writtenInWindow()).isEmpty();
        if (audit.unprovedCount() > 0) {
          return false;
        }
        assertThat(captured).isEqualTo(atTheFence);
        return true;
      }
    }

    /**
     * What processing does after the window: a few changes before the audit comes, anywhere; or
     * many while it walks, where they are expected or anywhere.
     */
    private AuditReport auditWhileChanging(TreeCapture capture, Fence end) throws Exception {
      if (random.nextBoolean()) {
        change(1 + random.nextInt(2), root);
        return capture.audit(end, Progress.NONE);
      }
      boolean elsewhere = random.nextInt(4) == 0;
      AtomicBoolean done = new AtomicBoolean();
      Path where = elsewhere ? root : root.resolve("agg");
      int before = random.nextInt(4);
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    int left = 200;
                    while (!done.get() && left-- > 0) {
                      change(1, where);
                    }
                  });
      try {
        Clock.SYSTEM.sleep(Duration.ofMillis(before));
        return capture.audit(end, Progress.NONE);
      } finally {
        done.set(true);
        writer.join();
      }
    }

    private String anyDirectory() {
      String top = random.nextInt(4) == 0 ? "agg" : "d" + random.nextInt(6);
      return random.nextBoolean() ? top : top + "/e" + random.nextInt(3);
    }

    /** Any of the ways in which a tree can change. */
    private void change(int times, Path below) {
      try {
        for (int i = 0; i < times; i++) {
          changeOnce(below);
        }
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private void changeOnce(Path below) throws IOException {
      List<Path> files = new ArrayList<>();
      List<Path> directories = new ArrayList<>();
      try (Stream<Path> all = Files.exists(below) ? Files.walk(below) : Stream.empty()) {
        all.filter(path -> !path.endsWith(".holdfast-fence"))
            .forEach(path -> (Files.isDirectory(path) ? directories : files).add(path));
      }
      directories.remove(below);
      String content = "written " + written++;
      if (files.isEmpty()) {
        Scratch.write(below.resolve("f" + random.nextInt(400)), content);
        return;
      }
      Path file = files.get(random.nextInt(files.size()));
      Path other = files.get(random.nextInt(files.size()));
      switch (random.nextInt(10)) {
        case 0, 1 -> Files.writeString(file, content);
        case 2 -> Files.writeString(file, content, StandardOpenOption.APPEND);
        case 3 -> Files.delete(file);
        case 4 -> Files.move(file, other, StandardCopyOption.ATOMIC_MOVE);
        case 5 -> {
          FileTime mtime = Files.getLastModifiedTime(file);
          byte[] old = Files.readAllBytes(file);
          old[0] ^= 1;
          Files.write(file, old, StandardOpenOption.WRITE);
          Files.setLastModifiedTime(file, mtime);
        }
        case 6 -> {
          Path name = file.resolveSibling("n" + written);
          Files.move(file, name);
          Files.writeString(file, content);
        }
        case 7 -> {
          if (!directories.isEmpty()) {
            Path directory = directories.get(random.nextInt(directories.size()));
            Files.move(directory, directory.resolveSibling("m" + written));
          }
        }
        case 8 -> Files.createLink(file.resolveSibling("l" + written), other);
        default -> Scratch.write(file.resolveSibling("f" + random.nextInt(400)), content);
      }
    }

    private Map<String, String> live() throws IOException {
      Map<String, String> found = new TreeMap<>();
      try (Stream<Path> all = Files.walk(root)) {
        for (Path path : (Iterable<Path>) all::iterator) {
          String name = root.relativize(path).toString();
          if (!name.isEmpty() && !name.equals(".holdfast-fence")) {
            found.put(name, Files.isDirectory(path) ? "directory" : Files.readString(path));
          }
        }
      }
      return found;
    }

    private void read(BlobId tree, String prefix, Map<String, String> into) {
      for (Node node : vault.tree(tree).nodes()) {
        String path = prefix + node.name().display();
        if (node.type() == NodeType.DIRECTORY && node.subtree() instanceof BlobId below) {
          into.put(path, "directory");
          read(below, path + "/", into);
        } else {
          into.put(path, new String(vault.content(node), StandardCharsets.UTF_8));
        }
      }
    }
  }
}
