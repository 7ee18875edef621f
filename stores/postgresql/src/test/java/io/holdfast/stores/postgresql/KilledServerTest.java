package io.holdfast.stores.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server is written at full speed and killed with all its processes at an instant that a seed
 * chooses, before, in and after the window. {@code -Dholdfast.trials=100} for the long form.
 */
@DisplayName("I1, I2: whenever the server is killed, what is captured is exact or there is nothing")
class KilledServerTest {
  private static final int TRIALS = Integer.getInteger("holdfast.trials", 3);
  private static final long SEED =
      Long.getLong("holdfast.seed", System.currentTimeMillis() % 1_000_000);

  @TempDir private Path directory;

  /** How long a capture takes that nobody disturbs. */
  private Duration usual = Duration.ZERO;

  private int exact;
  private int none;

  @Test
  void atAnyInstant() throws Exception {
    try (RunningPostgresql server = new RunningPostgresql(directory);
        Vault vault = QuickVault.in(directory.resolve("vault"))) {
      undisturbed(server, vault);
      for (int trial = 0; trial < TRIALS; trial++) {
        killed(server, vault, SEED + trial);
      }
    }
    System.out.printf(
        "killed %d times within %d ms: %d captured exactly, %d not at all%n",
        TRIALS, 3 * usual.toMillis() / 2, exact, none);
    assertThat(exact + none).isEqualTo(TRIALS);
  }

  private void undisturbed(RunningPostgresql server, Vault vault) throws Exception {
    server.create("calm", Ledger.TABLES);
    try (Ledger ledger = new Ledger(server, "calm", 4, SEED);
        PostgresqlCapture capture = capture(server, vault, "calm")) {
      ledger.awaitCommitted(400);
      long begun = System.nanoTime();
      CapturedMember member = capture.fix().complete();
      usual = Duration.ofNanos(System.nanoTime() - begun);
      prove(capture, member, "nobody killed it");
    }
  }

  private void killed(RunningPostgresql server, Vault vault, long seed) throws Exception {
    String when = "holdfast.seed=" + seed;
    String database = "ledger" + seed;
    server.create(database, Ledger.TABLES);
    SplittableRandom random = new SplittableRandom(seed);
    long delay = random.nextLong(3 * usual.toMillis() / 2);
    try (Ledger ledger = Ledger.ofDyingServer(server, database, 4, seed);
        PostgresqlCapture capture = capture(server, vault, database)) {
      ledger.awaitCommitted(200);
      Thread killer = Thread.ofPlatform().start(() -> crash(server, delay));
      Optional<CapturedMember> member = capture(capture, when);
      killer.join();
      if (member.isPresent()) {
        prove(capture, member.get(), when);
        exact++;
      } else {
        none++;
      }
    }
    try (PostgresqlCapture again = capture(server, vault, database)) {
      prove(again, again.fix().complete(), when + ", once it runs again");
      assertThat(again.capturedRows(Ledger.SUMMARY).getFirst().path())
          .as(when)
          .isEqualTo(server.ask(database, Ledger.SUMMARY));
    }
    server.execute("postgres", "drop database " + Sql.name(database));
  }

  private static void crash(RunningPostgresql server, long delay) {
    try {
      Thread.sleep(delay);
      server.crash();
    } catch (InterruptedException | IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static Optional<CapturedMember> capture(PostgresqlCapture capture, String when) {
    try {
      return Optional.of(capture.fix().complete());
    } catch (HoldfastException told) {
      assertThat(told.code())
          .as("%s: %s", when, told.getMessage())
          .isNotEqualTo(ErrorCode.INTERNAL);
      return Optional.empty();
    }
  }

  private PostgresqlCapture capture(RunningPostgresql server, Vault vault, String database)
      throws IOException {
    Path work = Files.createTempDirectory(directory, "work-");
    return new PostgresqlCapture(vault, work, server.spec(database), Ledger.SUMMARY);
  }

  private static void prove(PostgresqlCapture capture, CapturedMember member, String when)
      throws IOException {
    ReferenceRows.Row atPoint = capture.capturedRows(Ledger.SUMMARY).getFirst();
    Path restored = capture.restore(member);
    assertThat(capture.restoredRows(restored, Ledger.SUMMARY)).as(when).containsExactly(atPoint);
    assertThat(capture.restoredRows(restored, Ledger.BROKEN)).as("broken, %s", when).isEmpty();
    Disk.deleteTree(restored);
  }
}
