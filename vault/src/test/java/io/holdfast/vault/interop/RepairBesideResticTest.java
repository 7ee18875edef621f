package io.holdfast.vault.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.Backup;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.repair.SalvageOptions;
import io.holdfast.vault.store.LocalObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("I6: restic finds nothing wrong with what our repairs make")
class RepairBesideResticTest {
  private static final SalvageOptions FORGET = new SalvageOptions(false, true, false);
  @TempDir Path directory;
  private LocalObjectStore store;
  private Restic restic;

  /** A snapshot of ours, and one of restic's; then the largest pack is lost, and an index file. */
  @BeforeEach
  void damage() throws IOException {
    Path repository = directory.resolve("vault");
    store = new LocalObjectStore(repository);
    restic = new Restic(repository);
    try (Vault vault = TestVault.init(store);
        VaultWriter writer = vault.writer()) {
      Backup.write(writer, Backup.files(1));
    }
    List<StoredObject> ours = store.list(ObjectKind.INDEX);
    Path data = Files.createDirectories(directory.resolve("data/inner"));
    Files.write(data.resolve("random"), TestVault.randomBytes(1, 3_000_000));
    Files.write(data.resolve("text"), TestVault.text(1, 300));
    restic.run("backup", directory.resolve("data").toString());
    store.delete(ObjectKind.INDEX, ours.getFirst().name());
    store.delete(
        ObjectKind.PACK,
        store.list(ObjectKind.PACK).stream()
            .max(Comparator.comparing(StoredObject::size))
            .orElseThrow()
            .name());
  }

  @Test
  void referee() throws Exception {
    assertThat(restic.attempt(null, "check").exitCode()).as("restic check").isNotZero();
    try (Vault vault = TestVault.open(store)) {
      vault.repairIndex(false, Progress.NONE);
      assertThat(vault.repairSnapshots(List.of(), FORGET, Progress.NONE).salvaged()).hasSize(1);
    }
    restic.run("check", "--read-data");
    String made = restic.run("snapshots", "--tag", "repaired");
    assertThat(made).contains("repaired");
    restic.run("restore", "latest", "--target", directory.resolve("out").toString());
    restic.run("backup", directory.resolve("data").toString());
    restic.run("check", "--read-data");
    try (Vault vault = TestVault.open(store)) {
      assertThat(vault.repairIndex(true, Progress.NONE).indexed()).isPositive();
      restic.run("check", "--read-data");
      flipInLargestPack();
      assertThat(restic.attempt(null, "check", "--read-data").exitCode()).isNotZero();
      assertThat(vault.repairPacks(Progress.NONE).damaged()).hasSize(1);
      restic.run("backup", directory.resolve("data").toString(), "--force");
      restic.run("check", "--read-data");
      assertThat(vault.check(new CheckOptions(true), Progress.NONE).errors()).isZero();
    }
  }

  private void flipInLargestPack() throws IOException {
    StoredObject pack =
        store.list(ObjectKind.PACK).stream()
            .max(Comparator.comparing(StoredObject::size))
            .orElseThrow();
    byte[] bytes = store.read(ObjectKind.PACK, pack.name(), 0, (int) pack.size());
    bytes[bytes.length / 2] ^= 1;
    store.delete(ObjectKind.PACK, pack.name());
    store.put(ObjectKind.PACK, pack.name(), List.of(ByteBuffer.wrap(bytes)));
  }

  @Test
  @DisplayName("Killed at any call, the next repair makes it whole for restic")
  void interrupted() throws Exception {
    boolean done = false;
    for (int at = 7; !done; at += 6) {
      try (Vault vault = TestVault.open(new FaultyStore(store).at(at, Fault.CRASH_AFTER))) {
        vault.repairIndex(false, Progress.NONE);
        vault.repairSnapshots(List.of(), FORGET, Progress.NONE);
        done = true;
      } catch (HoldfastException killed) {
        assertThat(killed.code()).isIn(ErrorCode.INPUT_OUTPUT, ErrorCode.OUTCOME_UNKNOWN);
      }
      // The process of this lock lives; that of a killed repair would not.
      restic.run("unlock", "--remove-all");
    }
    restic.run("check", "--read-data");
    assertThat(restic.run("list", "snapshots").lines()).hasSize(2);
  }
}
