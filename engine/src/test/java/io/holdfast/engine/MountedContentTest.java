package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.platform.faults.FaultyFiles;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.Posix;
import io.holdfast.platform.posix.PosixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** I5: all of the content changes or nothing, wherever it is killed and whatever fails. */
class MountedContentTest {
  private static final String ASIDE = MountedContent.BEFORE + "4f2a91c0";
  private static final Set<String> READING =
      Set.of("open", "list", "stat", "directory", "attributes", "close", "toString");
  private static final Map<String, String> OLD =
      Map.of("both", "old", "d/both", "old", "d/x", "old", "only-old", "old");
  private static final Map<String, String> NEW =
      Map.of("both", "new", "d/both", "new", "e/f/y", "new", "only-new", "new");

  @TempDir Path directory;

  /** Nothing reaches the disk after it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  @DisplayName("The content changes, and so do permissions; the old is kept with its own")
  void replace() throws IOException {
    Path mounted = mounted("m");
    new MountedContent(Posix.FILES, mounted).replace(MountedContent.NEW, ASIDE);
    assertThat(content(mounted)).isEqualTo(NEW);
    assertThat(content(mounted.resolve(ASIDE))).isEqualTo(OLD);
    assertThat(permissions(mounted)).isEqualTo("rwxr-x---");
    assertThat(permissions(mounted.resolve(ASIDE))).isEqualTo("rwxrwxr-x");
    assertThat(namesOf(mounted)).containsExactlyInAnyOrder("both", "d", "e", "only-new", ASIDE);
  }

  @Test
  @DisplayName("Killed at any call: the next run makes it all old or all new, and both are whole")
  void killed() throws IOException {
    int olds = 0;
    int news = 0;
    boolean finished = false;
    for (int step = 1; !finished; step++) {
      Path mounted = mounted("killed-" + step);
      finished = runUntil(step, () -> new Killed(), mounted) == null;
      if (!finished) {
        assertThat(halfOrWhole(mounted)).as("step %d", step).isTrue();
      }
      new MountedContent(Posix.FILES, mounted).settle();
      new MountedContent(Posix.FILES, mounted).settle();
      if (content(mounted).equals(OLD)) {
        olds++;
        assertThat(content(mounted.resolve(MountedContent.NEW))).as("step %d", step).isEqualTo(NEW);
        assertThat(permissions(mounted)).isEqualTo("rwxrwxr-x");
      } else {
        news++;
        assertThat(content(mounted)).as("step %d", step).isEqualTo(NEW);
        assertThat(content(mounted.resolve(ASIDE))).as("step %d", step).isEqualTo(OLD);
        assertThat(permissions(mounted)).isEqualTo("rwxr-x---");
      }
      MountedContent.refuseHalf(mounted);
    }
    assertThat(olds).as("undone").isGreaterThan(5);
    assertThat(news).as("completed").isGreaterThan(5);
  }

  /** A tree that is neither the old nor the new one is refused by a backup. */
  private static boolean halfOrWhole(Path mounted) throws IOException {
    try {
      MountedContent.refuseHalf(mounted);
      return Set.of(OLD, NEW).contains(content(mounted));
    } catch (HoldfastException half) {
      return half.code() == ErrorCode.SWAP_FAILED;
    }
  }

  @Test
  @DisplayName("A call that fails: everything is as it was before")
  void failed() throws IOException {
    boolean finished = false;
    for (int step = 1; !finished; step++) {
      Path mounted = mounted("failed-" + step);
      Throwable thrown =
          runUntil(step, () -> new PosixException(Errno.EIO, "call", "name"), mounted);
      finished = thrown == null;
      if (!finished) {
        // The last steps, when all is new already, may be left for the next run.
        new MountedContent(Posix.FILES, mounted).settle();
        assertThat(content(mounted)).as("step %d", step).isIn(OLD, NEW);
        boolean isOld = content(mounted).equals(OLD);
        Path other = mounted.resolve(isOld ? MountedContent.NEW : ASIDE);
        assertThat(content(other)).as("step %d", step).isEqualTo(isOld ? NEW : OLD);
      }
    }
  }

  @FunctionalInterface
  private interface Thrown {
    Throwable make();
  }

  /** Throws at that call of those that change something; an error at every later one, too. */
  private static @org.jspecify.annotations.Nullable Throwable runUntil(
      int step, Thrown thrown, Path mounted) {
    AtomicInteger calls = new AtomicInteger();
    FaultyFiles files =
        new FaultyFiles(
            (call, name, real) -> {
              if (!READING.contains(call)) {
                int number = calls.incrementAndGet();
                Throwable now = thrown.make();
                if (number == step || (number > step && now instanceof Error)) {
                  throw now;
                }
              }
              return real.run();
            });
    try {
      new MountedContent(files, mounted).replace(MountedContent.NEW, ASIDE);
      return null;
    } catch (IOException | Killed caught) {
      return caught;
    }
  }

  @Test
  @DisplayName("What came into being meanwhile is never overwritten")
  void meanwhile() throws IOException {
    Path mounted = mounted("m");
    runUntil(8, Killed::new, mounted);
    assertThat(mounted.resolve("both")).doesNotExist();
    Path stranger = Files.createFile(mounted.resolve("both"));
    assertThatThrownBy(() -> new MountedContent(Posix.FILES, mounted).settle())
        .isInstanceOfSatisfying(
            PosixException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
    Files.delete(stranger);
    new MountedContent(Posix.FILES, mounted).settle();
    assertThat(content(mounted)).isEqualTo(OLD);
  }

  @Test
  @DisplayName("What restores left is known as such, and nothing else is")
  void own() throws IOException {
    Path mounted = mounted("m");
    Files.createDirectory(mounted.resolve(".holdfast-of-a-user"));
    Files.createDirectory(mounted.resolve(ASIDE));
    Files.createFile(mounted.resolve(".holdfast-next"));
    assertThat(MountedContent.ownIn(mounted))
        .containsExactlyInAnyOrder(mounted.resolve(MountedContent.NEW), mounted.resolve(ASIDE));
    MountedContent.refuseHalf(mounted);
    Files.createDirectory(mounted.resolve(".holdfast-moving-x"));
    assertThatThrownBy(() -> MountedContent.refuseHalf(mounted))
        .isInstanceOf(HoldfastException.class);
  }

  private Path mounted(String name) throws IOException {
    Path mounted = Files.createDirectory(directory.resolve(name));
    write(mounted, OLD);
    Path prepared = Files.createDirectory(mounted.resolve(MountedContent.NEW));
    write(prepared, NEW);
    Files.setPosixFilePermissions(mounted, PosixFilePermissions.fromString("rwxrwxr-x"));
    Files.setPosixFilePermissions(prepared, PosixFilePermissions.fromString("rwxr-x---"));
    return mounted;
  }

  private static void write(Path root, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(Disk.parentOf(path));
      Files.writeString(path, file.getValue());
    }
  }

  /** All files but those in Holdfast's own directories. */
  private static Map<String, String> content(Path root) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(path).toString();
        if (!name.startsWith(".holdfast-")) {
          found.put(name, Files.readString(path));
        }
      }
    }
    return found;
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static Set<String> namesOf(Path root) throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return Set.copyOf(all.map(path -> path.getFileName().toString()).toList());
    }
  }
}
