package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot change its name is not restored in place: that is known before hours of work. */
class MountPointTest {
  @TempDir Path directory;

  @Test
  @DisplayName("I5: a mount point is refused, with the way around")
  void mountPoint() {
    assertThatThrownBy(() -> Refusals.refuseMountPoint(Path.of("/proc")))
        .isInstanceOfSatisfying(
            HoldfastException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.MOUNT_POINT);
              assertThat(e.getMessage()).startsWith("/proc is where a file system is mounted");
              assertThat(e.next()).contains("--into /proc/NAME");
            });
  }

  @Test
  @DisplayName("A directory below one is not, nor one that is not there")
  void others() {
    assertThatCode(() -> Refusals.refuseMountPoint(directory)).doesNotThrowAnyException();
    assertThatCode(() -> Refusals.refuseMountPoint(directory.resolve("missing")))
        .doesNotThrowAnyException();
    assertThatCode(() -> Refusals.refuseMountPoint(Path.of("/proc/self")))
        .doesNotThrowAnyException();
  }
}
