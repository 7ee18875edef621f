package io.holdfast.stores.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.EraLog;
import io.holdfast.stores.LogContext;
import io.holdfast.stores.LogReceiver;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.ServerRestore;
import io.holdfast.stores.postgresql.wal.EraVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server kept as a base backup and its log, against a real one. */
class PhysicalStoreTest {
  private static final String PATHS = "select path from f order by 1";

  @TempDir Path directory;
  private RunningPostgresql server;
  private Vault vault;
  private int captures;

  @BeforeEach
  void start() throws Exception {
    server = new RunningPostgresql(directory, "wal_level=replica", "max_wal_senders=4");
    server.create("billing", Ledger.TABLES);
    server.execute("billing", "create table f (path text)", "insert into f values ('first')");
    vault = QuickVault.in(directory.resolve("vault"));
  }

  @AfterEach
  void stop() throws Exception {
    vault.close();
    server.close();
  }

  private PostgresqlCapture capture(StoreSpec.Postgresql spec, String... queries) throws Exception {
    Path work = Files.createDirectory(directory.resolve("work-" + captures++));
    return new PostgresqlCapture(vault, work, spec, queries);
  }

  private PostgresqlCapture capture(String... queries) throws Exception {
    return capture(server.physical("billing"), queries);
  }

  @Test
  @DisplayName("I1, I2: with writers at full speed, what comes back is a prefix up to the point")
  void whileOthersWrite() throws Exception {
    try (Ledger ledger = new Ledger(server, "billing", 4, 20261123);
        PostgresqlCapture capture = capture(Ledger.SUMMARY)) {
      ledger.awaitCommitted(200);
      capture.store.prepare(Progress.NONE);
      capture.store.mark();
      long before = ledger.committed();
      capture.store.fix(Rule.Sweep.FULL, Progress.NONE);
      long after = ledger.committed() + 4;
      ledger.awaitCommitted(after + 300);
      CapturedMember member = capture.complete();

      ReferenceRows.Row seen = capture.capturedRows(Ledger.SUMMARY).getFirst();
      Path restored = capture.restore(member);
      ReferenceRows.Row proved = capture.restoredRows(restored, Ledger.SUMMARY).getFirst();
      assertThat(proved.length().orElseThrow())
          .isBetween(before, Math.min(after, seen.length().orElseThrow()));
      assertThat(capture.restoredRows(restored, Ledger.BROKEN)).as("broken chains").isEmpty();
      assertThat(member.doubts()).isEmpty();
    }
  }

  @Test
  @DisplayName("I2: what was written after the point does not come back; the base is taken once")
  void exactly() throws Exception {
    String base;
    try (PostgresqlCapture capture = capture(PATHS).fix()) {
      server.execute("billing", "update f set path = 'second'");
      CapturedMember member = capture.complete();
      base = member.evidence().required("base").asString();
      assertThat(capture.capturedRows(PATHS))
          .extracting(ReferenceRows.Row::path)
          .containsExactly("first");
      assertThat(capture.restoredRows(capture.restore(member), PATHS))
          .extracting(ReferenceRows.Row::path)
          .containsExactly("first");
    }
    try (PostgresqlCapture capture = capture(PATHS).fix()) {
      server.execute("billing", "delete from f");
      CapturedMember member = capture.complete();
      assertThat(member.evidence().required("base").asString()).isEqualTo(base);
      assertThat(capture.restoredRows(capture.restore(member), PATHS))
          .extracting(ReferenceRows.Row::path)
          .containsExactly("second");
    }
    assertThat(vault.snapshots()).as("the era").hasSize(1);
  }

  @Test
  @DisplayName("A younger base goes on with the log there is; a lost slot begins a new era")
  void nextEras() throws Exception {
    EraVault eras = new EraVault(vault, Clock.SYSTEM, "billing", "db");
    CapturedMember ofFirst = captureOnce(server.physical("billing"));
    var first = eras.newest().orElseThrow().base();
    StoreSpec.Physical daily =
        new StoreSpec.Physical(
            "holdfast",
            Duration.ofMillis(200),
            Duration.ofMillis(1),
            1L << 40,
            StoreSpec.OnLag.WARN);
    StoreSpec.Postgresql spec = server.physical("billing");
    StoreSpec.Postgresql often =
        new StoreSpec.Postgresql(spec.name(), spec.url(), spec.user(), spec.passwordFile(), daily);
    captureOnce(often);
    var second = eras.newest().orElseThrow().base();
    assertThat(second.redo()).isGreaterThan(first.redo());
    CapturedMember ofSecond = captureOnce(spec);
    assertThat(eras.newest().orElseThrow().base().redo()).isEqualTo(second.redo());
    server.execute("billing", "select pg_drop_replication_slot('holdfast')");
    server.execute("billing", "insert into f values ('in the gap')", "select pg_switch_wal()");
    server.execute("billing", "checkpoint", "select pg_switch_wal()", "checkpoint");
    captureOnce(spec);
    var last = eras.newest().orElseThrow().base();
    assertThat(last.redo()).isGreaterThan(second.redo());
    assertThat(eras.waitingBase()).isEmpty();

    EraLog log =
        (EraLog)
            new PostgresqlProvider()
                .logRecovery(spec, new LogContext("billing", vault, List::of, Clock.SYSTEM, 2))
                .orElseThrow();
    List<EraLog.Era> found = log.eras();
    assertThat(found).extracting(EraLog.Era::growing).containsExactly(false, false, true);
    assertThat(log.begins(ofFirst.root())).contains(found.get(0).begins());
    assertThat(log.begins(ofSecond.root())).contains(found.get(1).begins());
    assertThat(found)
        .flatExtracting(EraLog.Era::snapshots)
        .containsExactlyInAnyOrderElementsOf(vault.snapshots().stream().map(Snapshot::id).toList());
  }

  private CapturedMember captureOnce(StoreSpec.Postgresql spec) throws Exception {
    try (PostgresqlCapture capture = capture(spec, PATHS).fix()) {
      CapturedMember member = capture.complete();
      assertThat(capture.restoredRows(capture.restore(member), PATHS))
          .isEqualTo(capture.capturedRows(PATHS));
      return member;
    }
  }

  @Test
  @DisplayName("Where a service receives, the backup waits for it and takes nothing away")
  void besideAService() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    CountDownLatch receives = new CountDownLatch(1);
    LogReceiver log =
        new PostgresqlProvider()
            .logReceiver(
                server.physical("billing"),
                "billing",
                vault,
                Clock.SYSTEM,
                directory.resolve("service"))
            .orElseThrow();
    CompletableFuture<Void> service =
        CompletableFuture.runAsync(
            () -> log.receive(ended::get, heard(receives), Progress.NONE),
            RunningPostgresql::beside);
    server.execute("billing", "insert into f values ('more')");
    assertThat(receives.await(60, TimeUnit.SECONDS)).isTrue();
    captureOnce(server.physical("billing"));
    assertThat(service).isNotDone();
    ended.set(true);
    service.get();
  }

  private static LogReceiver.Listener heard(CountDownLatch stored) {
    return new LogReceiver.Listener() {
      @Override
      public void stored(String place, long behind) {
        stored.countDown();
      }

      @Override
      public void warning(String what) {}
    };
  }

  @Test
  @DisplayName("It goes back into the server that it came from, as one database")
  void inPlace() throws Exception {
    Path restored;
    try (PostgresqlCapture capture = capture().fix()) {
      CapturedMember member = capture.complete();
      restored = capture.restore(member);
    }
    server.execute("billing", "insert into f values ('later')");
    ServerRestore into =
        new PostgresqlProvider()
            .intoServer(server.physical("billing"), Clock.SYSTEM, 2)
            .orElseThrow();
    into.refuseUnfit();
    into.prepare(restored, Files.createDirectory(directory.resolve("into")), Progress.NONE).close();
    into.exchange("test");
    assertThat(server.ask("billing", "select string_agg(path, ',') from f")).isEqualTo("first");
  }

  @Test
  @DisplayName("I5: a log that ends before the point is no restored database")
  void shortLog() throws Exception {
    try (PostgresqlCapture capture = capture(PATHS).fix()) {
      Path restored = capture.restore(capture.complete());
      for (Path segment : Disk.list(restored.resolve("wal"))) {
        Files.write(segment, new byte[16 << 20]);
      }
      HoldfastException unfit =
          catchThrowableOfType(
              HoldfastException.class, () -> capture.restoredRows(restored, PATHS));
      assertThat(unfit.code()).isIn(ErrorCode.RESTORE_UNPROVED, ErrorCode.NO_DATABASE_PROGRAMS);
    }
  }

  @Test
  @DisplayName("Who may not replicate or name points is refused before anything is suspended")
  void refusals() throws Exception {
    server.execute(
        "billing",
        "create role reader login password '"
            + RunningPostgresql.PASSWORD.replace("\\", "\\\\")
            + "'",
        "grant pg_read_all_data to reader");
    StoreSpec.Postgresql spec = server.physical("billing");
    StoreSpec.Postgresql reader =
        new StoreSpec.Postgresql(
            spec.name(), spec.url(), "reader", spec.passwordFile(), spec.physical());
    assertThat(refusal(reader)).isEqualTo(ErrorCode.DATABASE_REFUSED);
    server.execute("billing", "grant execute on function pg_create_restore_point(text) to reader");
    assertThat(refusal(reader)).isEqualTo(ErrorCode.DATABASE_REFUSED);
  }

  @Test
  @DisplayName("A server with tablespaces of its own is refused by name, by backup and receiver")
  void tablespaces() throws Exception {
    server.execute(
        "billing", "set allow_in_place_tablespaces = on", "create tablespace further location ''");
    try (PostgresqlCapture capture = capture(server.physical("billing"))) {
      assertFurther(() -> capture.store.prepare(Progress.NONE));
    }
    LogReceiver log =
        new PostgresqlProvider()
            .logReceiver(
                server.physical("billing"),
                "billing",
                vault,
                Clock.SYSTEM,
                directory.resolve("service"))
            .orElseThrow();
    assertFurther(() -> log.receive(() -> true, heard(new CountDownLatch(1)), Progress.NONE));
    assertThat(server.ask("billing", "select count(*) from pg_replication_slots")).isEqualTo("0");
  }

  private static void assertFurther(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    HoldfastException refused = catchThrowableOfType(HoldfastException.class, call);
    assertThat(refused.code()).isEqualTo(ErrorCode.DATABASE_REFUSED);
    assertThat(refused).hasMessageContaining("tablespaces outside its data directory: further");
  }

  private ErrorCode refusal(StoreSpec.Postgresql spec) throws Exception {
    try (PostgresqlCapture capture = capture(spec)) {
      return catchThrowableOfType(
              HoldfastException.class, () -> capture.store.prepare(Progress.NONE))
          .code();
    }
  }
}
