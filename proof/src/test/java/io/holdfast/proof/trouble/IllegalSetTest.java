package io.holdfast.proof.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sets that must not be restored, and restores in place that must not destroy. The engine is down.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IllegalSetTest {
  @TempDir private static Path directory;
  private Site site;
  private String set = "";

  @BeforeAll
  void makeASet() {
    site = Site.in(directory);
    site.engine().generate(20_000, 1, 2_500);
    site.engine().start(0);
    site.configure(Site.Times.USUAL).initVault();
    site.engine().awaitIdle();
    set = site.holdfast("backup").expect(0).summary().path("setId").asString("");
    site.engine().stop();
  }

  @AfterAll
  void close() {
    site.close();
  }

  @Test
  @DisplayName(
      "I2 I5: a database newer than the disk: HF-702, exit 7, at verify and at each restore")
  void databaseNewerThanDisk() {
    String illegal =
        Crafted.withManifest(
            site,
            set,
            manifest -> {
              ObjectNode point = (ObjectNode) manifest.withArray("members").get(0).get("point");
              point.put("from", "2099-01-01T00:00:00Z").put("to", "2099-01-01T00:00:01Z");
              return manifest;
            });
    refusedEverywhere(new Refusal(7, "HF-702"), illegal);
  }

  @Test
  @DisplayName("I1: a set without a manifest: HF-701, exit 7")
  void noManifest() {
    refusedEverywhere(new Refusal(7, "HF-701"), Crafted.withoutManifest(site, set));
  }

  @Test
  @DisplayName("I1: a snapshot that is no set: HF-213, exit 2")
  void noSet() {
    refusedEverywhere(new Refusal(2, "HF-213"), Crafted.withoutTags(site, set));
  }

  @Test
  @DisplayName(
      "I1: a consistent set whose suspension ran out by its deadline: HF-701, exit 7, at verify")
  void evidenceAgainstTheGrade() {
    String lying =
        Crafted.withManifest(
            site,
            set,
            manifest -> {
              ((ObjectNode) manifest.get("window")).put("endedBy", "deadline");
              return manifest;
            });
    new Refusal(7, "HF-701").by(Cli.bare(), words("verify", lying));
  }

  @Test
  @DisplayName(
      "I5: a reference that leads nowhere: HF-703, exit 7, at verify and restore; nothing is"
          + " swapped")
  void openClosure() throws Exception {
    Path archive = site.home().resolve("data/archive");
    Path referenced;
    try (Stream<Path> files = Files.walk(archive)) {
      referenced =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !file.toString().contains("pending"))
              .findFirst()
              .orElseThrow();
    }
    String open =
        Crafted.without(site, set, "disk/shared-disk/" + site.home().relativize(referenced));
    refusedEverywhere(new Refusal(7, "HF-703"), open);
  }

  @Test
  @DisplayName("I5: damage that a restore in place meets leaves the live data byte-identical")
  void damageBeforeTheSwap() {
    Path vault = directory.resolve("damaged");
    Path config = site.configWith("damaged.yaml", site.vault().toString(), vault.toString());
    io.holdfast.proof.real.Children.awaitEnd(
        io.holdfast.proof.real.Children.start(
            new ProcessBuilder("cp", "-a", site.vault().toString(), vault.toString())),
        60);
    Damage.FLIPPED.strike(vault, "data");
    Map<String, String> before = Trees.of(site.home());
    Outcome outcome =
        Cli.bare().run("restore", set, "--in-place", "--config", config.toString(), "--json");
    assertThat(outcome.exit()).as(outcome::told).isEqualTo(5);
    assertThat(Trees.differences(before, Trees.of(site.home()))).isEmpty();
    assertThat(beside()).isEmpty();
  }

  @Test
  @DisplayName("I5: a restore in place keeps the old data beside the new, and both are whole")
  void oldDataIsKept() throws Exception {
    Site.write(site.home().resolve("mark"), "from before the restore\n");
    Map<String, String> before = Trees.of(site.home());
    Outcome outcome = site.holdfast("restore", set, "--in-place").expect(0);
    Path kept = directory.resolve("home.before-" + set.substring(0, 8));
    assertThat(outcome.summary().path("kept").toString()).contains(kept.toString());
    assertThat(Trees.differences(before, Trees.of(kept))).isEmpty();
    assertThat(site.home().resolve("mark")).doesNotExist();
    site.restic().run("restore", set, "--target", directory.resolve("by-restic").toString());
    assertThat(
            Trees.differences(
                Trees.without(Trees.of(directory.resolve("by-restic/disk/shared-disk")), "storage"),
                Trees.without(Trees.of(site.home()), "storage")))
        .isEmpty();
    // Put back, so that the other tests find what they expect.
    Site.delete(site.home());
    Files.move(kept, site.home());
    Files.delete(site.home().resolve("mark"));
  }

  /** At verify, at a restore elsewhere and in place, dry or not: and nothing is changed. */
  private void refusedEverywhere(Refusal refusal, String illegal) {
    Map<String, String> before = Trees.of(site.home());
    Path target = directory.resolve("never-" + illegal.substring(0, 8));
    refusal.by(Cli.bare(), words("verify", illegal));
    refusal.byScript(Cli.bare(), words("restore", illegal, "--into", target.toString()));
    refusal.byScript(Cli.bare(), words("restore", illegal, "--in-place"));
    assertThat(Trees.differences(before, Trees.of(site.home()))).isEmpty();
    assertThat(beside()).isEmpty();
  }

  /** What a restore in place may have left beside the live data. */
  private List<String> beside() {
    return Site.entries(directory).stream()
        .map(path -> path.getFileName().toString())
        .filter(name -> name.startsWith("home."))
        .toList();
  }

  private String[] words(String command, String... more) {
    return Stream.concat(Stream.of(command, "--config", site.config().toString()), Stream.of(more))
        .toArray(String[]::new);
  }
}
