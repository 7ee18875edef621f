package io.holdfast.proof.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** I7: {@code prune}, {@code hold} and {@code release} on real sets in a real vault. */
class LifecycleTest {
  private static final int NOT_CONSISTENT = 3;
  private static final int REFUSED = 4;

  @TempDir private Path directory;

  @Test
  @DisplayName("The plan is shown and comes true; a held set stays; restic finds the rest whole")
  void prune() throws IOException {
    try (Site site = Site.in(directory)) {
      Path tree = Files.createDirectories(directory.resolve("tree"));
      site.initVault();
      configure(site, "lifecycle: {keep: {last: 1}}");
      String first = backup(site, tree, 1);
      String second = backup(site, tree, 2);
      String third = backup(site, tree, 3);
      site.vaultCli().run("vault", "snapshot", tree.toString(), "--json").expect(0);

      site.holdfast("hold", first, "--reason", "case 4711").expect(0);
      Outcome plan = site.holdfast("prune", "--dry-run").expect(0);
      assertThat(plan.summary().path("setsDeleted").asInt()).isEqualTo(1);
      assertThat(verdict(plan, first).toString()).contains("legal hold", "case 4711");
      assertThat(verdict(plan, second).path("kept").asBoolean()).isFalse();
      assertThat(verdict(plan, third).toString()).contains("last good set");
      assertThat(site.snapshots()).as("a dry run changes nothing").isEqualTo(4);

      Outcome refused = site.vaultCli().run("vault", "forget", first, "--json").expect(REFUSED);
      assertThat(refused.last("error").path("code").asString("")).isEqualTo("HF-413");
      Outcome done = site.holdfast("prune", "--grace", "0s").expect(0);
      assertThat(done.summary().path("deleted").path("bytes").asLong()).isPositive();
      assertThat(site.snapshots()).isEqualTo(3);
      site.restic().run("check", "--read-data");
      site.holdfast("verify", third, "--read-data").expect(0);
      Outcome shown = site.holdfast("show", first).expect(0);
      assertThat(shown.summary().path("holds").toString()).contains("case 4711");

      site.holdfast("release", first).expect(0);
      site.holdfast("prune", "--grace", "0s").expect(0);
      assertThat(site.snapshots()).as("the last set and the plain snapshot").isEqualTo(2);
      site.restic().run("check", "--read-data");
    }
  }

  @Test
  @DisplayName(
      "HF-414: a minimum retention holds; a shorter one in the configuration changes nothing")
  void minimumRetention() throws IOException {
    try (Site site = Site.in(directory)) {
      Path tree = Files.createDirectories(directory.resolve("tree"));
      site.initVault();
      configure(site, "lifecycle: {keep: {last: 1}}", ", minimumRetention: 1d");
      String first = backup(site, tree, 1);
      configure(site, "lifecycle: {keep: {last: 1}}", ", minimumRetention: 1s");
      backup(site, tree, 2);
      Outcome done = site.holdfast("prune", "--grace", "0s", "--by-the-clock").expect(0);
      assertThat(done.summary().path("setsDeleted").asInt()).isZero();
      assertThat(verdict(done, first).toString()).contains("minimum retention, 23h");
      Outcome refused = site.vaultCli().run("vault", "forget", first, "--json").expect(REFUSED);
      assertThat(refused.last("error").path("code").asString("")).isEqualTo("HF-414");
      assertThat(site.snapshots()).isEqualTo(2);
      site.restic().run("check");
    }
  }

  @Test
  @DisplayName("Without a lifecycle nothing is deleted, and it says so")
  void nothingSaid() throws IOException {
    try (Site site = Site.in(directory)) {
      Path tree = Files.createDirectories(directory.resolve("tree"));
      site.initVault();
      configure(site, "");
      backup(site, tree, 1);
      backup(site, tree, 2);
      Outcome said =
          Cli.bare().run("prune", "--config", site.config().toString(), "--grace", "0s").expect(0);
      assertThat(said.out()).contains("nothing is deleted");
      assertThat(site.snapshots()).isEqualTo(2);
    }
  }

  private void configure(Site site, String lifecycle) {
    configure(site, lifecycle, "");
  }

  private void configure(Site site, String lifecycle, String ofVault) {
    Site.write(
        site.config(),
        """
        installation: small
        vault: {location: '%s', passwordFile: '%s'%s}
        state: '%s'
        stores: [{name: disk, kind: files, root: '%s'}]
        rules:
          - name: by-hand
            %s
        """
            .formatted(
                site.vault(),
                site.password(),
                ofVault,
                site.state(),
                directory.resolve("tree"),
                lifecycle));
  }

  private static String backup(Site site, Path tree, int content) throws IOException {
    byte[] bytes = new byte[300_000];
    new java.util.Random(content).nextBytes(bytes);
    Files.write(tree.resolve("file"), bytes);
    return site.holdfast("backup").expect(NOT_CONSISTENT).summary().path("setId").asString("");
  }

  private static JsonNode verdict(Outcome plan, String set) {
    List<JsonNode> found =
        events(plan).filter(event -> event.path("setId").asString("").equals(set)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static Stream<JsonNode> events(Outcome outcome) {
    return outcome
        .out()
        .lines()
        .filter(line -> line.contains("\"verdict\""))
        .map(line -> tools.jackson.databind.json.JsonMapper.shared().readTree(line));
  }
}
