package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Profile;
import io.holdfast.model.installation.ProfileDirectory;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** I4: nothing temporary is captured, and nothing else is left out. */
class ExclusionTest {
  private final Scratch scratch = new Scratch();
  private final MemoryVault vault = new MemoryVault();

  @AfterEach
  void remove() throws IOException {
    scratch.close();
  }

  private CapturedTree capture(List<ProfileDirectory> profiles, List<Path> owned) {
    TreeSpec spec = new TreeSpec(scratch.path, profiles, owned);
    try (TreeCapture capture = new TreeCapture(spec, vault, Clock.SYSTEM, Concurrency.fixed(2))) {
      return capture.captureAll(Progress.NONE);
    }
  }

  /**
   * Files named here are made and captured under {@code p} with the profile; returns what stays.
   */
  private Set<String> kept(Profile profile, String... files) throws IOException {
    for (String file : files) {
      Scratch.write(scratch.resolve("p/" + file), file);
    }
    CapturedTree captured = capture(List.of(new ProfileDirectory("p", profile)), List.of());
    Set<String> kept =
        Arrays.stream(files)
            .filter(file -> vault.has(captured.tree(), "p/" + file))
            .collect(Collectors.toSet());
    Set<String> named =
        captured.excluded().stream().map(Excluded::path).collect(Collectors.toSet());
    for (String file : files) {
      assertThat(named.contains("p/" + file))
          .as(file + " is named as left out exactly if it is")
          .isEqualTo(!kept.contains(file));
    }
    return kept;
  }

  @Test
  @DisplayName(
      "I4: TEMP. files are temporary in aggregation, at any depth; a directory so named is not")
  void aggregation() throws IOException {
    assertThat(
            kept(
                Profile.AGGREGATION,
                "session-1",
                "TEMP.session-2",
                "deep/TEMP.3",
                "TEMP.directory/session",
                "temp.lower",
                "XTEMP.4",
                "tmp/a",
                "pending/b",
                "DR_TMP_DIR/c"))
        .containsExactlyInAnyOrder(
            "session-1",
            "TEMP.directory/session",
            "temp.lower",
            "XTEMP.4",
            "tmp/a",
            "pending/b",
            "DR_TMP_DIR/c");
  }

  @Test
  @DisplayName(
      "I4: duplicate-udr: tmp directly below the store or a per-workflow directory, not deeper")
  void duplicateUdr() throws IOException {
    assertThat(
            kept(
                Profile.DUPLICATE_UDR,
                "tmp/container",
                "tmp/inner/container",
                "workflow-1/tmp/container",
                "workflow-1/2026/tmp/container",
                "workflow-1/container",
                "TEMP.x",
                "pending/a",
                "DR_TMP_DIR/b",
                "tmpx/c"))
        .containsExactlyInAnyOrder(
            "workflow-1/2026/tmp/container",
            "workflow-1/container",
            "pending/a",
            "DR_TMP_DIR/b",
            "tmpx/c");
  }

  @Test
  @DisplayName("I4: inter-workflow: DR_TMP_DIR at any depth")
  void interWorkflow() throws IOException {
    assertThat(
            kept(
                Profile.INTER_WORKFLOW,
                "1/2/batch",
                "1/2/DR_TMP_DIR/open",
                "DR_TMP_DIR/open",
                "tmp/a",
                "pending/b",
                "TEMP.c"))
        .containsExactlyInAnyOrder("1/2/batch", "tmp/a", "pending/b");
  }

  @Test
  @DisplayName("I4: forwarding: DR_TMP_DIR at any depth")
  void forwarding() throws IOException {
    assertThat(kept(Profile.FORWARDING, "out/file", "out/DR_TMP_DIR/file", "TEMP.c"))
        .containsExactlyInAnyOrder("out/file");
  }

  @Test
  @DisplayName("I4: archive: pending in the base only, DR_TMP_DIR at any depth")
  void archive() throws IOException {
    assertThat(
            kept(
                Profile.ARCHIVE,
                "2026/11/file",
                "pending/file",
                "pending/deep/file",
                "2026/pending/file",
                "2026/DR_TMP_DIR/file",
                "tmp/file"))
        .containsExactlyInAnyOrder("2026/11/file", "2026/pending/file", "tmp/file");
  }

  @Test
  @DisplayName("I4: collection, log and real-time forwarding: nothing is left out")
  void keepers() throws IOException {
    String[] all = {"DR_TMP_DIR/only-copy", "TEMP.x", "tmp/a", "pending/b", "DR_ERROR_DIR/c"};
    for (Profile profile : List.of(Profile.COLLECTION, Profile.LOG, Profile.REAL_TIME_FORWARDING)) {
      assertThat(kept(profile, all)).as(profile.label()).containsExactlyInAnyOrder(all);
    }
  }

  @Test
  @DisplayName("I4: plain: a user's folders called tmp, pending or DR_TMP_DIR are data")
  void plain() throws IOException {
    assertThat(kept(Profile.PLAIN, "tmp/a", "pending/b", "DR_TMP_DIR/c", "TEMP.d", "x/tmp/e"))
        .containsExactlyInAnyOrder("tmp/a", "pending/b", "DR_TMP_DIR/c", "x/tmp/e");
  }

  @Test
  @DisplayName("I4: a TEMP. link or FIFO is not a temporary file")
  void onlyRegularFiles() throws IOException {
    Files.createDirectories(scratch.resolve("p"));
    Files.createSymbolicLink(scratch.resolve("p/TEMP.link"), Path.of("elsewhere"));
    CapturedTree captured =
        capture(List.of(new ProfileDirectory("p", Profile.AGGREGATION)), List.of());
    assertThat(vault.has(captured.tree(), "p/TEMP.link")).isTrue();
  }

  @Test
  @DisplayName(
      "I4: the directory whose content is temporary stays, empty; what was in it is counted")
  void temporaryDirectoryStays() throws IOException {
    Scratch.write(scratch.resolve("dup/tmp/one"), "12345");
    Scratch.write(scratch.resolve("dup/tmp/deep/two"), "1234567");
    CapturedTree captured =
        capture(List.of(new ProfileDirectory("dup", Profile.DUPLICATE_UDR)), List.of());
    assertThat(vault.children(captured.tree(), "dup/tmp")).isEmpty();
    assertThat(captured.counts().excluded()).isEqualTo(3);
    assertThat(captured.counts().excludedBytes()).isEqualTo(12);
    assertThat(captured.excluded())
        .extracting(Excluded::path, Excluded::rule)
        .contains(org.assertj.core.groups.Tuple.tuple("dup/tmp/one", "duplicate-udr tmp"));
  }

  @Test
  @DisplayName("I4: the nearest profile wins, even inside a temporary directory")
  void nearestProfile() throws IOException {
    Scratch.write(scratch.resolve("fwd/in/DR_TMP_DIR/only-copy"), "x");
    Scratch.write(scratch.resolve("fwd/DR_TMP_DIR/kept/file"), "x");
    Scratch.write(scratch.resolve("fwd/DR_TMP_DIR/gone"), "x");
    CapturedTree captured =
        capture(
            List.of(
                new ProfileDirectory("fwd", Profile.FORWARDING),
                new ProfileDirectory("fwd/in", Profile.COLLECTION),
                new ProfileDirectory("fwd/DR_TMP_DIR/kept", Profile.PLAIN)),
            List.of());
    assertThat(vault.has(captured.tree(), "fwd/in/DR_TMP_DIR/only-copy")).isTrue();
    assertThat(vault.has(captured.tree(), "fwd/DR_TMP_DIR/kept/file")).isTrue();
    assertThat(vault.has(captured.tree(), "fwd/DR_TMP_DIR/gone")).isFalse();
  }

  @Test
  @DisplayName(
      "What another store owns is left out and named, also when it is reached by another name")
  void ownedElsewhere() throws IOException {
    Scratch.write(scratch.resolve("storage/systemdb/seg0/c10.dat"), "x");
    Scratch.write(scratch.resolve("vault/config"), "x");
    Scratch.write(scratch.resolve("data/file"), "x");
    Path alias = scratch.path.resolveSibling(scratch.path.getFileName() + "-alias");
    Files.createSymbolicLink(alias, scratch.path);
    try {
      CapturedTree captured =
          capture(
              List.of(),
              List.of(
                  scratch.resolve("storage/systemdb"),
                  alias.resolve("vault"),
                  scratch.resolve("not-there"),
                  Path.of("/nowhere/near")));
      assertThat(vault.has(captured.tree(), "data/file")).isTrue();
      assertThat(vault.has(captured.tree(), "storage")).isTrue();
      assertThat(vault.has(captured.tree(), "storage/systemdb")).isFalse();
      assertThat(vault.has(captured.tree(), "vault")).isFalse();
      assertThat(captured.excluded())
          .extracting(Excluded::path)
          .containsExactlyInAnyOrder("storage/systemdb", "vault");
    } finally {
      Files.delete(alias);
    }
  }
}
