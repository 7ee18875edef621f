package io.holdfast.stores.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.EraLog;
import io.holdfast.stores.LogContext;
import io.holdfast.stores.LogReceiver;
import io.holdfast.stores.LogRecovery;
import io.holdfast.stores.LogRecovery.Recovered;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.ServerRestore;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.Vault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is lost comes back from its log alone, as of a time that the server knew. */
class EraRecoveryTest {
  private static final int TIMES = Integer.getInteger("holdfast.trials", 2);
  private static final long SEED =
      Long.getLong("holdfast.seed", System.currentTimeMillis() % 1_000_000);
  private static final String COUNT = "select 'rows', count(*) from usage";

  @TempDir Path directory;
  private RunningPostgresql server;
  private Vault vault;
  private EraLog recovery;
  private int restores;

  @BeforeEach
  void start() throws Exception {
    server =
        new RunningPostgresql(
            directory, "wal_level=replica", "max_wal_senders=4", "track_commit_timestamp=on");
    server.create("billing", "create table usage (id bigint primary key, text text)");
    vault = QuickVault.in(directory.resolve("vault"));
    recovery =
        (EraLog)
            new PostgresqlProvider()
                .logRecovery(
                    server.physical("billing"),
                    new LogContext("billing", vault, List::of, Clock.SYSTEM, 2))
                .orElseThrow();
  }

  @AfterEach
  void stop() throws Exception {
    vault.close();
    server.close();
  }

  private void write(int first, int count) throws Exception {
    try (Connection connection = server.connect("billing");
        Statement statement = connection.createStatement()) {
      for (int id = first; id < first + count; id++) {
        statement.execute("insert into usage values (" + id + ", repeat('x', 200))");
        if (id % 50 == 0) {
          Thread.sleep(20);
        }
      }
    }
  }

  /** Receives while rows are written: some before the base backup, most of them behind it. */
  private void receive(int rows) throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    AtomicReference<String> reached = new AtomicReference<>("");
    LogReceiver log =
        new PostgresqlProvider()
            .logReceiver(
                server.physical("billing"),
                "billing",
                vault,
                Clock.SYSTEM,
                Files.createDirectories(directory.resolve("receive")))
            .orElseThrow();
    CompletableFuture<Void> receiving =
        CompletableFuture.runAsync(
            () -> log.receive(ended::get, listener(reached), Progress.NONE),
            RunningPostgresql::beside);
    write(0, 100);
    while (reached.get().isEmpty()) {
      assertThat(receiving).isNotDone();
      server.execute("billing", "select pg_switch_wal()");
      Thread.sleep(50);
    }
    write(100, rows - 100);
    String end = server.ask("billing", "select pg_current_wal_flush_lsn()");
    while (server
        .ask("billing", "select '" + reached.get() + "'::pg_lsn < '" + end + "'::pg_lsn")
        .equals("t")) {
      assertThat(receiving).isNotDone();
      Thread.sleep(50);
    }
    ended.set(true);
    receiving.get();
  }

  private static LogReceiver.Listener listener(AtomicReference<String> reached) {
    return new LogReceiver.Listener() {
      @Override
      public void stored(String place, long behind) {
        reached.set(place);
      }

      @Override
      public void warning(String what) {
        System.out.println(what);
      }
    };
  }

  private Path target() {
    return directory.resolve("restored-" + restores++);
  }

  private Recovered restore(@org.jspecify.annotations.Nullable Instant to, Path target)
      throws Exception {
    Path work = Files.createDirectories(directory.resolve("work"));
    EraLog.Wanted wanted = to == null ? EraLog.Wanted.END : EraLog.Wanted.asOf(to);
    return recovery.restore(wanted, target, work, Progress.NONE);
  }

  /** Recovered anew from what was left, as a server would, and counted. */
  private long rows(Path restored) {
    StoreRestore driver = new PostgresqlProvider().restore(Clock.SYSTEM, 2);
    try (StoreRestore.OpenedDatabase opened = driver.open(restored, directory.resolve("work"))) {
      assertThat(opened.unproved()).isEmpty();
      ReferenceRows.Row row = PostgresqlCapture.rows(opened.references(COUNT)).getFirst();
      return row.length().orElseThrow();
    }
  }

  private long committedBy(Instant time) throws Exception {
    return Long.parseLong(
        server.ask(
            "billing",
            "select count(*) from usage where pg_xact_commit_timestamp(xmin) <= '" + time + "'"));
  }

  private Instant commitOf(int id) throws Exception {
    return Instant.parse(
        server.ask(
            "billing",
            "select to_char(pg_xact_commit_timestamp(xmin) at time zone 'utc',"
                + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') from usage where id = "
                + id));
  }

  @Test
  @DisplayName("I2: as of a time, it has what was committed by then and nothing else")
  void times() throws Exception {
    receive(1_500);
    LogRecovery.Span span = recovery.spans().getLast();
    Instant last = commitOf(1_499);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int trial = 0; trial < TIMES; trial++) {
      long millis = Duration.between(span.from(), last).toMillis();
      // The second time is exactly that of a commit, which belongs to it.
      Instant time = trial == 1 ? commitOf(1_000) : span.from().plusMillis(random.nextLong(millis));
      Path target = target();
      Recovered recovered = restore(time, target);
      assertThat(rows(target)).as("at %s, seed %d", time, SEED).isEqualTo(committedBy(time));
      assertThat(recovered.lastCommit().filter(commit -> commit.isAfter(time))).isEmpty();
      assertThat(recovered.isEnd()).isFalse();
    }
  }

  @Test
  @DisplayName(
      "Without a time it comes back to the end, and into the server in place of what is there")
  void end() throws Exception {
    receive(300);
    server.execute("billing", "delete from usage where id < 100");
    Path target = target();
    Recovered recovered = restore(null, target);
    assertThat(recovered.isEnd()).isTrue();
    assertThat(recovered.lastCommit()).contains(commitOf(299));
    assertThat(rows(target)).isEqualTo(300);

    ServerRestore into =
        new PostgresqlProvider()
            .intoServer(server.physical("billing"), Clock.SYSTEM, 2)
            .orElseThrow();
    into.prepare(target, Files.createDirectories(directory.resolve("into")), Progress.NONE).close();
    into.exchange("test");
    assertThat(server.ask("billing", "select count(*) from usage")).isEqualTo("300");
  }

  @Test
  @DisplayName(
      "A time behind the last commit is the end; one that the log does not hold is refused")
  void bounds() throws Exception {
    receive(200);
    Path target = target();
    Instant until = recovery.spans().getLast().until();
    Recovered recovered = restore(until, target);
    assertThat(recovered.isEnd()).isTrue();
    assertThat(rows(target)).isEqualTo(200);

    for (Instant outside :
        new Instant[] {until.plusSeconds(60), recovery.spans().getFirst().from().minusMillis(1)}) {
      HoldfastException refused =
          catchThrowableOfType(HoldfastException.class, () -> restore(outside, target()));
      assertThat(refused.code()).isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(refused).hasMessageContaining("it has ");
    }
  }

  /** What is done between the base backup and the point. */
  private interface Meanwhile {
    void happens() throws Exception;
  }

  private CapturedMember capture(StoreSpec.Postgresql spec, Meanwhile meanwhile) throws Exception {
    Path work = Files.createDirectories(directory.resolve("capture-" + restores++));
    try (PostgresqlCapture capture = new PostgresqlCapture(vault, work, spec)) {
      capture.store.prepare(Progress.NONE);
      meanwhile.happens();
      capture.fixAgain();
      return capture.complete();
    }
  }

  @Test
  @DisplayName("I2: beside a set nothing comes back that the set's own database has not")
  void besideASet() throws Exception {
    CapturedMember set = capture(server.physical("billing"), () -> write(0, 100));
    capture(server.physical("billing"), () -> write(100, 50));
    Path target = target();
    Path work = Files.createDirectories(directory.resolve("work"));
    Recovered recovered =
        recovery.restore(
            EraLog.Wanted.asOf(commitOf(124)).notBehind(set.root()), target, work, Progress.NONE);
    assertThat(recovered.isEnd()).isFalse();
    assertThat(rows(target)).as("the log has more").isEqualTo(100);

    CapturedMember dump = capture(server.spec("billing"), () -> {});
    EraLog.Wanted beside = EraLog.Wanted.asOf(commitOf(74)).notBehind(dump.root());
    HoldfastException refused =
        catchThrowableOfType(HoldfastException.class, () -> recovery.find(beside));
    assertThat(refused.code()).isEqualTo(ErrorCode.ILLEGAL_PAIR);
  }

  @Test
  @DisplayName("HF-112: a log in which a tablespace is made is not replayed")
  void tablespace() throws Exception {
    capture(
        server.physical("billing"),
        () ->
            server.execute(
                "billing",
                "set allow_in_place_tablespaces = on",
                "create tablespace further location ''"));
    HoldfastException refused =
        catchThrowableOfType(HoldfastException.class, () -> restore(null, target()));
    assertThat(refused.code()).isEqualTo(ErrorCode.LOG_BROKEN);
    assertThat(refused).hasMessageContaining("tablespace");
  }

  @Test
  @DisplayName("Where nothing was received there is nothing to recover from")
  void nothing() {
    assertThat(recovery.spans()).isEmpty();
    HoldfastException refused =
        catchThrowableOfType(HoldfastException.class, () -> restore(null, target()));
    assertThat(refused.code()).isEqualTo(ErrorCode.NOT_FOUND);
  }
}
