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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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

  private static final String MODE = "rwxrwxr-x";
  private static final String NEW_MODE = "r-xr-x---";

  @TempDir Path directory;

  /** Nothing reaches the disk after it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  @DisplayName("The content changes, and so do permissions; the old is kept with its own")
  void replace() throws IOException {
    Path mounted = mounted("m");
    new MountedContent(Posix.FILES, mounted).replace(new Renames(), MountedContent.NEW, ASIDE);
    assertThat(content(mounted)).isEqualTo(NEW);
    assertThat(content(mounted.resolve(ASIDE))).isEqualTo(OLD);
    assertThat(permissions(mounted)).isEqualTo(NEW_MODE);
    assertThat(permissions(mounted.resolve(ASIDE))).isEqualTo(MODE);
    assertThat(namesOf(mounted)).containsExactlyInAnyOrder("both", "d", "e", "only-new", ASIDE);
  }

  @Test
  @DisplayName("Killed at any call: the next run makes it all old or all new, and both are whole")
  void killed() throws IOException {
    int olds = 0;
    int news = 0;
    boolean reached = true;
    for (int step = 1; reached; step++) {
      Path mounted = mounted("killed-" + step);
      Cut cut = cutAt(step, Killed::new, mounted);
      reached = cut.reached();
      assertThat(halfOrWhole(mounted)).as("step %d", step).isTrue();
      new MountedContent(Posix.FILES, mounted).settle(new Renames());
      new MountedContent(Posix.FILES, mounted).settle(new Renames());
      if (isOld(mounted, step)) {
        olds++;
      } else {
        news++;
      }
      MountedContent.refuseHalf(mounted);
    }
    assertThat(olds).as("undone").isGreaterThan(5);
    assertThat(news).as("completed").isGreaterThan(5);
  }

  /** Whether it is all old; else it must be all new, and the other be whole beside it. */
  private static boolean isOld(Path mounted, int step) throws IOException {
    boolean isOld = content(mounted).equals(OLD);
    assertThat(content(mounted)).as("step %d", step).isEqualTo(isOld ? OLD : NEW);
    // The very last call takes from the owner what the moves needed.
    assertThat(permissions(mounted)).as("step %d", step).isIn(modes(isOld));
    Path other = mounted.resolve(isOld ? MountedContent.NEW : ASIDE);
    assertThat(content(other)).as("step %d", step).isEqualTo(isOld ? NEW : OLD);
    return isOld;
  }

  private static List<String> modes(boolean isOld) {
    return isOld ? List.of(MODE) : List.of(NEW_MODE, "rwxr-x---");
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
  @DisplayName("A call that fails: it throws and all is old, or it does not matter and all is new")
  void failed() throws IOException {
    boolean reached = true;
    int thrown = 0;
    for (int step = 1; reached; step++) {
      Path mounted = mounted("failed-" + step);
      Cut cut = cutAt(step, () -> new PosixException(Errno.EIO, "call", "name"), mounted);
      reached = cut.reached();
      assertThat(isOld(mounted, step)).as("step %d", step).isEqualTo(cut.thrown() != null);
      thrown += cut.thrown() == null ? 0 : 1;
    }
    assertThat(thrown).as("steps that must not fail").isGreaterThan(8);
  }

  @Test
  @DisplayName("A file with a name of ours is the user's, and moves with all others")
  void namesake() throws IOException {
    Path mounted = mounted("m");
    Files.writeString(mounted.resolve(MountedContent.BEFORE + "old.tar"), "a user's");
    Path prepared = mounted.resolve(MountedContent.NEW);
    Files.writeString(prepared.resolve(MountedContent.BEFORE + "new.tar"), "a user's");
    new MountedContent(Posix.FILES, mounted).replace(new Renames(), MountedContent.NEW, ASIDE);
    assertThat(mounted.resolve(MountedContent.BEFORE + "new.tar")).exists();
    assertThat(mounted.resolve(ASIDE).resolve(MountedContent.BEFORE + "old.tar")).exists();
    assertThat(mounted.resolve(MountedContent.BEFORE + "old.tar")).doesNotExist();
    assertThat(mounted.resolve(".holdfast-next")).doesNotExist();
  }

  @FunctionalInterface
  private interface Thrown {
    Throwable make();
  }

  /**
   * @param thrown what the replacement threw
   * @param reached whether it came to that call
   */
  private record Cut(@Nullable Throwable thrown, boolean reached) {}

  /** Throws at that call of those that change something; an error at every later one, too. */
  private static Cut cutAt(int step, Thrown thrown, Path mounted) {
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
    Throwable caught = null;
    try {
      new MountedContent(files, mounted).replace(new Renames(), MountedContent.NEW, ASIDE);
    } catch (IOException | Killed end) {
      caught = end;
    }
    return new Cut(caught, calls.get() >= step);
  }

  @Test
  @DisplayName("What came into being meanwhile is never overwritten")
  void meanwhile() throws IOException {
    Path mounted = mounted("m");
    cutAt(8, Killed::new, mounted);
    assertThat(mounted.resolve("both")).doesNotExist();
    Path stranger = Files.createFile(mounted.resolve("both"));
    assertThatThrownBy(() -> new MountedContent(Posix.FILES, mounted).settle(new Renames()))
        .isInstanceOfSatisfying(
            PosixException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
    Files.delete(stranger);
    new MountedContent(Posix.FILES, mounted).settle(new Renames());
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
    Files.setPosixFilePermissions(mounted, PosixFilePermissions.fromString(MODE));
    Files.setPosixFilePermissions(prepared, PosixFilePermissions.fromString(NEW_MODE));
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
