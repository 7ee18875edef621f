package io.holdfast.stores.files.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.capture.CapturedTree;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.SnapshotChoice;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshots of a real btrfs in a file; only root may mount one, see {@link LoopDisk}. */
class BtrfsSnapshotsTest {
  private static final String PLACE = ".holdfast-snapshots";

  @TempDir Path directory;

  private void onBtrfs(LoopDisk.Use use) throws Exception {
    LoopDisk.with("btrfs", directory, "", use);
  }

  private static SnapshotDetection detect(Path root, SnapshotChoice choice, Path... owned) {
    return SnapshotDetection.of(
        new StoreSpec.Files("disk", root, List.of(), choice), "billing", List.of(owned));
  }

  private static TreeSnapshots snapshots(Path root, Path... owned) {
    return Objects.requireNonNull(detect(root, SnapshotChoice.BTRFS, owned).snapshots());
  }

  private static Path write(Path file, String content) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.writeString(file, content);
  }

  private static List<Path> list(Path place) throws IOException {
    try (Stream<Path> entries = Files.list(place)) {
      return entries.toList();
    }
  }

  @Test
  @DisplayName("With a writer going on, the capture is the tree a power cut would have left")
  void oneInstant() throws Exception {
    onBtrfs(
        disk -> {
          Path root = Files.createDirectory(disk.subvolume("mz").resolve("data"));
          AtomicBoolean stopped = new AtomicBoolean();
          Thread writer = Thread.ofPlatform().start(() -> writeInOrder(root, stopped));
          awaitRecords(root.resolve("second"), 10);
          try (TreeSnapshots snapshots = snapshots(root);
              Captures captures = new Captures(directory.resolve("vault"));
              TreeSnapshots.Snapshot snapshot = snapshots.take("set")) {
            SortedMap<String, String> instant = Captures.content(snapshot.root());
            CapturedTree tree = captures.capture(snapshot.root(), List.of(), null);

            assertThat(writer.isAlive()).isTrue();
            assertThat(tree.counts().torn()).isZero();
            assertThat(tree.counts().skipped()).isZero();
            assertThat(captures.restored(tree, directory.resolve("restored"))).isEqualTo(instant);
            int first = Files.readAllLines(snapshot.root().resolve("first")).size();
            int second = Files.readAllLines(snapshot.root().resolve("second")).size();
            assertThat(second).isGreaterThanOrEqualTo(10);
            assertThat(first).isBetween(second, second + 1);
            awaitRecords(root.resolve("first"), first + 1);
          } finally {
            stopped.set(true);
            writer.join();
          }
        });
  }

  private static void awaitRecords(Path file, int records) throws Exception {
    Instant limit = Clock.SYSTEM.now().plusSeconds(60);
    while (Files.notExists(file) || Files.readAllLines(file).size() < records) {
      assertThat(Clock.SYSTEM.now()).as("%s grows", file).isBefore(limit);
      Clock.SYSTEM.sleep(Duration.ofMillis(10));
    }
  }

  /**
   * What is in the second was in the first before it, on the disk: of what is not synced, btrfs
   * keeps the order no more than a power cut does. It writes dirty files out one by one while
   * writers go on, so that a later write can be in the snapshot and an earlier one not.
   */
  private static void writeInOrder(Path root, AtomicBoolean stopped) {
    try {
      while (!stopped.get()) {
        for (String file : List.of("first", "second")) {
          Files.writeString(
              root.resolve(file),
              "record\n",
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND,
              StandardOpenOption.DSYNC);
        }
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Test
  @DisplayName("What an earlier capture of the live tree has is not read again from a snapshot")
  void startsFromLive() throws Exception {
    onBtrfs(
        disk -> {
          Path root = disk.subvolume("mz");
          for (int i = 0; i < 20; i++) {
            write(root.resolve("d" + i % 3).resolve("f" + i), "content " + i);
          }
          Files.createLink(root.resolve("linked"), root.resolve("d0/f0"));
          Clock.SYSTEM.sleep(Duration.ofMillis(50));
          Instant settled = Clock.SYSTEM.now();
          try (TreeSnapshots snapshots = snapshots(root);
              Captures captures = new Captures(directory.resolve("vault"))) {
            CapturedTree live = captures.capture(root, List.of(root.resolve(PLACE)), null);
            int before = captures.filesRead.get();
            write(root.resolve("d1/f1"), "changed");
            try (TreeSnapshots.Snapshot snapshot = snapshots.take("set")) {
              Captures.Earlier earlier = new Captures.Earlier(live, settled);
              CapturedTree tree =
                  captures.capture(snapshot.root(), snapshot.ownedElsewhere(), earlier);

              assertThat(captures.filesRead.get() - before).as("files read").isEqualTo(1);
              assertThat(captures.restored(tree, directory.resolve("restored")))
                  .isEqualTo(Captures.content(snapshot.root()))
                  .hasSize(21);
            }
          }
        });
  }

  @Test
  @DisplayName("Of a subvolume's own top the place of the snapshots is no part, live or in one")
  void placeIsLeftOut() throws Exception {
    onBtrfs(
        disk -> {
          Path root = disk.subvolume("mz");
          write(root.resolve("file"), "content");
          write(root.resolve("systemdb/c1"), "another store's");
          SnapshotDetection detected = detect(root, SnapshotChoice.AUTO, root.resolve("systemdb"));
          try (TreeSnapshots snapshots = Objects.requireNonNull(detected.snapshots());
              TreeSnapshots.Snapshot first = snapshots.take("first");
              TreeSnapshots.Snapshot second = snapshots.take("second");
              Captures captures = new Captures(directory.resolve("vault"))) {
            CapturedTree tree = captures.capture(second.root(), second.ownedElsewhere(), null);
            CapturedTree live = captures.capture(root, detected.ownedPaths(), null);

            assertThat(first.root().resolve("file")).hasContent("content");
            assertThat(detected.ownedPaths()).containsExactly(root.resolve(PLACE));
            assertThat(tree.counts().files()).isEqualTo(1);
            assertThat(tree.excluded())
                .extracting(excluded -> excluded.path())
                .containsExactlyInAnyOrder(PLACE, "systemdb");
            assertThat(live.counts().files()).isEqualTo(2);
          }
          assertThat(root.resolve(PLACE)).doesNotExist();
        });
  }

  @Test
  @DisplayName("I6: what a killed run left is dropped by the next one, what is others' is not")
  void leftovers() throws Exception {
    onBtrfs(
        disk -> {
          Path root = Files.createDirectory(disk.subvolume("mz").resolve("data"));
          Path place = disk.path.resolve("mz").resolve(PLACE);
          TreeSnapshots killed = snapshots(root);
          TreeSnapshots.Snapshot left = killed.take("killed");
          Path others = place.resolve("holdfast:billing:disk2:running");
          LoopDisk.run("btrfs", "subvolume", "snapshot", place.getParent() + "", others + "");

          assertThat(left.root()).exists();
          snapshots(root).close();
          assertThat(list(place)).containsExactly(others);
          killed.take("again");
          assertThat(detect(root, SnapshotChoice.NONE).snapshots()).isNull();
          assertThat(list(place)).as("dropped also when switched off").containsExactly(others);
        });
  }

  @Test
  @DisplayName("What would be missing from a snapshot is a reason against one, if it is captured")
  void missing() throws Exception {
    onBtrfs(
        disk -> {
          Path root = Files.createDirectories(disk.subvolume("mz").resolve("data"));
          Files.createDirectory(root.resolve("deep"));
          disk.subvolume("mz/beside");
          snapshots(root).close();
          Path nested = disk.subvolume("mz/data/deep/archive");

          SnapshotDetection auto = detect(root, SnapshotChoice.AUTO);
          assertThat(auto.snapshots()).isNull();
          assertThat(auto.ownedPaths()).hasSize(1);
          assertThat(auto.reason())
              .isEqualTo(
                  "another subvolume lies below its root at deep/archive and would be missing"
                      + " from the snapshot");
          HoldfastException refused =
              catchThrowableOfType(HoldfastException.class, () -> snapshots(root));
          assertThat(refused.code()).isEqualTo(ErrorCode.NO_SNAPSHOT);
          assertThat(refused).hasMessageContaining("deep/archive");
          snapshots(root, nested).close();
          assertThat(disk.path.resolve("mz").resolve(PLACE)).doesNotExist();
        });
  }

  @Test
  @DisplayName("Another file system mounted below the root is a reason against a snapshot")
  void mounted() throws Exception {
    onBtrfs(
        disk -> {
          Path root = disk.subvolume("mz");
          Path other = Files.createDirectory(root.resolve("a b"));
          LoopDisk.run("mount", "-t", "tmpfs", "tmpfs", other.toString());

          assertThat(detect(root, SnapshotChoice.AUTO).reason())
              .startsWith("another mount lies below its root at a b and");
        });
  }

  @Test
  @DisplayName("What appears between the proof and the window is found inside it, with HF-107")
  void appearsLater() throws Exception {
    onBtrfs(
        disk -> {
          Path root = disk.subvolume("mz");
          try (TreeSnapshots snapshots = snapshots(root)) {
            disk.subvolume("mz/new");
            HoldfastException refused =
                catchThrowableOfType(HoldfastException.class, () -> snapshots.take("set"));

            assertThat(refused.code()).isEqualTo(ErrorCode.STORE_FAILED);
            assertThat(refused)
                .hasMessageContaining("another subvolume lies below its root at new");
            assertThat(list(root.resolve(PLACE))).isEmpty();
          }
        });
  }

  @Test
  @DisplayName("Where only a directory of a subvolume is mounted, there is no place for a snapshot")
  void topNotMounted() throws Exception {
    onBtrfs(
        disk -> {
          Path data = Files.createDirectory(disk.subvolume("mz").resolve("data"));
          Path elsewhere = Files.createDirectory(disk.path.resolve("bound"));
          LoopDisk.run("mount", "--bind", data.toString(), elsewhere.toString());

          assertThat(detect(elsewhere, SnapshotChoice.AUTO).reason())
              .contains("is not mounted above it");
        });
  }

  @Test
  @DisplayName("More subvolumes than one answer of the kernel holds are all seen")
  void many() throws Exception {
    onBtrfs(
        disk -> {
          Path root = disk.subvolume("mz");
          String create = "for i in $(seq 0 299); do btrfs subvolume create $0/s$i || exit; done";
          LoopDisk.run("sh", "-c", create, root.toString());
          Path[] owned = new Path[299];
          for (int i = 0; i < owned.length; i++) {
            owned[i] = root.resolve("s" + i);
          }

          assertThat(detect(root, SnapshotChoice.AUTO, owned).reason()).contains(" at s299 and");
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",user_subvol_rm_allowed"})
  @DisplayName("Who may make snapshots but not drop them sweeps, and leaves nothing behind")
  void ordinaryUser(String option) throws Exception {
    LoopDisk.with(
        "btrfs",
        directory,
        option,
        disk -> {
          Path root = disk.subvolume("mz");
          String said =
              LoopDisk.run(
                  "setpriv",
                  "--bounding-set=-all",
                  "--inh-caps=-all",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  TakeOne.class.getName(),
                  root.toString());

          if (option.isEmpty()) {
            assertThat(said).contains("no snapshot of it could be taken and dropped (btrfs");
          } else {
            assertThat(said).endsWith("taken and dropped");
          }
          assertThat(root.resolve(PLACE)).doesNotExist();
        });
  }

  /** Run without any of root's capabilities: to btrfs it is then the tree's owner and no more. */
  static final class TakeOne {
    private TakeOne() {}

    public static void main(String[] arguments) {
      SnapshotDetection detected = detect(Path.of(arguments[0]), SnapshotChoice.AUTO);
      try (TreeSnapshots snapshots = detected.snapshots()) {
        if (snapshots == null) {
          System.out.println(detected.reason());
          return;
        }
        snapshots.flush();
        snapshots.take("set").close();
      }
      System.out.println("taken and dropped");
    }
  }
}
