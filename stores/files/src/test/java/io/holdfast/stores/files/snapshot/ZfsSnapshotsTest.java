package io.holdfast.stores.files.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.posix.MountTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is said to the {@code zfs} program and read from it. A script stands in for the program: it
 * notes what it was told, and its snapshot is a link to the tree, so that the root in the snapshot
 * is the same inode, as it is on ZFS. This says nothing about ZFS itself.
 */
class ZfsSnapshotsTest {
  private static final String PROGRAM =
      """
      #!/bin/sh
      echo "$*" >> "$0.told"
      hidden='%s/.zfs/snapshot'
      case $1 in
        snapshot)
          mkdir -p "$hidden/${2#*@}" && ln -s '%s/data' "$hidden/${2#*@}/data" ;;
        destroy)
          rm -r "$hidden/${2#*@}" ;;
        list)
          echo 'tank/mz@holdfast:billing:disk:killed'
          echo 'tank/mz@holdfast:billing:disk2:other'
          echo 'tank/mz@daily-2026-01-01' ;;
      esac
      """;

  @TempDir Path directory;
  private Path script;
  private ZfsSnapshots snapshots;

  @BeforeEach
  void standIn() throws IOException {
    Path mounted = Files.createDirectory(directory.resolve("mz"));
    Files.createDirectory(mounted.resolve("data"));
    script = program(PROGRAM.formatted(mounted, mounted));
    snapshots = snapshots(30);
  }

  private ZfsSnapshots snapshots(int seconds) throws IOException {
    Path mounted = directory.resolve("mz").toRealPath();
    return new ZfsSnapshots(
        Tree.of(mounted.resolve("data"), List.of()),
        SnapshotNames.of("billing", "disk"),
        new MountTable.Mount(1, mounted.toString(), "zfs", "tank/mz"),
        new ZfsProgram(List.of("sh", script.toString()), seconds));
  }

  private Path program(String text) throws IOException {
    return Files.writeString(directory.resolve("zfs"), text);
  }

  private List<String> told() throws IOException {
    return Files.readAllLines(directory.resolve("zfs.told"));
  }

  @Test
  @DisplayName("A snapshot is taken, found below .zfs at the mount point, and destroyed")
  void takes() throws IOException {
    TreeSnapshots.Snapshot snapshot = snapshots.take("20260101-a1");

    assertThat(snapshot.root())
        .isEqualTo(
            directory
                .toRealPath()
                .resolve("mz/.zfs/snapshot/holdfast:billing:disk:20260101-a1/data"));
    assertThat(snapshots.ownedPaths())
        .containsExactly(directory.toRealPath().resolve("mz").resolve(".zfs"));
    snapshot.close();
    assertThat(told())
        .containsExactly(
            "snapshot tank/mz@holdfast:billing:disk:20260101-a1",
            "destroy tank/mz@holdfast:billing:disk:20260101-a1");
  }

  @Test
  @DisplayName("Of all snapshots only this store's own are leftovers")
  void leftovers() throws IOException {
    Files.createDirectories(directory.resolve("mz/.zfs/snapshot/holdfast:billing:disk:killed"));
    snapshots.dropLeftovers();

    assertThat(told())
        .containsExactly(
            "list -H -o name -t snapshot -d 1 tank/mz",
            "destroy tank/mz@holdfast:billing:disk:killed");
  }

  @Test
  @DisplayName("A refusal by the program comes with its own words, before and inside the window")
  void refused() throws IOException {
    program("echo 'cannot create snapshots : permission denied' >&2; exit 1");

    assertThatThrownBy(snapshots::probe)
        .isInstanceOf(NoSnapshot.class)
        .hasMessageContaining("permission denied")
        .satisfies(refusal -> assertThat(((NoSnapshot) refusal).next()).contains("zfs allow USER"));
    HoldfastException failed =
        catchThrowableOfType(HoldfastException.class, () -> snapshots.take("x"));
    assertThat(failed.code()).isEqualTo(ErrorCode.STORE_FAILED);
    assertThat(failed).hasMessageContaining("permission denied");
  }

  @Test
  @DisplayName("A program that hangs is given up")
  void hangs() throws IOException {
    program("exec sleep 60");
    ZfsSnapshots impatient = snapshots(1);

    assertThatThrownBy(() -> impatient.take("x")).hasMessageContaining("did not end within 1 s");
  }

  @Test
  @DisplayName("A snapshot that shows another directory is not believed, and dropped")
  void otherDirectory() throws IOException {
    program(
        PROGRAM
            .replace("ln -s '%s/data' \"$hidden/${2#*@}/data\"", "mkdir \"$hidden/${2#*@}/data\"")
            .formatted(directory.resolve("mz")));

    assertThatThrownBy(() -> snapshots.take("x")).hasMessageContaining("not the same directory");
    assertThat(told()).last().isEqualTo("destroy tank/mz@holdfast:billing:disk:x");
  }

  @Test
  @DisplayName("A program that is not installed is a reason")
  void notInstalled() throws IOException {
    ZfsSnapshots without =
        new ZfsSnapshots(
            Tree.of(directory, List.of()),
            SnapshotNames.of("billing", "disk"),
            new MountTable.Mount(1, directory.toString(), "zfs", "tank/mz"),
            new ZfsProgram(List.of(directory.resolve("absent").toString()), 1));

    assertThatThrownBy(without::probe)
        .isInstanceOf(NoSnapshot.class)
        .hasMessageContaining("absent");
  }
}
