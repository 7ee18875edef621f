package io.holdfast.stores.files.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.SnapshotChoice;
import io.holdfast.model.installation.StoreSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file system that has no snapshots, and is on every machine: that of /proc. */
class RefusedSnapshotTest {
  private static SnapshotDetection detect(String root, SnapshotChoice choice) {
    return SnapshotDetection.of(
        new StoreSpec.Files("disk", Path.of(root), List.of(), choice), "billing", List.of());
  }

  @Test
  @DisplayName("Where there are no snapshots, auto sweeps and says why")
  void auto() {
    SnapshotDetection detected = detect("/proc", SnapshotChoice.AUTO);

    assertThat(detected.snapshots()).isNull();
    assertThat(detected.reason()).isEqualTo("it is on proc, which has no snapshots");
  }

  @Test
  @DisplayName("What is switched off is not looked for")
  void none() {
    SnapshotDetection detected = detect("/proc", SnapshotChoice.NONE);

    assertThat(detected.snapshots()).isNull();
    assertThat(detected.reason()).contains("snapshot: none");
  }

  @ParameterizedTest
  @EnumSource(
      value = SnapshotChoice.class,
      names = {"BTRFS", "ZFS"})
  @DisplayName("Whoever insists on a snapshot is refused with HF-216 before anything is suspended")
  void explicit(SnapshotChoice choice) {
    HoldfastException refused =
        catchThrowableOfType(HoldfastException.class, () -> detect("/proc", choice));

    assertThat(refused.code()).isEqualTo(ErrorCode.NO_SNAPSHOT);
    assertThat(refused)
        .hasMessage(
            "Store 'disk' must be fixed by a %s snapshot, but it is on proc", choice.label());
    assertThat(refused.safe()).contains("not suspended");
    assertThat(refused.next()).containsIgnoringCase("set snapshot to auto or none");
  }

  @Test
  @DisplayName("A tree that is not there has no snapshots")
  void absent() {
    assertThat(detect("/proc/absent", SnapshotChoice.AUTO).snapshots()).isNull();
  }
}
