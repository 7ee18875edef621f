package io.holdfast.proof.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Children;
import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Site;
import io.holdfast.proof.real.Trees;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.snapshot.SnapshotDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Vaults that are not there, not ours, not whole; names and targets that do not fit. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultTroubleTest {
  @TempDir private static Path directory;
  private Site site;
  private Path tree;

  @BeforeAll
  void makeVault() throws IOException {
    site = Site.in(directory);
    tree = Files.createDirectories(directory.resolve("tree"));
    for (int i = 0; i < 40; i++) {
      Files.writeString(tree.resolve("file-" + i), ("content of " + i + "\n").repeat(500 + i));
    }
    site.initVault();
    site.vaultCli().run("vault", "snapshot", tree.toString(), "--json").expect(0);
  }

  @Test
  @DisplayName("A wrong password: HF-402, exit 4, and the vault is as it was")
  void wrongPassword() {
    Map<String, String> before = Trees.of(site.vault());
    new Refusal(4, "HF-402").by(vaultCli("HOLDFAST_PASSWORD", "not this"), "vault", "list");
    assertThat(Trees.of(site.vault())).isEqualTo(before);
  }

  @Test
  @DisplayName("No password: HF-211, exit 2")
  void noPassword() {
    new Refusal(2, "HF-211")
        .by(Cli.bare().with("HOLDFAST_VAULT", site.vault().toString()), "vault", "list");
  }

  @Test
  @DisplayName("No vault at the location: HF-401, exit 4, and none is made")
  void noVault() {
    Path nowhere = directory.resolve("nowhere");
    new Refusal(4, "HF-401").by(at(nowhere), "vault", "list");
    new Refusal(4, "HF-401").by(at(nowhere), "vault", "snapshot", tree.toString());
    assertThat(nowhere).doesNotExist();
  }

  @Test
  @DisplayName("Something else at the location: HF-403, exit 4, and it is as it was")
  void notAVault() {
    Map<String, String> before = Trees.of(tree);
    new Refusal(4, "HF-403").by(at(tree), "vault", "list");
    new Refusal(4, "HF-403").by(at(tree), "vault", "init");
    assertThat(Trees.of(tree)).isEqualTo(before);
  }

  @Test
  @DisplayName("A vault where there is one: HF-212, exit 2")
  void thereAlready() {
    new Refusal(2, "HF-212").by(site.vaultCli(), "vault", "init");
  }

  @TestFactory
  @DisplayName("I6: a damaged object is found by check, and a restore never gives out wrong bytes")
  Stream<DynamicTest> damaged() {
    return Stream.of("data", "index", "snapshots", "keys")
        .flatMap(
            kind ->
                Stream.of(Damage.values())
                    .map(
                        damage ->
                            DynamicTest.dynamicTest(
                                kind + " " + damage, () -> isFound(kind, damage))));
  }

  private void isFound(String kind, Damage damage) {
    Path vault = directory.resolve("damaged-" + kind + "-" + damage);
    copy(site.vault(), vault);
    damage.strike(vault, kind);
    Path target = directory.resolve("out-of-" + vault.getFileName());
    if (kind.equals("keys")) {
      // The only key: without it nothing can be opened, and that is damage and not a wrong
      // password.
      new Refusal(5, "HF-501").by(at(vault), "vault", "check", "--read-data");
      new Refusal(5, "HF-501")
          .byScript(at(vault), "vault", "restore", "--target", target.toString());
    } else {
      new Refusal(5, "HF-503").by(at(vault), "vault", "check", "--read-data");
      Outcome restored =
          at(vault).run("vault", "restore", "latest", "--target", target.toString(), "--json");
      assertThat(restored.exit()).as(restored::told).isEqualTo(5);
      restored.last("error");
    }
    assertOnlyTrueContent(target);
  }

  /**
   * Whatever a failed restore left, no complete file in it has another content than was captured.
   */
  private void assertOnlyTrueContent(Path target) {
    for (Path file : Site.entries(target)) {
      Path original = tree.resolve(file.getFileName().toString());
      if (Files.exists(original) && sizeOf(file) == sizeOf(original)) {
        assertThat(file).hasSameBinaryContentAs(original);
      }
    }
  }

  @Test
  @DisplayName("A prefix that fits several snapshots: HF-209; one that fits none: HF-208; exit 2")
  void namesThatDoNotFit() {
    try (Vault vault = site.openVault();
        VaultWriter writer = vault.writer()) {
      var first = vault.snapshots().getFirst();
      for (int i = 0; i < 17; i++) {
        writer.commit(
            new SnapshotDraft(
                Instant.ofEpochSecond(1_000_000 + i),
                null,
                first.tree(),
                List.of("/x"),
                "h",
                "u",
                0,
                0,
                List.of("number-" + i),
                null,
                "proof"));
      }
    }
    // Of more than sixteen ids, two begin with the same digit.
    String ambiguous =
        Site.entries(site.vault().resolve("snapshots")).stream()
            .map(file -> file.getFileName().toString().substring(0, 1))
            .collect(
                java.util.stream.Collectors.groupingBy(
                    digit -> digit, java.util.stream.Collectors.counting()))
            .entrySet()
            .stream()
            .filter(digit -> digit.getValue() > 1)
            .findFirst()
            .orElseThrow()
            .getKey();
    String target = directory.resolve("never").toString();
    new Refusal(2, "HF-209").by(site.vaultCli(), "vault", "restore", ambiguous, "--target", target);
    new Refusal(2, "HF-208")
        .by(site.vaultCli(), "vault", "restore", "0123456789abcdef", "--target", target);
    assertThat(directory.resolve("never")).doesNotExist();
  }

  @Test
  @DisplayName("I5: a restore target that is not empty: HF-210, exit 2, and it is as it was")
  void fullTarget() {
    Map<String, String> before = Trees.of(tree);
    new Refusal(2, "HF-210")
        .by(site.vaultCli(), "vault", "restore", "latest", "--target", tree.toString());
    assertThat(Trees.of(tree)).isEqualTo(before);
  }

  private Cli at(Path vault) {
    return vaultCli("HOLDFAST_PASSWORD", Site.PASSWORD).with("HOLDFAST_VAULT", vault.toString());
  }

  private Cli vaultCli(String name, String value) {
    return Cli.bare().with("HOLDFAST_VAULT", site.vault().toString()).with(name, value);
  }

  private static void copy(Path from, Path to) {
    Children.awaitEnd(
        Children.start(new ProcessBuilder("cp", "-a", from.toString(), to.toString())), 60);
  }

  private static long sizeOf(Path file) {
    try {
      return Files.size(file);
    } catch (IOException cannot) {
      throw new java.io.UncheckedIOException(cannot);
    }
  }
}
