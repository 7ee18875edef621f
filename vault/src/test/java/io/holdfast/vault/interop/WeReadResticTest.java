package io.holdfast.vault.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Hash;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.LocalObjectStore;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import io.holdfast.vault.tree.TreeCodec;
import io.holdfast.vault.tree.TreeWalk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("I6: Holdfast reads, checks and continues what restic wrote")
class WeReadResticTest {
  @TempDir Path directory;

  private Path repository() {
    return directory.resolve("repository");
  }

  /**
   * restic's own init calibrates its key for half a second, and every program that opens it pays.
   */
  private void beginQuickly() {
    TestVault.init(new LocalObjectStore(repository())).close();
  }

  private Vault open() {
    return TestVault.open(new LocalObjectStore(repository()));
  }

  /** Reads everything of the newest snapshot and compares its files with those on disk. */
  private static int compareWithDisk(Vault vault, Path disk) {
    Snapshot snapshot = vault.find("latest", s -> true);
    Node top = TreeWalk.find(vault, snapshot.tree(), disk.toString()).orElseThrow();
    List<String> seen = new ArrayList<>();
    TreeWalk.visit(
        vault,
        Objects.requireNonNull(top.subtree()),
        (path, node) -> {
          seen.add(node.name().display());
          boolean plainName =
              path.stream().allMatch(part -> part.display().matches("[ -~&&[^\\\\]]+"));
          if (node.type() == NodeType.FILE && plainName) {
            Path file = disk;
            for (var part : path) {
              file = file.resolve(part.display());
            }
            byte[] expected;
            try {
              expected = Files.readAllBytes(file);
            } catch (IOException unreadable) {
              throw new UncheckedIOException(unreadable);
            }
            assertThat(Hash.sha256(TestVault.read(vault, node.content())))
                .as("content of %s", file)
                .isEqualTo(Hash.sha256(expected));
          }
          return true;
        });
    return seen.size();
  }

  /** Every tree of a snapshot, decoded and encoded again, must be the bytes that restic wrote. */
  private static int reencodeAll(Vault vault, BlobId tree) {
    byte[] encoded = TreeCodec.encode(vault.tree(tree));
    assertThat(Hash.sha256(encoded))
        .as("re-encoded: %s", new String(encoded, StandardCharsets.UTF_8))
        .isEqualTo(tree);
    int count = 1;
    for (Node node : vault.tree(tree).nodes()) {
      BlobId subtree = node.subtree();
      if (subtree != null) {
        count += reencodeAll(vault, subtree);
      }
    }
    return count;
  }

  private static void assertClean(Vault vault) {
    CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
    assertThat(report.findings().stream().filter(f -> f.severity().name().equals("ERROR")))
        .isEmpty();
  }

  @Test
  @DisplayName("Trees of hostile names decode and re-encode to the same id (as root: devices too)")
  void sameBytes() throws Exception {
    Path tree = HostileTree.create(directory.resolve("hostile"));
    Restic restic = new Restic(repository());
    beginQuickly();
    // As an ordinary user the unreadable file makes restic end with 3: the snapshot is written all
    // the same.
    assertThat(restic.attempt(null, "backup", "--force", tree.toString()).exitCode()).isIn(0, 3);
    try (Vault vault = open()) {
      Snapshot snapshot = vault.find("latest", s -> true);
      assertThat(reencodeAll(vault, snapshot.tree())).isGreaterThanOrEqualTo(6);
      assertThat(compareWithDisk(vault, tree)).isGreaterThan(30);
      assertClean(vault);
      Node text = TreeWalk.find(vault, snapshot.tree(), tree + "/text.csv").orElseThrow();
      assertThat(text.links()).isEqualTo(2);
      assertThat(text.extendedAttributes())
          .extracting(a -> a.name())
          .contains("user.origin", "user.empty", "user.binary");
    }
  }

  @Test
  @DisplayName("All compression modes; then Holdfast writes, and restic checks and reads both")
  void continueTheirs() throws Exception {
    Path tree = HostileTree.create(directory.resolve("hostile"));
    Restic restic = new Restic(repository());
    beginQuickly();
    restic.attempt(null, "backup", "--compression", "off", tree.toString());
    Files.write(tree.resolve("more-1"), TestVault.text(11, 300_000));
    restic.attempt(null, "backup", "--compression", "max", tree.toString());
    Files.write(tree.resolve("more-2"), TestVault.text(12, 300_000));
    restic.attempt(null, "backup", tree.toString());
    Snapshot ours;
    try (Vault vault = open()) {
      assertThat(vault.snapshots()).hasSize(3);
      compareWithDisk(vault, tree);
      Snapshot theirs = vault.find("latest", s -> true);
      try (VaultWriter writer = vault.writer()) {
        // The same directories through our encoder cost nothing: their ids are the same.
        for (Node node : vault.tree(theirs.tree()).nodes()) {
          BlobId subtree = Objects.requireNonNull(node.subtree());
          assertThat(writer.save(vault.tree(subtree))).isEqualTo(subtree);
        }
        assertThat(writer.stats().newBlobs()).isZero();
        BlobId root =
            writer.save(
                new Tree(
                    List.of(
                        TestVault.file(
                            "ours", TestVault.save(writer, TestVault.text(13, 900_000))))));
        ours = writer.commit(TestVault.draft(root));
      }
      assertClean(vault);
    }
    restic.run("check", "--read-data");
    assertThat(restic.bytes("dump", ours.id().hex(), "/ours"))
        .isEqualTo(TestVault.text(13, 900_000));
    Files.write(tree.resolve("more-3"), TestVault.text(14, 300_000));
    restic.attempt(null, "backup", tree.toString());
    restic.run("check", "--read-data");
  }

  @Test
  @DisplayName(
      "Version 1 is read and not written; upgraded in place, old and new packs work together")
  void versionOne() throws Exception {
    Path tree = HostileTree.create(directory.resolve("hostile"));
    Restic restic = new Restic(repository());
    restic.run("init", "--repository-version", "1");
    restic.attempt(null, "backup", tree.toString());
    try (Vault vault = open()) {
      assertThat(vault.version()).isEqualTo(1);
      compareWithDisk(vault, tree);
      assertClean(vault);
      assertThatThrownBy(vault::writer)
          .isInstanceOfSatisfying(
              HoldfastException.class,
              refused -> {
                assertThat(refused.code()).isEqualTo(ErrorCode.VAULT_NO_ACCESS);
                assertThat(refused).hasMessageContaining("version 1");
                assertThat(refused.next()).contains("upgrade_repo_v2");
              });
    }
    restic.run("migrate", "upgrade_repo_v2");
    Files.write(tree.resolve("after-upgrade"), TestVault.text(15, 300_000));
    restic.attempt(null, "backup", tree.toString());
    try (Vault vault = open()) {
      assertThat(vault.version()).isEqualTo(2);
      compareWithDisk(vault, tree);
      try (VaultWriter writer = vault.writer()) {
        BlobId root = writer.save(new Tree(List.of()));
        writer.commit(TestVault.draft(root));
      }
      assertClean(vault);
    }
    restic.run("check", "--read-data");
  }

  @Test
  @DisplayName("restic and Holdfast open each other's passwords")
  void passwords() throws Exception {
    Restic restic = new Restic(repository());
    restic.run("init");
    Path file = Files.writeString(directory.resolve("new-password"), "another päss\n");
    restic.run("key", "add", "--new-password-file", file.toString());
    try (Vault vault = open()) {
      assertThat(vault.keys().list()).hasSize(2);
      vault.keys().add(Password.of("third"), KdfParameters.forTests());
    }
    try (Vault vault =
        Vault.open(
            new LocalObjectStore(repository()),
            Password.of("another päss"),
            Randomness.SECURE,
            TestVault.CLOCK)) {
      assertThat(vault.keys().list()).hasSize(3);
    }
    assertThat(restic.run("key", "list")).contains("*");
  }
}
