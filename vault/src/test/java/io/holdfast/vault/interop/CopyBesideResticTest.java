package io.holdfast.vault.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.Backup;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.copy.CopyReport;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.LocalObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("I6: restic finds a copy of ours whole, and knows it as a copy; we know its copies")
class CopyBesideResticTest {
  @TempDir Path directory;
  private LocalObjectStore store;
  private Restic restic;

  /** A snapshot of ours, and one of restic's with fields that Holdfast does not know. */
  @BeforeEach
  void fill() throws IOException {
    Path repository = directory.resolve("vault");
    store = new LocalObjectStore(repository);
    restic = new Restic(repository);
    try (Vault vault = TestVault.init(store);
        VaultWriter writer = vault.writer()) {
      Backup.write(writer, Backup.files(1));
    }
    Path data = Files.createDirectories(directory.resolve("data/inner"));
    Files.write(data.resolve("random"), TestVault.randomBytes(1, 3_000_000));
    Files.write(data.resolve("text"), TestVault.text(1, 300_000));
    Files.createSymbolicLink(data.resolve("link"), Path.of("text"));
    restic.run(
        "backup",
        directory.resolve("data").toString(),
        "--exclude",
        "*.tmp",
        "--tag",
        "a",
        "--tag",
        "b");
  }

  private Vault init(String name, boolean sameKey) {
    LocalObjectStore target = new LocalObjectStore(directory.resolve(name));
    if (!sameKey) {
      return TestVault.init(target);
    }
    try (Vault source = TestVault.open(store)) {
      return source.initTwin(
          target,
          TestVault.password(),
          Randomness.SECURE,
          TestVault.CLOCK,
          KdfParameters.forTests());
    }
  }

  private static CopyReport copyAll(Vault from, Vault to) {
    return from.copyTo(to, from.snapshots(), Progress.NONE);
  }

  @Test
  void referee() throws Exception {
    for (boolean sameKey : List.of(true, false)) {
      String name = "copy-" + sameKey;
      Restic there = new Restic(directory.resolve(name));
      try (Vault source = TestVault.open(store);
          Vault target = init(name, sameKey)) {
        CopyReport report = copyAll(source, target);
        assertThat(report.copied()).hasSize(2);
        there.run("check", "--read-data");
        CopyReport.Copied last = report.copied().getLast();
        String cat = there.run("cat", "snapshot", last.copy().hex());
        assertThat(cat).contains("\"excludes\"", "*.tmp", last.source().id().hex());
        there.run("restore", last.copy().hex(), "--target", directory.resolve(name + "-out") + "");
        assertThat(
                Files.mismatch(
                    directory.resolve("data/inner/random"),
                    directory.resolve(name + "-out" + directory + "/data/inner/random")))
            .isEqualTo(-1);
        assertThat(resticCopies(there)).as("restic knows them as copies").isZero();
      }
    }
  }

  /** How many snapshots restic thinks it has to copy. */
  private int resticCopies(Restic target) {
    int before = target.run("list", "snapshots").lines().toList().size();
    Path password = directory.resolve("password");
    try {
      Files.writeString(password, TestVault.PASSWORD);
    } catch (IOException cannot) {
      throw new java.io.UncheckedIOException(cannot);
    }
    target.run(
        "copy",
        "--from-repo",
        directory.resolve("vault").toString(),
        "--from-password-file",
        password.toString());
    return target.run("list", "snapshots").lines().toList().size() - before;
  }

  @Test
  @DisplayName("What restic has copied is not copied again")
  void resticsCopies() {
    Restic there = new Restic(directory.resolve("copy"));
    try (Vault source = TestVault.open(store);
        Vault target = init("copy", false)) {
      assertThat(resticCopies(there)).isEqualTo(2);
      CopyReport report = copyAll(source, target);
      assertThat(report.alreadyThere()).hasSize(2);
      assertThat(report.blobs()).isZero();
      List<Snapshot> copies = target.snapshots();
      assertThat(copies).allMatch(copy -> copy.original() != null);
      there.run("check", "--read-data");
    }
  }

  @Test
  @DisplayName("Killed at any call, what is there is whole for restic, and the next one completes")
  void interrupted() throws Exception {
    Restic there = new Restic(directory.resolve("copy"));
    LocalObjectStore target = new LocalObjectStore(directory.resolve("copy"));
    init("copy", true).close();
    int copied = 0;
    for (int at = 3; copied < 2; at += 4) {
      try (Vault source = TestVault.open(store);
          Vault killed = TestVault.open(new FaultyStore(target).at(at, Fault.CRASH_AFTER))) {
        copyAll(source, killed);
      } catch (HoldfastException expected) {
        assertThat(expected.code()).isIn(ErrorCode.INPUT_OUTPUT, ErrorCode.OUTCOME_UNKNOWN);
      }
      // The process of this lock lives; that of a killed copy would not.
      there.run("unlock", "--remove-all");
      there.run("check", "--read-data");
      copied = there.run("list", "snapshots").lines().toList().size();
    }
    try (Vault source = TestVault.open(store);
        Vault vault = TestVault.open(target)) {
      assertThat(copyAll(source, vault).alreadyThere()).hasSize(2);
      there.run("check", "--read-data");
    }
  }
}
