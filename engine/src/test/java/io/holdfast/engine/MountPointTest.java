package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.posix.MountTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot change its name is not restored in place: that is known before hours of work. */
class MountPointTest {
  @TempDir Path directory;

  @Test
  @DisplayName("I5: a mount point is refused, unless it is a tree of files")
  void mountPoint() throws IOException {
    MountTable nothingBelow = new MountTable(List.of());
    assertRefused("/proc", false, nothingBelow, "/proc is where a file system is mounted");
    assertRefused("/", false, nothingBelow, "/ is where a file system is mounted");
    Refusals.refuseMounts(Path.of("/proc"), true, nothingBelow);
  }

  @Test
  @DisplayName("I5: a directory below which something is mounted is refused")
  void mountedBelow() throws IOException {
    String real = directory.toRealPath().toString();
    MountTable mounts =
        new MountTable(List.of(new MountTable.Mount(1, real + "/a/b", "nfs4", "server:/")));
    assertRefused(real, true, mounts, "A file system is mounted at " + real + "/a/b");
    Refusals.refuseMounts(directory.resolve("a/b/c"), false, mounts);
  }

  private static void assertRefused(String live, boolean isTree, MountTable mounts, String why) {
    assertThatThrownBy(() -> Refusals.refuseMounts(Path.of(live), isTree, mounts))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.MOUNT_POINT);
              assertThat(e.getMessage()).startsWith(why);
              assertThat(e.next()).contains("--into");
            });
  }

  @Test
  @DisplayName("A directory below one is not, nor one that is not there")
  void others() {
    assertThatCode(() -> Refusals.refuseMounts(directory, false)).doesNotThrowAnyException();
    assertThatCode(() -> Refusals.refuseMounts(directory.resolve("missing"), false))
        .doesNotThrowAnyException();
    assertThatCode(() -> Refusals.refuseMounts(Path.of("/proc/self"), false))
        .doesNotThrowAnyException();
  }
}
