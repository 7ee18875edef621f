package io.holdfast.stores.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Disk;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The driver against a real server: what is captured is the state at the point, to the row. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresqlStoreTest {
  private RunningPostgresql server;
  private Vault vault;
  private Path home;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    home = directory;
    server = new RunningPostgresql(directory);
    vault = QuickVault.in(directory.resolve("vault"));
  }

  @AfterAll
  void stop() throws IOException {
    vault.close();
    server.close();
  }

  @Test
  @DisplayName("I1, I2: with writers at full speed, the ledger comes back as it was at the point")
  void whileOthersWrite() throws Exception {
    server.create("busy", Ledger.TABLES);
    try (Ledger ledger = new Ledger(server, "busy", 4, 20261123);
        PostgresqlCapture capture = capture("busy", Ledger.SUMMARY)) {
      ledger.awaitCommitted(200);
      capture.store.prepare(Progress.NONE);
      capture.store.mark();
      long before = ledger.committed();
      capture.store.fix(Rule.Sweep.FULL, Progress.NONE);
      long after = ledger.committed() + 4;
      ledger.awaitCommitted(after + 300);
      CapturedMember member = capture.complete();

      ReferenceRows.Row atPoint = capture.capturedRows(Ledger.SUMMARY).getFirst();
      assertThat(atPoint.length().orElseThrow()).isBetween(before, after);
      Path restored = capture.restore(member);
      assertThat(capture.restoredRows(restored, Ledger.SUMMARY)).containsExactly(atPoint);
      assertThat(capture.restoredRows(restored, Ledger.BROKEN)).as("broken chains").isEmpty();
      assertThat(member.evidence().required("restorePoint").asString()).startsWith("holdfast-");
      assertThat(member.evidence().required("snapshot").asString()).isNotEmpty();
      assertThat(member.doubts()).isEmpty();
    }
  }

  @Test
  @DisplayName("I2: fixed in a second window, it is captured as it was in the second")
  void fixedAgain() throws Exception {
    server.create("twice", "create table f (path text)", "insert into f values ('first')");
    try (PostgresqlCapture capture = capture("twice", "select path from f").fix()) {
      server.execute("twice", "update f set path = 'second'");
      capture.fixAgain();
      server.execute("twice", "update f set path = 'third'");
      CapturedMember member = capture.complete();

      assertThat(capture.capturedRows("select path from f"))
          .containsExactly(row("second", OptionalLong.empty(), null));
      assertThat(capture.restoredRows(capture.restore(member), "select path from f"))
          .containsExactly(row("second", OptionalLong.empty(), null));
    }
  }

  @Test
  @DisplayName("I1: a table cannot be truncated between the point and the dump, and lose its rows")
  void truncatedMeanwhile() throws Exception {
    server.create("emptied", "create table f (path text)", "insert into f values ('kept')");
    try (PostgresqlCapture capture = capture("emptied", "select path from f").fix();
        Connection other = server.connect("emptied");
        Statement statement = other.createStatement()) {
      statement.execute("set lock_timeout = '500ms'");
      assertThatThrownBy(() -> statement.execute("truncate f"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("lock timeout");
      CapturedMember member = capture.complete();
      statement.execute("truncate f");
      assertThat(capture.restoredRows(capture.restore(member), "select path from f")).hasSize(1);
    }
  }

  @Test
  @DisplayName("I3: a table that somebody holds exclusively ends the fixing in seconds (HF-107)")
  void lockedExclusively() throws Exception {
    server.create("locked", "create table f (path text)");
    try (Connection other = server.connect("locked");
        Statement statement = other.createStatement();
        PostgresqlCapture capture = capture("locked")) {
      other.setAutoCommit(false);
      statement.execute("lock table f in access exclusive mode");
      capture.store.prepare(Progress.NONE);
      long begun = System.nanoTime();
      assertFails(ErrorCode.STORE_FAILED, () -> capture.fixAgain()).hasMessageContaining("locked");
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
      other.rollback();
      capture.fixAgain();
    }
  }

  @Test
  @DisplayName("I1: when the server ends the held transaction, there is no member (HF-107)")
  void holderKilled() throws Exception {
    server.create("killed", "create table f (path text)");
    try (PostgresqlCapture capture = capture("killed").fix()) {
      server.execute(
          "postgres",
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'killed'");
      assertFails(ErrorCode.STORE_FAILED, capture::complete).hasMessageContaining("killed");
    }
  }

  @Test
  @DisplayName("I1: when the server dies during the dump, there is no member")
  void serverKilled() throws Exception {
    Path directory = Files.createTempDirectory(home, "dying-");
    try (RunningPostgresql dying = new RunningPostgresql(directory)) {
      dying.create(
          "db",
          "create table f (path text)",
          "insert into f select repeat(md5(n::text), 30) from generate_series(1, 200000) n");
      try (PostgresqlCapture capture =
          new PostgresqlCapture(vault, work(), dying.spec("db")).fix()) {
        Thread killer =
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        Thread.sleep(300);
                        dying.close();
                      } catch (InterruptedException | IOException failed) {
                        throw new AssertionError(failed);
                      }
                    });
        assertThatThrownBy(capture::complete).isInstanceOf(HoldfastException.class);
        killer.join();
      }
    }
  }

  @Test
  @DisplayName("Large objects, big values, odd names and settings come back")
  void everyKindOfContent() throws Exception {
    server.create(
        "we\"ird $%",
        "create schema \"Sch ema\"",
        "create table \"Sch ema\".\"T'able\" (path text, length bigint, sha text, big text)",
        "insert into \"Sch ema\".\"T'able\" select 'p', 5, 'ab  ', string_agg(md5(n::text), '')"
            + " from generate_series(1, 40000) n",
        "create table parts (n int) partition by range (n)",
        "create table parts_1 partition of parts for values from (0) to (10)",
        "insert into parts values (3)",
        "select lo_from_bytea(4711, decode(repeat('00ff', 100000), 'hex'))",
        "alter database \"we\"\"ird $%\" set search_path to \"Sch ema\", public");
    String query = "select path, length, sha from \"T'able\"";
    String lo = "select md5(lo_get(4711))";
    try (PostgresqlCapture capture = capture("we\"ird $%", query).fix()) {
      Path restored = capture.restore(capture.complete());
      assertThat(capture.restoredRows(restored, query))
          .containsExactly(row("p", OptionalLong.of(5), "ab"));
      assertThat(capture.restoredRows(restored, lo).getFirst().path())
          .isEqualTo(server.ask("we\"ird $%", lo));
      assertThat(restored.resolve("globals.sql")).exists();
      assertThat(restored.getParent())
          .isDirectoryNotContaining("glob:**{restore,amcheck,server}.log");
      assertThat(Files.readString(restored.resolve("globals.sql"))).doesNotContain("SCRAM-SHA");
    }
  }

  @Test
  @DisplayName(
      "References are asked in the snapshot, with one to three columns; null names nothing")
  void references() throws Exception {
    server.create(
        "rows",
        "create table f (path text, length bigint, sha char(8))",
        "insert into f values ('a', 5, 'abc'), ('b', null, null), (null, 1, 'x')");
    String one = "select path from f order by path";
    String three = "select path, length, sha from f order by path";
    try (PostgresqlCapture capture = capture("rows", one, three).fix()) {
      server.execute("rows", "delete from f");
      capture.complete();
      OptionalLong none = OptionalLong.empty();
      assertThat(capture.capturedRows(one))
          .containsExactly(row("a", none, null), row("b", none, null));
      assertThat(capture.capturedRows(three))
          .containsExactly(row("a", OptionalLong.of(5), "abc"), row("b", none, null));
    }
  }

  @Test
  @DisplayName("A reference query that fails is HF-205 before processing is suspended")
  void wrongQuery() throws Exception {
    server.create("query");
    try (PostgresqlCapture capture = capture("query", "select nothing from nowhere")) {
      assertFails(ErrorCode.CONFIG_WRONG_VALUE, () -> capture.store.prepare(Progress.NONE))
          .hasMessageContaining("select nothing from nowhere");
    }
  }

  @Test
  @DisplayName(
      "No server, no database, wrong password, encryption, rights, programs: each its code")
  void refused() throws Exception {
    server.create("rights", "create table f (n int)", "create role reader login password 'reader'");
    Path reader = Files.writeString(home.resolve("reader"), "reader\n");
    String url = server.url("rights");
    StoreSpec.Postgresql sound = server.spec("rights");
    assertRefused(new StoreSpec.Postgresql("db", url, "admin", reader), ErrorCode.DATABASE_REFUSED)
        .hasMessageContaining("password");
    assertRefused(server.spec("missing"), ErrorCode.DATABASE_REFUSED);
    assertRefused(new StoreSpec.Postgresql("db", url, "reader", reader), ErrorCode.DATABASE_REFUSED)
        .hasMessageContaining("may not read f");
    assertRefused(
        new StoreSpec.Postgresql("db", url + "?sslmode=require", "admin", sound.passwordFile()),
        ErrorCode.DATABASE_REFUSED);
    assertRefused(
        new StoreSpec.Postgresql("db", "jdbc:postgresql://127.0.0.1:1/x", "admin", reader),
        ErrorCode.STORE_FAILED);
    assertRefused(
        new StoreSpec.Postgresql("db", url, "admin", home.resolve("nowhere")),
        ErrorCode.PASSWORD_MISSING);
    try (PostgresqlCapture capture = new PostgresqlCapture(vault, work(), sound, List.<Path>of())) {
      assertFails(ErrorCode.NO_DATABASE_PROGRAMS, () -> capture.store.prepare(Progress.NONE))
          .hasMessageContaining("PostgreSQL " + server.programs.major())
          .satisfies(e -> assertThat(e).hasMessageNotContaining(RunningPostgresql.PASSWORD));
    }
  }

  @Test
  @DisplayName("While it is dumped, finished files leave staging; afterwards nothing is left there")
  void stagingIsLetGo() throws Exception {
    server.create("staged", "create table f (n int)", "insert into f select generate_series(1, 9)");
    Path work = work();
    try (PostgresqlCapture capture =
        new PostgresqlCapture(vault, work, server.spec("staged")).fix()) {
      CapturedMember member = capture.complete();
      assertThat(Disk.list(work.resolve("dump"))).isEmpty();
      assertThat(member.files()).isGreaterThan(2);
      assertThat(
              server.ask(
                  "postgres",
                  "select count(*) from pg_stat_activity where xact_start is"
                      + " not null and datname = 'staged'"))
          .as("transactions still open")
          .isEqualTo("0");
    }
  }

  private PostgresqlCapture capture(String database, String... queries) throws IOException {
    return new PostgresqlCapture(vault, work(), server.spec(database), queries);
  }

  private Path work() throws IOException {
    return Files.createTempDirectory(home, "work-");
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      StoreSpec.Postgresql spec, ErrorCode code) throws IOException {
    try (PostgresqlCapture capture = new PostgresqlCapture(vault, work(), spec)) {
      return assertFails(code, () -> capture.store.prepare(Progress.NONE));
    }
  }

  private static ReferenceRows.Row row(String path, OptionalLong length, @Nullable String sha256) {
    return new ReferenceRows.Row(path, length, Optional.ofNullable(sha256));
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      ErrorCode code, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HoldfastException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }
}
