package io.holdfast.stores.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.ServerRestore;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** I5: beside the live database first, then in its place, and the old one is kept. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServerDatabaseTest {
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
  @DisplayName("Restored beside it, asked, exchanged, taken back: each state is a whole database")
  void exchanged() throws Exception {
    server.create("live", "create table f (path text)", "insert into f values ('captured')");
    server.execute("live", "alter database live set work_mem to '5MB'");
    Path dump = dumpOf("live");
    server.execute("live", "update f set path = 'newer'");
    ServerRestore restore = into("live");
    restore.refuseUnfit();
    try (StoreRestore.OpenedDatabase beside = restore.prepare(dump, work(), Progress.NONE)) {
      assertThat(PostgresqlCapture.rows(beside.references("select path from f")))
          .extracting(row -> row.path())
          .containsExactly("captured");
      assertThat(beside.unchecked()).isEmpty();
    }
    assertThat(server.ask("live", "select path from f")).isEqualTo("newer");

    assertThat(restore.exchange("abc")).get().asString().endsWith("live_before_abc");
    assertThat(server.ask("live", "select path from f")).isEqualTo("captured");
    assertThat(server.ask("live", "show work_mem")).isEqualTo("5MB");
    assertThat(server.ask("live_before_abc", "select path from f")).isEqualTo("newer");
    assertThat(server.ask("live", "select count(*) from pg_extension where extname = 'amcheck'"))
        .isEqualTo("0");

    restore.takeBack();
    assertThat(server.ask("live", "select path from f")).isEqualTo("newer");
    restore.discard();
    assertThat(databases()).doesNotContain("live_holdfast_new", "live_before_abc");
  }

  @Test
  @DisplayName("Restored twice, both replaced databases are kept; where none was, none is kept")
  void again() throws Exception {
    server.create("again", "create table f (path text)");
    Path dump = dumpOf("again");
    for (String kept : List.of("again_before_x", "again_before_x_2")) {
      ServerRestore restore = into("again");
      restore.prepare(dump, work(), Progress.NONE).close();
      assertThat(restore.exchange("x")).get().asString().endsWith(kept);
    }
    server.execute("postgres", "drop database again");
    ServerRestore restore = into("again");
    restore.refuseUnfit();
    restore.prepare(dump, work(), Progress.NONE).close();
    assertThat(restore.exchange("x")).isEmpty();
    assertThat(databases()).contains("again", "again_before_x", "again_before_x_2");
    restore.takeBack();
    assertThat(databases()).doesNotContain("again");
    restore.discard();
  }

  @Test
  @DisplayName("Somebody is connected: HF-704 with who it is, at the beginning and at the exchange")
  void connected() throws Exception {
    server.create("used", "create table f (path text)");
    Path dump = dumpOf("used");
    ServerRestore restore = into("used");
    restore.prepare(dump, work(), Progress.NONE).close();
    try (Connection other = server.connect("used")) {
      assertThat(other.isValid(5)).isTrue();
      assertFails(ErrorCode.INSTALLATION_RUNNING, restore::refuseUnfit);
      assertFails(ErrorCode.INSTALLATION_RUNNING, () -> restore.exchange("x"));
    }
    assertThat(databases()).contains("used", "used_holdfast_new").doesNotContain("used_before_x");
    restore.discard();
    assertThat(databases()).doesNotContain("used_holdfast_new");
  }

  @Test
  @DisplayName("A dump with a damaged or missing file is HF-706, in a private server and beside")
  void damaged() throws Exception {
    server.create("torn", "create table f (path text)", "insert into f values ('x')");
    Path dump = dumpOf("torn");
    try (var files = Files.list(dump.resolve("dump"))) {
      Path data =
          files
              .filter(file -> file.toString().endsWith(".dat"))
              .filter(file -> !file.endsWith("toc.dat"))
              .findFirst()
              .orElseThrow();
      Files.writeString(data, "x\ty\tz\n\\.\n\n\n");
    }
    ServerRestore restore = into("torn");
    assertFails(ErrorCode.RESTORE_UNPROVED, () -> restore.prepare(dump, work(), Progress.NONE));
    restore.discard();
    StoreRestore driver = new PostgresqlProvider().restore(Clock.SYSTEM, 2);
    assertFails(ErrorCode.RESTORE_UNPROVED, () -> driver.open(dump, work()));
    Files.delete(dump.resolve(DatabaseDescription.FILE));
    assertFails(ErrorCode.RESTORE_UNPROVED, () -> driver.open(dump, work()));
  }

  @Test
  @DisplayName("Without server programs the dump is there, and what was not proved is said")
  void withoutServerPrograms() throws Exception {
    server.create("alone", "create table f (path text)");
    Path dump = dumpOf("alone");
    try (StoreRestore.OpenedDatabase opened =
        new PostgresqlProvider(List.of()).restore(Clock.SYSTEM, 2).open(dump, work())) {
      assertThat(opened.unproved()).get().asString().contains("'alone'", "not proved");
    }
  }

  @Test
  @DisplayName("Who is no superuser restores too, and is told what nobody looked at")
  void modestUser() throws Exception {
    server.execute(
        "postgres",
        "create role modest login createdb password '" + RunningPostgresql.PASSWORD + "'",
        "create database plain owner modest");
    server.execute("plain", "set role modest", "create table f (path text)");
    Path dump = dumpOf("plain");
    StoreSpec.Postgresql spec = server.spec("plain");
    ServerRestore restore =
        new PostgresqlProvider()
            .intoServer(
                new StoreSpec.Postgresql(spec.name(), spec.url(), "modest", spec.passwordFile()),
                Clock.SYSTEM,
                2)
            .orElseThrow();
    try (StoreRestore.OpenedDatabase beside = restore.prepare(dump, work(), Progress.NONE)) {
      assertThat(beside.unchecked()).singleElement().asString().contains("'plain'", "pg_amcheck");
    }
    restore.discard();
    try (StoreRestore.OpenedDatabase opened =
        new PostgresqlProvider().restore(Clock.SYSTEM, 2).open(dump, work())) {
      assertThat(opened.unchecked()).as("in a private server").isEmpty();
    }
  }

  private Path dumpOf(String database) throws IOException {
    try (PostgresqlCapture capture =
        new PostgresqlCapture(vault, work(), server.spec(database)).fix()) {
      return capture.restore(capture.complete());
    }
  }

  private ServerRestore into(String database) {
    return new PostgresqlProvider()
        .intoServer(server.spec(database), Clock.SYSTEM, 2)
        .orElseThrow();
  }

  private List<String> databases() throws Exception {
    return List.of(
        server.ask("postgres", "select string_agg(datname, ',') from pg_database").split(","));
  }

  private Path work() throws IOException {
    return Files.createTempDirectory(home, "work-");
  }

  private static void assertFails(
      ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            HoldfastException.class, e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
  }
}
