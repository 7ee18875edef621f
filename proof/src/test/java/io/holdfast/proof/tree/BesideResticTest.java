package io.holdfast.proof.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Restic;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * {@code vault snapshot} and {@code vault restore} on a nasty tree, in both directions with restic.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BesideResticTest {
  @TempDir private static Path directory;
  private Site site;
  private Path tree;
  private Map<String, String> original = Map.of();
  private String ours = "";

  @BeforeAll
  void capture() throws IOException {
    site = Site.in(directory);
    tree = Files.createDirectories(directory.resolve("tree"));
    NastyTree.make(tree);
    original = Trees.of(tree);
    site.initVault();
    Outcome snapshot =
        site.vaultCli().run("vault", "snapshot", tree.toString(), "--json").expect(0);
    ours = snapshot.summary().path("snapshotId").asString("");
  }

  @Test
  @DisplayName("I4 I6: what Holdfast captured, Holdfast and restic both bring back exactly")
  void oursByBoth() {
    site.vaultCli().run("vault", "restore", ours, "--target", out("ours-ours"), "--json").expect(0);
    site.restic().run("restore", ours, "--target", out("ours-restic"));
    same("ours-ours");
    same("ours-restic");
  }

  @Test
  @DisplayName("I6: what restic captured, Holdfast brings back exactly")
  void theirsByHoldfast() {
    Restic restic = site.restic();
    restic.runIn(tree, "backup", "--tag", "by-restic", ".");
    // restic names a snapshot of a relative path from its root, so its tree is the directory's
    // content.
    site.vaultCli()
        .run("vault", "restore", "latest", "--target", out("theirs-ours"), "--json")
        .expect(0);
    restic.run("restore", "latest", "--target", out("theirs-restic"));
    Map<String, String> byRestic = Trees.of(Path.of(out("theirs-restic")));
    Map<String, String> byUs = Trees.of(Path.of(out("theirs-ours")));
    byRestic.remove("");
    byUs.remove("");
    assertThat(Trees.differences(byRestic, byUs)).isEmpty();
  }

  @Test
  @DisplayName("A second snapshot of the same tree stores nearly nothing")
  void unchanged() {
    JsonNode again =
        site.vaultCli().run("vault", "snapshot", tree.toString(), "--json").expect(0).summary();
    assertThat(again.path("newBytes").asLong()).isLessThan(20_000);
    assertThat(again.path("bytes").asLong()).isGreaterThan(15_000_000);
    site.restic().run("check", "--read-data");
  }

  private void same(String name) {
    Map<String, String> restored = Trees.of(Path.of(out(name)));
    Map<String, String> captured = new java.util.TreeMap<>(original);
    // The directory that was named is no entry of the snapshot.
    restored.remove("");
    captured.remove("");
    assertThat(Trees.differences(captured, restored)).as(name).isEmpty();
  }

  private static String out(String name) {
    return directory.resolve(name).toString();
  }
}
