package io.holdfast.proof.trouble;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.platform.FileName;
import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.Outcome;
import io.holdfast.proof.real.Rights;
import io.holdfast.proof.real.Site;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.snapshot.SnapshotDraft;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Trees that cannot be read, do not hold still, do not fit, or want to be somewhere else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TreeTroubleTest {
  @TempDir private static Path directory;
  private Site site;

  @BeforeAll
  void makeVault() {
    site = Site.in(directory).initVault();
  }

  @TestFactory
  @DisplayName(
      "I5: a name that leads out of the target: HF-504, exit 5, and nothing is written there")
  Stream<DynamicTest> escapes() {
    Path outside = directory.resolve("outside");
    return Stream.of(
            "..", "../outside", outside + "/evil", "link/evil", "a/../../outside/evil", ".", "")
        .map(name -> DynamicTest.dynamicTest("'" + name + "'", () -> isRefused(name, outside)));
  }

  private void isRefused(String name, Path outside) throws IOException {
    Files.createDirectories(outside);
    String id;
    try (Vault vault = site.openVault();
        VaultWriter writer = vault.writer()) {
      Node evil = node(name, NodeType.FILE, null);
      var content = writer.save(new ByteArrayInputStream("evil".getBytes(StandardCharsets.UTF_8)));
      var tree =
          writer.save(
              new Tree(
                  List.of(
                      node("link", NodeType.SYMLINK, outside.toString()),
                      evil.withContent(content.blobs(), content.length()))));
      var inner = node("inner", NodeType.DIRECTORY, null).withSubtree(tree);
      var root = writer.save(new Tree(List.of(inner)));
      id =
          writer
              .commit(
                  new SnapshotDraft(
                      Instant.now(),
                      null,
                      root,
                      List.of("/evil"),
                      "h",
                      "u",
                      0,
                      0,
                      List.of(),
                      null,
                      "evil"))
              .id()
              .hex();
    }
    Path target = directory.resolve("target-" + id.substring(0, 8));
    new Refusal(5, "HF-504")
        .byScript(site.vaultCli(), "vault", "restore", id, "--target", target.toString());
    assertThat(outside).isEmptyDirectory();
    assertThat(directory.resolve("evil")).doesNotExist();
  }

  private static Node node(String name, NodeType type, @Nullable String target) {
    Instant time = Instant.ofEpochSecond(1_700_000_000);
    return new Node(
        FileName.of(name),
        type,
        type == NodeType.DIRECTORY ? 0755 : 0644,
        time,
        time,
        time,
        0,
        0,
        "",
        "",
        0,
        0,
        0,
        1,
        target == null ? null : FileName.of(target),
        List.of(),
        0,
        List.of(),
        null);
  }

  @Test
  @DisplayName(
      "A subtree that may not be read (for root: with root's exemption taken away): exit 3, named,"
          + " and the rest is there")
  void noPermission() throws IOException {
    Path tree = Files.createDirectories(directory.resolve("locked"));
    Path closed = Files.createDirectories(tree.resolve("closed"));
    Files.writeString(closed.resolve("secret"), "secret");
    Files.writeString(tree.resolve("open"), "open");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    try {
      Cli bound = Rights.boundByModes(site.vaultCli());
      Outcome words = bound.run("vault", "snapshot", tree.toString()).expect(3);
      assertThat(words.out()).contains("closed");
      Outcome json = bound.run("vault", "snapshot", tree.toString(), "--json").expect(3);
      assertThat(json.summary().path("skipped").asLong()).isPositive();
      Path target = directory.resolve("unlocked");
      String id = json.summary().path("snapshotId").asString("");
      site.vaultCli().run("vault", "restore", id, "--target", target.toString()).expect(0);
      assertThat(target.resolve("open")).hasContent("open");
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  @DisplayName("Files that grow and vanish while they are read: no failure, nothing invented")
  void doesNotHoldStill() throws Exception {
    Path tree = Files.createDirectories(directory.resolve("restless"));
    for (int i = 0; i < 300; i++) {
      Files.writeString(tree.resolve("still-" + i), "still " + i);
    }
    Path grows = tree.resolve("grows");
    Files.writeString(grows, "begin\n");
    AtomicBoolean enough = new AtomicBoolean();
    Thread restless = new Thread(() -> beRestless(tree, grows, enough));
    restless.start();
    Outcome outcome;
    try {
      outcome = site.vaultCli().run("vault", "snapshot", tree.toString(), "--json");
    } finally {
      enough.set(true);
      restless.join();
    }
    assertThat(outcome.exit()).as(outcome::told).isIn(0, 3);
    assertThat(outcome.exit() == 3)
        .as("exit 3 exactly if something is torn or skipped: %s", outcome.out())
        .isEqualTo(
            outcome.summary().path("torn").asLong() + outcome.summary().path("skipped").asLong()
                > 0);
    Path target = directory.resolve("restful");
    String id = outcome.summary().path("snapshotId").asString("");
    site.vaultCli().run("vault", "restore", id, "--target", target.toString()).expect(0);
    for (int i = 0; i < 300; i++) {
      assertThat(target.resolve("still-" + i)).hasContent("still " + i);
    }
    assertThat(Files.readString(grows)).startsWith(Files.readString(target.resolve("grows")));
  }

  private static void beRestless(Path tree, Path grows, AtomicBoolean enough) {
    try {
      for (long i = 0; !enough.get(); i++) {
        Files.writeString(grows, "line " + i + "\n", StandardOpenOption.APPEND);
        Path brief = Files.writeString(tree.resolve("brief-" + i % 50), "x".repeat(3000));
        if (i % 3 != 0) {
          Files.delete(brief);
        }
      }
    } catch (IOException cannot) {
      throw new java.io.UncheckedIOException(cannot);
    }
  }

  @Test
  @DisplayName("I6: the vault's disk is full: HF-102, exit 1, and its snapshots are whole")
  void vaultFull() throws IOException {
    Path small = incompressible("large", 3_000_000);
    Path vault = directory.resolve("vault-before");
    Site other = Site.in(directory.resolve("full"));
    other.initVault();
    Path first = Files.createDirectories(directory.resolve("first"));
    Files.writeString(first.resolve("file"), "first");
    other.vaultCli().run("vault", "snapshot", first.toString()).expect(0);
    Files.move(other.vault(), vault);
    Files.createDirectories(other.vault());
    Path kept = directory.resolve("vault-after");
    Cli full = Rights.withSmallDisk(other.vaultCli(), vault, other.vault(), "2m", kept);
    new Refusal(1, "HF-102").byScript(full, "vault", "snapshot", small.toString());
    Cli after = other.vaultCli().with("HOLDFAST_VAULT", kept.toString());
    after.run("vault", "check", "--read-data").expect(0);
    assertThat(after.run("vault", "list", "--json").expect(0).summary().path("snapshots").asInt())
        .isEqualTo(1);
    assertThat(Site.entries(kept.resolve("locks"))).isEmpty();
    after.run("vault", "snapshot", small.toString()).expect(0);
    after.run("vault", "check", "--read-data").expect(0);
  }

  @Test
  @DisplayName("The restore target's disk is full: HF-102, exit 1, and the vault is as it was")
  void targetFull() throws IOException {
    Path large = incompressible("too-large", 3_000_000);
    site.vaultCli().run("vault", "snapshot", large.toString()).expect(0);
    Path mount = Files.createDirectories(directory.resolve("small-target"));
    Path nothing = Files.createDirectories(directory.resolve("nothing"));
    Cli full =
        Rights.withSmallDisk(
            site.vaultCli(), nothing, mount, "1m", directory.resolve("target-after"));
    new Refusal(1, "HF-102")
        .byScript(full, "vault", "restore", "latest", "--target", mount.resolve("out").toString());
  }

  private static Path incompressible(String name, int bytes) throws IOException {
    Path tree = Files.createDirectories(directory.resolve(name));
    byte[] noise = new byte[bytes];
    new Random(1).nextBytes(noise);
    Files.write(tree.resolve("noise"), noise);
    return tree;
  }
}
