package io.holdfast.stores.derby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Point;
import io.holdfast.platform.posix.Posix;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.StoreRestore;
import io.holdfast.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The driver against a real server of its own: what is captured is whole, and of one instant. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DerbyStoreTest {
  private RunningDerby server;
  private Vault vault;
  private Path home;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    home = directory;
    server = new RunningDerby(directory);
    vault = QuickVault.in(directory.resolve("vault"));
  }

  @AfterAll
  void stop() {
    vault.close();
    server.close();
  }

  @Test
  @DisplayName("I1, I2: while others write, what comes back is a prefix of what was committed")
  void whileOthersWrite() throws Exception {
    create("busy", "create table f (n int primary key, path varchar(100), length bigint)");
    AtomicInteger committed = new AtomicInteger();
    AtomicBoolean stop = new AtomicBoolean();
    Thread writer = Thread.ofPlatform().start(() -> write("busy", committed, stop));
    try (DerbyCapture capture = capture("busy")) {
      await(committed, 50);
      capture.store.prepare(Progress.NONE);
      capture.store.mark();
      int before = committed.get();
      Point point = capture.store.fix(Rule.Sweep.FULL, Progress.NONE);
      int after = committed.get() + 1;
      await(committed, after + 20);
      CapturedMember member = capture.complete();

      assertThat(point.from()).isBefore(point.to());
      List<ReferenceRows.Row> rows =
          capture.restoredRows(capture.restore(member), "select path, length from f order by n");
      assertThat(rows.size()).isBetween(before, after);
      assertThat(rows)
          .isEqualTo(
              IntStream.range(0, rows.size())
                  .mapToObj(n -> row("f/" + n, OptionalLong.of(n * 3L), null))
                  .toList());
    } finally {
      stop.set(true);
      writer.join();
    }
  }

  @Test
  @DisplayName("I2: fixed in a second window, it is captured as it was in the second")
  void fixedAgain() throws Exception {
    create("twice", "create table f (path varchar(20))", "insert into f values ('first')");
    try (DerbyCapture capture = capture("twice").fix()) {
      try (Connection writing = DriverManager.getConnection(server.url("twice"));
          Statement statement = writing.createStatement()) {
        statement.execute("update f set path = 'second'");
      }
      capture.fixAgain();
      capture.complete();
      assertThat(capture.capturedRows("select path from f"))
          .containsExactly(row("second", OptionalLong.empty(), null));
    }
  }

  @Test
  @DisplayName("I3: a backup that Derby keeps waiting is not waited for when the store is closed")
  void closedWhileItHangs() throws Exception {
    create("hanging", "create table f (n int)", "insert into f values 1");
    try (Connection indexing = DriverManager.getConnection(server.url("hanging"));
        Statement statement = indexing.createStatement();
        DerbyCapture capture = capture("hanging")) {
      indexing.setAutoCommit(false);
      // Derby's backup waits for transactions with unlogged work, such as a new index.
      statement.execute("create index i on f (n)");
      capture.store.prepare(Progress.NONE);
      Thread fixing = Thread.ofPlatform().daemon().start(() -> fixUntilEnded(capture));
      assertThat(fixing.join(Duration.ofSeconds(2))).as("Derby does not wait").isFalse();

      Thread closing = Thread.ofPlatform().daemon().start(capture.store::close);
      assertThat(closing.join(Duration.ofSeconds(10))).as("closed").isTrue();
      indexing.rollback();
      assertThat(fixing.join(Duration.ofSeconds(10))).as("let go").isTrue();
    }
  }

  private static void fixUntilEnded(DerbyCapture capture) {
    try {
      capture.store.fix(Rule.Sweep.FULL, Progress.NONE);
    } catch (HoldfastException ended) {
      assertThat(ended.code()).isEqualTo(ErrorCode.STORE_FAILED);
    }
  }

  @Test
  @DisplayName("I5: references are read with one, two or three columns, nulls and padding")
  void references() throws Exception {
    create(
        "rows",
        "create table f (path varchar(20), length bigint, sha char(8))",
        "insert into f values ('a', 5, 'abc'), ('b', null, null)");
    try (DerbyCapture capture = capture("rows").fix()) {
      capture.complete();
      OptionalLong none = OptionalLong.empty();

      assertThat(capture.capturedRows("select path from f order by path"))
          .containsExactly(row("a", none, null), row("b", none, null));
      assertThat(capture.capturedRows("select path, length from f order by path"))
          .containsExactly(row("a", OptionalLong.of(5), null), row("b", none, null));
      assertThat(capture.capturedRows("select path, length, sha from f order by path"))
          .containsExactly(row("a", OptionalLong.of(5), "abc"), row("b", none, null));
      assertThat(capture.capturedRows("select path from f where 1 = 0")).isEmpty();
    }
  }

  @Test
  @DisplayName("I5: a row without a path refers to nothing, and is not taken for a file 'null'")
  void nullPath() throws Exception {
    create("nulls", "create table f (path varchar(20))", "insert into f values (null), ('a')");
    try (DerbyCapture capture = capture("nulls").fix()) {
      capture.complete();
      assertThat(capture.capturedRows("select path from f"))
          .containsExactly(row("a", OptionalLong.empty(), null));
    }
  }

  @Test
  @DisplayName("A query that fails is HF-205 and is named, on the staged and on the restored copy")
  void wrongQuery() throws Exception {
    create("query");
    try (DerbyCapture capture = capture("query").fix()) {
      CapturedMember member = capture.complete();
      String query = "select nothing from nowhere";

      assertFails(ErrorCode.CONFIG_WRONG_VALUE, () -> capture.capturedRows(query))
          .hasMessageContaining(query);
      Path restored = capture.restore(member);
      assertFails(ErrorCode.CONFIG_WRONG_VALUE, () -> capture.restoredRows(restored, query));
      assertThat(restored.resolve("db.lck")).as("and it is let go of").doesNotExist();
    }
  }

  @Test
  @DisplayName("The live files are never read: the server alone knows what in them is whole")
  void neverTheLiveFiles() throws Exception {
    create("live");
    try (DerbyCapture capture = capture("live").fix()) {
      CapturedMember member = capture.complete();

      assertThat(member.files()).isGreaterThan(10);
      assertThat(member.evidence().required("method").asString()).contains("BACKUP_DATABASE");
      assertThat(member.evidence().required("fixMillis").asLong()).isNotNegative();
      assertThat(member.doubts()).isEmpty();
    }
    assertThat(new DerbyProvider().ownedPaths(new StoreSpec.Derby("db", "u", DerbyCapture.NOWHERE)))
        .containsExactly(DerbyCapture.NOWHERE);
  }

  @Test
  @DisplayName("A database below other directories, with attributes in its address, is captured")
  void directoriesInTheAddress() throws Exception {
    create("mz/storage/systemdb");
    try (DerbyCapture capture = capture("mz/storage/systemdb;user=app;password=geheim").fix()) {
      Path restored = capture.restore(capture.complete());

      assertThat(capture.restoredRows(restored, "select 'x' from sysibm.sysdummy1")).hasSize(1);
    }
  }

  @Test
  @DisplayName("No database, no server, no driver: HF-107, without what follows ';' in the address")
  void unreachable() throws Exception {
    for (String url :
        List.of(
            server.url("missing;user=app;password=geheim"),
            "jdbc:derby://127.0.0.1:1/db;user=app;password=geheim",
            "jdbc:derby://no-such-host.invalid/db;password=geheim",
            "jdbc:nonsense;password=geheim")) {
      try (DerbyCapture capture = new DerbyCapture(vault, work(), url)) {
        assertFails(ErrorCode.STORE_FAILED, () -> capture.store.prepare(Progress.NONE))
            .hasMessageContaining("'db' at " + url.substring(0, url.indexOf(';')))
            .satisfies(e -> assertThat(String.valueOf(e.getMessage())).doesNotContain("geheim"));
      }
    }
  }

  @Test
  @DisplayName("I5: a restored database that is damaged is refused (HF-706), and let go of")
  void damagedCopy() throws Exception {
    create("damage", "create table f (n int, filler varchar(2000))", insertMany());
    try (DerbyCapture capture = capture("damage").fix()) {
      Path restored = capture.restore(capture.complete());
      damageLargestTable(restored);
      StoreRestore driver = DerbyCapture.driver();

      assertFails(ErrorCode.RESTORE_UNPROVED, () -> driver.open(restored, home));
      assertThat(restored.resolve("db.lck")).as("Derby's own lock").doesNotExist();

      Files.delete(restored.resolve("service.properties"));
      assertFails(ErrorCode.RESTORE_UNPROVED, () -> driver.open(restored, home));
    }
  }

  @Test
  @DisplayName("I5: a restored database that was opened for its proof can be started by a server")
  void letGo() throws Exception {
    create("again");
    try (DerbyCapture capture = capture("again").fix()) {
      Path restored = capture.restore(capture.complete());
      DerbyCapture.driver().open(restored, home).close();

      try (Connection started = DriverManager.getConnection(server.url(restored.toString()))) {
        assertThat(started.isValid(5)).isTrue();
      }
    }
  }

  @Test
  @DisplayName(
      "I5: opened by root for its proof, it still belongs to the installation's user whole")
  void owner() throws Exception {
    create("owned", "create table f (n int, filler varchar(2000))");
    int user = Posix.userId() == 0 ? 12_345 : (int) Posix.userId();
    try (Connection open = DriverManager.getConnection(server.url("owned"));
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      for (int n = 0; n < 50; n++) {
        statement.execute(insertMany());
      }
      try (DerbyCapture capture = capture("owned").fix()) {
        Path restored = capture.restore(capture.complete());
        for (Path path : all(restored)) {
          Files.setAttribute(path, "unix:uid", user);
        }
        long captured = LogDirectory.below(restored).numbers().last();
        openWithSmallLogFiles(restored);

        assertThat(LogDirectory.below(restored).numbers().last())
            .as("what was open is undone in a new log file")
            .isGreaterThan(captured);
        assertThat(all(restored))
            .allSatisfy(
                path ->
                    assertThat(Files.getAttribute(path, "unix:uid")).as("" + path).isEqualTo(user));
      } finally {
        open.rollback();
      }
    }
  }

  private void openWithSmallLogFiles(Path restored) {
    String size = "derby.storage.logSwitchInterval";
    System.setProperty(size, "100000");
    try {
      DerbyCapture.driver().open(restored, home).close();
    } finally {
      System.clearProperty(size);
    }
  }

  private static List<Path> all(Path tree) throws IOException {
    try (Stream<Path> paths = Files.walk(tree)) {
      return paths.toList();
    }
  }

  private DerbyCapture capture(String name) throws IOException {
    return new DerbyCapture(vault, work(), server.url(name));
  }

  private Path work() throws IOException {
    return Files.createTempDirectory(home, "work-");
  }

  private void create(String name, String... statements) throws SQLException {
    try (Connection connection = server.create(name);
        Statement statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }

  /** Rows 0, 1, 2 …, each committed before the next. */
  private void write(String name, AtomicInteger committed, AtomicBoolean stop) {
    try (Connection connection = DriverManager.getConnection(server.url(name));
        PreparedStatement insert = connection.prepareStatement("insert into f values (?, ?, ?)")) {
      for (int n = 0; !stop.get(); n++) {
        insert.setInt(1, n);
        insert.setString(2, "f/" + n);
        insert.setLong(3, n * 3L);
        insert.executeUpdate();
        committed.incrementAndGet();
      }
    } catch (SQLException failed) {
      throw new AssertionError(failed);
    }
  }

  private static void await(AtomicInteger committed, int atLeast) throws InterruptedException {
    long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (committed.get() < atLeast) {
      assertThat(System.nanoTime()).as("rows are written").isLessThan(giveUp);
      Thread.sleep(5);
    }
  }

  private static String insertMany() {
    String row = "(1, '" + "x".repeat(1_500) + "')";
    return "insert into f values " + String.join(",", java.util.Collections.nCopies(40, row));
  }

  /** All of its pages but the first become something else. */
  private static void damageLargestTable(Path database) throws IOException {
    try (Stream<Path> files = Files.list(database.resolve("seg0"))) {
      Path largest =
          files.max(Comparator.comparingLong(file -> file.toFile().length())).orElseThrow();
      byte[] bytes = Files.readAllBytes(largest);
      for (int i = 8_192; i < bytes.length; i++) {
        bytes[i] ^= 0x55;
      }
      Files.write(largest, bytes);
    }
  }

  private static ReferenceRows.Row row(String path, OptionalLong length, @Nullable String sha256) {
    return new ReferenceRows.Row(path, length, Optional.ofNullable(sha256));
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertFails(
      ErrorCode code, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(HoldfastException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
