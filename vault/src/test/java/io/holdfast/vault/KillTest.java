package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Processes;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.LocalObjectStore;
import io.holdfast.vault.store.ObjectKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
  @TempDir Path directory;

  @Test
  @DisplayName("I6: a real process, killed at random, loses no snapshot; the next run cleans up")
  void kill() throws Exception {
    long seed = TestVault.seed();
    Random random = new Random(seed);
    LocalObjectStore store = new LocalObjectStore(directory.resolve("v"));
    TestVault.init(store).close();
    Set<BlobId> committed = new HashSet<>();
    for (int round = 0; round < 5; round++) {
      runAndKill(1000 * (round + 1), 50 + random.nextInt(1500), round == 0 ? store : null);
      try (Vault vault = TestVault.open(store)) {
        CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
        assertThat(report.errors())
            .as("holdfast.seed=%d, round %d: %s", seed, round, report.findings())
            .isZero();
        assertThat(vault.snapshots()).extracting(Snapshot::id).containsAll(committed);
        vault.snapshots().forEach(snapshot -> committed.add(snapshot.id()));
        try (VaultWriter writer = vault.writer()) {
          assertThat(store.list(ObjectKind.LOCK)).as("the dead one's lock is gone").hasSize(1);
          assertThat(directory.resolve("v/tmp")).isEmptyDirectory();
          writer.adoptOrphans();
          writer.flush();
        }
        assertThat(vault.check(new CheckOptions(false), Progress.NONE).findings()).isEmpty();
      }
    }
    assertThat(committed).isNotEmpty();
  }

  /**
   * @param untilCommitted lives until a snapshot is there, however slow the machine is; or null
   */
  private void runAndKill(int set, long millis, @Nullable LocalObjectStore untilCommitted)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Processes.javaProgram(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            KilledBackup.class.getName(),
            directory.resolve("v").toString(),
            String.valueOf(set));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    Thread.sleep(millis);
    while (untilCommitted != null && untilCommitted.list(ObjectKind.SNAPSHOT).isEmpty()) {
      Thread.sleep(20);
    }
    assertThat(process.isAlive()).isTrue();
    process.destroyForcibly().waitFor();
  }
}
