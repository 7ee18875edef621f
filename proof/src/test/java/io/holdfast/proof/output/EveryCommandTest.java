package io.holdfast.proof.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code --json} and {@code --help} of every command. */
class EveryCommandTest {
  private static final List<String> COMMANDS =
      List.of(
          "",
          "demo",
          "init",
          "plan",
          "backup",
          "receive",
          "sets",
          "show",
          "verify",
          "restore",
          "recover",
          "copy",
          "prune",
          "hold",
          "release",
          "vault",
          "vault init",
          "vault check",
          "vault snapshot",
          "vault restore",
          "vault list",
          "vault ls",
          "vault find",
          "vault diff",
          "vault dump",
          "vault copy",
          "vault forget",
          "vault prune",
          "vault repair index",
          "vault repair packs",
          "vault repair snapshots",
          "vault key",
          "vault key list",
          "vault key add",
          "vault key remove",
          "vault key change",
          "vault key recovery-kit",
          "vault stats");

  @TempDir private static Path directory;

  @Test
  @DisplayName("--help of every command ends with 0, names the command and shows an example")
  void help() {
    List<String> wrong = new ArrayList<>();
    for (int from = 0; from < COMMANDS.size(); from += 2) {
      List<String> pair = COMMANDS.subList(from, Math.min(from + 2, COMMANDS.size()));
      List<Cli.Running> running =
          pair.stream().map(command -> Cli.bare().start(words(command + " --help"))).toList();
      for (int i = 0; i < pair.size(); i++) {
        Outcome said = running.get(i).await();
        String name = ("holdfast " + pair.get(i)).strip();
        if (said.exit() != 0 || !said.err().isEmpty() || !said.out().contains("Usage: " + name)) {
          wrong.add(said.told());
        }
        boolean example =
            said.out()
                .lines()
                .anyMatch(line -> line.startsWith("  holdfast ") || line.contains("See it work:"));
        if (!example) {
          wrong.add(name + " shows no example");
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  @DisplayName(
      "--json: every line of standard output parses, the last one is a summary or an error")
  void json() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    Files.writeString(tree.resolve("file"), "content");
    Path second = directory.resolve("second");
    Files.writeString(second, "second\n");
    try (Site site = Site.in(directory.resolve("site"))) {
      site.engine().generate(10_000, 1, 2_500);
      site.engine().start(0);
      site.configure(Site.Times.USUAL);
      site.engine().awaitIdle();
      summary(site.holdfast("init"));
      summary(site.holdfast("plan"));
      String set = summary(site.holdfast("backup")).path("setId").asString("");
      assertThat(set).hasSize(64);
      summary(site.holdfast("sets"));
      summary(site.holdfast("show"));
      summary(site.holdfast("verify", set, "--read-data"));
      String elsewhere = directory.resolve("elsewhere").toString();
      summary(site.holdfast("restore", "--into", elsewhere, "--dry-run"));
      summary(site.holdfast("restore", "--into", elsewhere));
      summary(site.holdfast("hold", set, "--reason", "a case"));
      summary(site.holdfast("prune", "--dry-run"));
      summary(site.holdfast("release", set));
      Cli vault = site.vaultCli();
      summary(vault.run("vault", "snapshot", tree.toString(), "--json"));
      summary(
          vault.run(
              "vault", "restore", "--target", directory.resolve("back").toString(), "--json"));
      summary(vault.run("vault", "list", "--json"));
      summary(vault.run("vault", "ls", "latest", "--recursive", "--json"));
      summary(vault.run("vault", "find", "file", "--json"));
      summary(vault.run("vault", "diff", "latest", "latest", "--json"));
      String dumped = directory.resolve("dumped").toString();
      summary(vault.run("vault", "dump", "latest:file", "--target", dumped, "--json"));
      summary(vault.run("vault", "check", "--json"));
      summary(vault.run("vault", "stats", "--json"));
      JsonNode added =
          summary(
              vault.run("vault", "key", "add", "--new-password-file", second.toString(), "--json"));
      summary(vault.run("vault", "key", "list", "--json"));
      summary(vault.run("vault", "key", "remove", added.path("keyId").asString(""), "--json"));
      summary(
          vault.run("vault", "key", "change", "--new-password-file", second.toString(), "--json"));
      assertThat(vault.run("vault", "list", "--json").last("error").path("code").asString(""))
          .isEqualTo("HF-402");
    }
    for (String wrong : List.of("nonsense --json", "backup --no-such --json", "restore --json")) {
      assertThat(Cli.bare().run(words(wrong)).expect(2).last("error").path("code").asString(""))
          .isEqualTo("HF-201");
    }
  }

  private static JsonNode summary(Outcome outcome) {
    outcome.expect(0);
    for (JsonNode event : outcome.events()) {
      assertThat(event.path("type").asString("")).as("%s", event).isNotEmpty();
    }
    return outcome.summary();
  }

  private static String[] words(String line) {
    return Stream.of(line.split(" ")).filter(word -> !word.isEmpty()).toArray(String[]::new);
  }
}
