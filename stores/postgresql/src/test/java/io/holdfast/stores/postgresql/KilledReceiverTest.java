package io.holdfast.stores.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Processes;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.postgresql.wal.EraVault;
import io.holdfast.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The receiver as a process, and the server, killed again and again while the server is written.
 */
class KilledReceiverTest {
  private static final int ROUNDS = Integer.getInteger("holdfast.trials", 2);
  private static final long SEED =
      Long.getLong("holdfast.seed", System.currentTimeMillis() % 1_000_000);
  private static final String WRITTEN =
      "select 'n', count(*), case when count(*) = max(id) + 1 then 'whole' else 'gap' end from"
          + " usage";

  @TempDir Path directory;
  private RunningPostgresql server;
  private Vault vault;

  @BeforeEach
  void start() throws Exception {
    server = new RunningPostgresql(directory, "wal_level=replica", "max_wal_senders=4");
    server.create("billing", "create table usage (id bigint primary key, text text)");
    vault = QuickVault.in(directory.resolve("vault"));
  }

  @AfterEach
  void stop() throws Exception {
    vault.close();
    server.close();
  }

  /** Commits one row after the other; what was acknowledged is counted. */
  private final class Writer implements AutoCloseable {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Thread thread = Thread.ofPlatform().start(this::write);

    private void write() {
      while (!ended.get()) {
        try (Connection connection = server.connect("billing");
            Statement statement = connection.createStatement()) {
          // A row whose commit was not acknowledged may be there or not.
          long next = Long.parseLong(server.ask("billing", "select count(*) from usage"));
          while (!ended.get()) {
            statement.execute("insert into usage values (" + next + ", repeat('x', 500))");
            next++;
            acknowledged.set(next);
          }
        } catch (SQLException killed) {
          continue; // It is started again.
        }
      }
    }

    @Override
    public void close() throws InterruptedException {
      ended.set(true);
      thread.join();
    }
  }

  @Test
  @DisplayName("I1, I6: however receiver and server are killed, no byte of the log is missing")
  void killed() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    long acknowledged;
    try (Writer writer = new Writer()) {
      for (int round = 0; round < ROUNDS; round++) {
        Process receiver = receive();
        try {
          awaitStored(receiver);
          Thread.sleep(random.nextInt(1_500));
          if (random.nextInt(3) == 0) {
            server.crash();
            awaitStored(receiver);
          }
        } finally {
          receiver.destroyForcibly().waitFor();
        }
      }
      acknowledged = writer.acknowledged.get();
    }
    EraVault eras = new EraVault(vault, Clock.SYSTEM, "billing", "db");
    var base = eras.newest().orElseThrow().base();
    Path work = Files.createDirectory(directory.resolve("work"));
    try (PostgresqlCapture capture =
        new PostgresqlCapture(vault, work, server.physical("billing"), WRITTEN)) {
      CapturedMember member = capture.fix().complete();
      assertThat(eras.newest().orElseThrow().base().redo())
          .as("seed %d: the same era to the end", SEED)
          .isEqualTo(base.redo());
      ReferenceRows.Row proved = capture.restoredRows(capture.restore(member), WRITTEN).getFirst();
      assertThat(proved.sha256()).as("seed %d", SEED).contains("whole");
      assertThat(proved.length().orElseThrow())
          .as("seed %d", SEED)
          .isGreaterThanOrEqualTo(acknowledged);
      assertThat(capture.capturedRows(WRITTEN)).containsExactly(proved);
    }
  }

  private Process receive() throws IOException {
    StoreSpec.Postgresql spec = server.spec("billing");
    return new ProcessBuilder(
            List.of(
                Processes.javaProgram(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                KilledReceiver.class.getName(),
                directory.resolve("vault").toString(),
                directory.resolve("receive").toString(),
                spec.url(),
                spec.user(),
                Objects.requireNonNull(spec.passwordFile()).toString()))
        .redirectErrorStream(true)
        .start();
  }

  private static void awaitStored(Process receiver) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = receiver.inputReader().readLine();
        line != null;
        line = receiver.inputReader().readLine()) {
      if (line.startsWith("stored ")) {
        return;
      }
      said.append(line).append('\n');
    }
    throw new AssertionError("The receiver ended: " + said);
  }
}
