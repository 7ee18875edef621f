package io.holdfast.platform.posix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MountTableTest {
  private static final MountTable TABLE =
      MountTable.parse(
          """
          22 1 254:0 / / rw,relatime - ext4 /dev/vda rw
          36 22 0:31 / /opt/mz rw,noatime shared:1 master:2 - zfs tank/mz rw,xattr,posixacl
          37 36 0:32 / /opt/mz/data rw - zfs tank/mz/data rw
          38 36 0:33 / /opt/mz/a\\040b\\134c rw - tmpfs tmpfs rw
          39 22 0:34 / /opt/mzother rw - tmpfs tmpfs rw
          """);

  @Test
  @DisplayName("A mount is known by its number, with any number of optional fields")
  void byNumber() {
    assertThat(TABLE.withId(36)).contains(new MountTable.Mount(36, "/opt/mz", "zfs", "tank/mz"));
    assertThat(TABLE.withId(22)).contains(new MountTable.Mount(22, "/", "ext4", "/dev/vda"));
    assertThat(TABLE.withId(1)).isEmpty();
  }

  @Test
  @DisplayName("What is mounted below a directory is found, what only begins alike is not")
  void below() {
    assertThat(TABLE.below(Path.of("/opt/mz"))).containsExactly("data", "a b\\c");
    assertThat(TABLE.below(Path.of("/opt/mz/data"))).isEmpty();
    assertThat(TABLE.below(Path.of("/"))).hasSize(4);
  }

  @Test
  @DisplayName("The kernel's own table has the mount of each directory, by the number of statx")
  void own() throws IOException {
    MountTable own = MountTable.read();

    try (Directory proc = Posix.FILES.open(Path.of("/proc"))) {
      assertThat(own.withId(proc.stat().mount())).map(MountTable.Mount::type).contains("proc");
    }
  }
}
