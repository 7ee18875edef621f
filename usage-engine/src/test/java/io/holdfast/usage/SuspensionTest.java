package io.holdfast.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.usage.source.Generate;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lease and the quiet it promises (I2, I3), on an engine that always has work. */
class SuspensionTest {
  @TempDir static Path directory;
  private static Path home;
  private static Path source;
  private static EngineProcess engine;

  @BeforeAll
  static void start() throws Exception {
    home = directory.resolve("home");
    source = directory.resolve("source");
    Generate.into(source, 400_000, 7, 400);
    engine = EngineProcess.start(home, source, "--rate", "4000", "--session-file-bytes", "65536");
  }

  @AfterEach
  void resume() throws Exception {
    engine.call("DELETE", "/v1/suspension", "");
  }

  @AfterAll
  static void stop() throws Exception {
    engine.terminate();
  }

  private static long recordsIn() throws Exception {
    return Long.parseLong(engine.status().text("recordsIn"));
  }

  private static void assertProcessing() throws Exception {
    long before = recordsIn();
    engine.await(
        "processing", () -> engine.status().text("recordsIn").length() > 0 && moved(before));
  }

  private static boolean moved(long before) {
    try {
      return recordsIn() > before;
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  @DisplayName("I2: quiet means that nothing below data/ changes and nothing temporary is left")
  void quietIsQuiet() throws Exception {
    assertProcessing();
    var lease = engine.suspend("test", 60_000);
    assertThat(lease.code()).isEqualTo(201);
    engine.awaitState("quiet");
    var before = TreeView.identities(home.resolve("data"));
    long records = recordsIn();
    Thread.sleep(800);
    assertThat(TreeView.identities(home.resolve("data"))).isEqualTo(before);
    assertThat(recordsIn()).isEqualTo(records);
    var data = home.resolve("data");
    assertThat(before.keySet().stream().map(data::resolve).filter(Files::isRegularFile))
        .noneMatch(file -> TreeView.isTemporary(data, file));
    var status = engine.status();
    assertThat(status.text("filesOpenForWriting")).isEqualTo("0");
    assertThat(Instant.parse(status.text("quietSince"))).isBefore(Instant.now());

    var released = engine.call("DELETE", "/v1/suspension/" + lease.text("lease"), "");
    assertThat(released.code()).isEqualTo(200);
    assertThat(released.text("endedBy")).isEqualTo("release");
    assertThat(Long.parseLong(released.text("suspendedMillis"))).isGreaterThan(800);
    assertProcessing();
    var again = engine.call("DELETE", "/v1/suspension/" + lease.text("lease"), "");
    assertThat(again.code()).isEqualTo(410);
    assertThat(again.text("endedBy")).isEqualTo("release");
  }

  @Test
  @DisplayName("I3: at its deadline the lease ends and processing resumes, with nobody's help")
  void deadline() throws Exception {
    var lease = engine.suspend("test", 700);
    engine.awaitState("quiet");
    long stopped = recordsIn();
    engine.await("resumption", () -> moved(stopped));
    var renewal = renew(lease.text("lease"), 1000);
    assertThat(renewal.code()).isEqualTo(410);
    assertThat(renewal.text("endedBy")).isEqualTo("deadline");
    assertThat(renewal.text("endedAt")).isEqualTo(lease.text("deadline"));
    assertThat(engine.status().text("endedBy")).isEqualTo("deadline");
  }

  @Test
  @DisplayName("I3: a renewal counts from now; an unknown lease is not found")
  void renewal() throws Exception {
    var lease = engine.suspend("test", 60_000);
    var renewed = renew(lease.text("lease"), 120_000);
    assertThat(renewed.code()).isEqualTo(200);
    assertThat(Instant.parse(renewed.text("deadline")))
        .isAfter(Instant.parse(lease.text("deadline")));
    assertThat(renew("no-such-lease", 1000).code()).isEqualTo(404);
  }

  private static EngineProcess.Answer renew(String lease, long millis) throws Exception {
    return engine.call("PUT", "/v1/suspension/" + lease, "{\"leaseMillis\":%d}".formatted(millis));
  }

  @Test
  @DisplayName("one holder at a time: the same one gets its lease again, another one is refused")
  void holders() throws Exception {
    var first = engine.suspend("first \\\" holder", 60_000);
    assertThat(first.code()).isEqualTo(201);
    var same = engine.suspend("first \\\" holder", 60_000);
    assertThat(same.code()).isEqualTo(200);
    assertThat(same.text("lease")).isEqualTo(first.text("lease"));
    var other = engine.suspend("second", 60_000);
    assertThat(other.code()).isEqualTo(409);
    assertThat(other.text("lease")).isEqualTo(first.text("lease"));
    var forced = engine.call("DELETE", "/v1/suspension", "");
    assertThat(forced.text("endedBy")).isEqualTo("forced");
  }

  @Test
  @DisplayName("a wrong request is answered with 400 and changes nothing")
  void wrongRequests() throws Exception {
    for (var body : List.of("{", "{}", "{\"holder\":\"x\",\"leaseMillis\":0}", "[1]")) {
      assertThat(engine.call("POST", "/v1/suspension", body).code()).as(body).isEqualTo(400);
    }
    assertThat(engine.call("GET", "/v1/nothing", "").code()).isEqualTo(404);
    assertThat(engine.call("GET", "/v1/suspension", "").code()).isEqualTo(405);
    assertThat(engine.status().text("state")).isEqualTo("running");
  }

  @Test
  @DisplayName("the database can be backed up through the network, running and suspended")
  void backup() throws Exception {
    try (var connection = DriverManager.getConnection(engine.derby())) {
      backUp(connection, directory.resolve("running"));
      engine.suspend("test", 60_000);
      engine.awaitState("quiet");
      backUp(connection, directory.resolve("quiet"));
      call(connection, "call SYSCS_UTIL.SYSCS_FREEZE_DATABASE()");
      assertThat(engine.status().text("state")).isEqualTo("quiet");
      call(connection, "call SYSCS_UTIL.SYSCS_UNFREEZE_DATABASE()");
    }
    engine.call("DELETE", "/v1/suspension", "");
    assertProcessing();
  }

  private static void call(Connection connection, String sql) throws SQLException {
    try (var statement = connection.prepareCall(sql)) {
      statement.execute();
    }
  }

  static void backUp(Connection connection, Path to) throws SQLException {
    try (var call = connection.prepareCall("call SYSCS_UTIL.SYSCS_BACKUP_DATABASE(?)")) {
      call.setString(1, to.toString());
      call.execute();
    }
    assertThat(to.resolve("systemdb/service.properties")).exists();
  }

  @Test
  @DisplayName("bill and oracle say clearly that the engine runs")
  void offlineCommandsRefuse() {
    var err = new ByteArrayOutputStream();
    int code =
        Main.run(
            List.of("oracle", "--home", home.toString(), "--source", source.toString()),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(code).isEqualTo(1);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("stop the engine first");
  }
}
