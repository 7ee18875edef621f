package io.holdfast.vault.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Content;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.prune.PruneReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.LocalObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("I7: prune and restic respect each other, and restic finds nothing wrong")
class PruneBesideResticTest {
  private static final Duration DAY = Duration.ofDays(1);
  @TempDir Path directory;
  private Path repository;
  private LocalObjectStore store;
  private Restic restic;

  @BeforeEach
  void init() {
    repository = directory.resolve("vault");
    store = new LocalObjectStore(repository);
    restic = new Restic(repository);
    TestVault.init(store).close();
  }

  private static Snapshot backUp(VaultWriter writer, int from, int to) {
    List<Node> nodes = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Content content = TestVault.save(writer, TestVault.text(i, 20_000 + 1000 * i));
      nodes.add(TestVault.file("file-" + i, content));
    }
    BlobId inner = writer.save(new Tree(nodes));
    return writer.commit(
        TestVault.draft(writer.save(new Tree(List.of(TestVault.directory("inner", inner))))));
  }

  private static PruneReport prune(Vault vault, Duration grace) {
    return vault.prune(new PruneOptions(grace), Progress.NONE);
  }

  private void resticBacksUp(int content) throws IOException {
    Path source = Files.createDirectories(directory.resolve("source-" + content));
    Files.write(source.resolve("data"), TestVault.randomBytes(content, 3_000_000));
    Files.write(source.resolve("text"), TestVault.text(content, 300_000));
    restic.run("backup", source.toString());
  }

  /**
   * Three snapshots of ours that share content, the first of which is forgotten; one of restic's.
   */
  private Snapshot someForgotten(Vault vault) throws IOException {
    List<Snapshot> snapshots = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      try (VaultWriter writer = vault.writer()) {
        snapshots.add(backUp(writer, 5 * i, 5 * i + 8));
      }
    }
    resticBacksUp(1);
    vault.forget(snapshots.subList(0, 1));
    return snapshots.getLast();
  }

  @Test
  @DisplayName("restic check --read-data after condemning, after deleting, after its own prune")
  void referee() throws Exception {
    try (Vault vault = TestVault.open(store)) {
      Snapshot kept = someForgotten(vault);
      PruneReport first = prune(vault, DAY);
      assertThat(first.condemned().count()).isPositive();
      assertThat(first.plan().repacked().count()).isPositive();
      restic.run("check", "--read-data");
      assertThat(vault.check(new CheckOptions(true), Progress.NONE).findings()).isEmpty();

      assertThat(prune(vault, Duration.ZERO).deleted().count()).isPositive();
      restic.run("check", "--read-data");
      restic.run("restore", kept.id().hex(), "--target", directory.resolve("out").toString());
      assertThat(directory.resolve("out/inner/file-12"))
          .hasBinaryContent(TestVault.text(12, 32_000));

      resticBacksUp(2);
      restic.run("forget", kept.id().hex());
      restic.run("prune");
      restic.run("check", "--read-data");
      assertThat(prune(vault, DAY).plan().snapshots()).isEqualTo(3);
      try (VaultWriter writer = vault.writer()) {
        writer.adoptOrphans();
        backUp(writer, 0, 20);
      }
      restic.run("forget", "--keep-last", "1", "--group-by", "", "--prune");
      prune(vault, Duration.ZERO);
      restic.run("check", "--read-data");
      assertThat(vault.check(new CheckOptions(true), Progress.NONE).findings()).isEmpty();
    }
  }

  @Test
  @DisplayName("restic's prune removes what ours condemned; ours forgets it")
  void resticDeletesCondemned() throws Exception {
    try (Vault vault = TestVault.open(store)) {
      someForgotten(vault);
      long condemned = prune(vault, DAY).condemned().count();
      int packs = store.list(ObjectKind.PACK).size();
      restic.run("prune");
      assertThat(store.list(ObjectKind.PACK).size()).isLessThanOrEqualTo(packs - (int) condemned);
      PruneReport after = prune(vault, DAY);
      assertThat(after.plan().waiting().count()).isZero();
      restic.run("check", "--read-data");
    }
  }

  @Test
  @DisplayName("Killed at any call, ours leaves what restic finds whole and can back up into")
  void interrupted() throws Exception {
    try (Vault vault = TestVault.open(store)) {
      someForgotten(vault);
    }
    int round = 10;
    for (int at = 12; round > 0; at += 9, round--) {
      FaultyStore killing = new FaultyStore(store).at(at, Fault.CRASH_AFTER);
      try (Vault vault = TestVault.open(killing)) {
        prune(vault, Duration.ZERO);
      } catch (HoldfastException killed) {
        assertThat(killed.code()).isIn(ErrorCode.INPUT_OUTPUT, ErrorCode.OUTCOME_UNKNOWN);
      }
      // The process of this lock lives; that of a killed prune would not.
      restic.run("unlock", "--remove-all");
      restic.run("check", "--read-data");
      if (round % 3 == 0) {
        resticBacksUp(100 + round);
      }
    }
    try (Vault vault = TestVault.open(store)) {
      prune(vault, Duration.ZERO);
      restic.run("check", "--read-data");
      assertThat(vault.check(new CheckOptions(true), Progress.NONE).findings()).isEmpty();
    }
  }

  @Test
  @DisplayName("Beside our writer restic backs up and does not prune; ours prunes")
  void besideOurWriter() throws Exception {
    try (Vault vault = TestVault.open(store)) {
      someForgotten(vault);
      prune(vault, DAY);
      try (VaultWriter writer = vault.writer()) {
        assertThat(restic.run("list", "locks", "--no-lock").lines()).hasSize(1);
        resticBacksUp(3);
        assertThat(restic.attempt(null, "prune").exitCode()).as("restic prune").isNotZero();
        assertThat(prune(vault, Duration.ZERO).deleted().count()).isPositive();
        backUp(writer, 3, 9);
      }
      restic.run("check", "--read-data");
    }
  }

  @Test
  @DisplayName("HF-602: beside a restic that lives, shared lock or exclusive, ours refuses")
  void besideResticsLock() throws Exception {
    try (Vault vault = TestVault.open(store)) {
      someForgotten(vault);
      List<String> before = names();
      ProcessBuilder backup =
          new ProcessBuilder("restic", "--no-cache", "-q", "backup", "--stdin")
              .redirectErrorStream(true);
      backup.environment().put("RESTIC_REPOSITORY", repository.toString());
      backup.environment().put("RESTIC_PASSWORD", TestVault.PASSWORD);
      Process process = backup.start();
      try {
        while (store.list(ObjectKind.LOCK).isEmpty()) {
          assertThat(process.isAlive()).isTrue();
          Thread.sleep(50);
        }
        assertThatThrownBy(() -> prune(vault, Duration.ZERO))
            .isInstanceOfSatisfying(
                HoldfastException.class,
                refused -> assertThat(refused.code()).isEqualTo(ErrorCode.VAULT_LOCKED));
        assertThat(names()).as("nothing was changed").containsAll(before);
        process.getOutputStream().write(TestVault.text(4, 100_000));
      } finally {
        process.getOutputStream().close();
        assertThat(process.waitFor()).isZero();
      }
      assertThat(prune(vault, Duration.ZERO).deleted().count()).isPositive();
      restic.run("check", "--read-data");
    }
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>();
    store.list(ObjectKind.PACK).forEach(object -> names.add(object.name()));
    store.list(ObjectKind.INDEX).forEach(object -> names.add(object.name()));
    return names;
  }
}
