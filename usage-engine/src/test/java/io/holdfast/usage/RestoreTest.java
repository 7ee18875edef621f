package io.holdfast.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.source.Generate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the whole product is for: a copy that fits is billed from exactly; one that does not is
 * noticed.
 */
class RestoreTest {
  private static final String[] SMALL = {
    "--session-file-bytes", "16384", "--realtime-file-bytes", "8192",
    "--archive-keep", "20", "--defragment-millis", "50"
  };

  @TempDir Path directory;
  private Path home;
  private Path source;
  private Path copy;

  @BeforeEach
  void input() throws Exception {
    home = directory.resolve("home");
    source = directory.resolve("source");
    copy = directory.resolve("copy");
    Generate.into(source, 60_000, 11, 60);
  }

  /** Suspends in full flow, copies, resumes, and lets the engine go on to the end. */
  private void copyWhileQuiet(String... options) throws Exception {
    copyWhileQuiet(new Backing(null, null, false), options);
  }

  private Backing.Copy copyWhileQuiet(Backing backing, String... options) throws Exception {
    Files.createDirectories(copy);
    try (var engine = EngineProcess.start(home, source, backing.run(options))) {
      engine.await("some work", () -> engine.status().text("batches").length() > 1);
      var lease = engine.suspend("test", 60_000).text("lease");
      engine.awaitState("quiet");
      var copied = backing.copy(engine, copy);
      TreeView.copyData(home.resolve("data"), copy.resolve("data"));
      assertThat(engine.call("DELETE", "/v1/suspension/" + lease, "").code()).isEqualTo(200);
      engine.awaitIdle();
      engine.kill();
      return copied;
    }
  }

  private void putBack(boolean database, boolean data) throws Exception {
    if (database) {
      TreeView.delete(home.resolve("storage"));
      TreeView.copyAll(copy.resolve("storage"), home.resolve("storage"));
    }
    if (data) {
      TreeView.delete(home.resolve("data"));
      TreeView.copyAll(copy.resolve("data"), home.resolve("data"));
    }
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("I2, I5: a copy made while quiet comes back, and the bill is exact")
  void consistentCopy(Backing.Kind kind) throws Exception {
    for (int trial = 1; trial <= Trials.count(1); trial++) {
      var backing = kind.fresh();
      Durable.deleteTree(home);
      Durable.deleteTree(copy);
      var copied = copyWhileQuiet(backing, SMALL);
      backing.putDatabaseBack(copied, home);
      backing.putRedisBack(copied);
      putBack(false, true);
      var restored = Verdict.of(home, source, backing);
      assertThat(restored.get("dangling")).as(restored.dangling()).isZero();
      assertThat(restored.get("unfinished")).isPositive();
      try (var engine = EngineProcess.start(home, source, backing.run(SMALL))) {
        engine.awaitIdle();
        engine.terminate();
      }
      Verdict.of(home, source, backing).assertExact("after restore " + trial);
    }
  }

  @Test
  @DisplayName("I5: a newer database on an older disk is noticed and aborts; nothing is repaired")
  void newerDatabase() throws Exception {
    copyWhileQuiet(SMALL);
    putBack(false, true);
    assertNoticed();
  }

  @Test
  @DisplayName("I5: an older database refers to files that were legally deleted since; it aborts")
  void olderDatabase() throws Exception {
    copyWhileQuiet(SMALL);
    putBack(true, false);
    assertNoticed();
  }

  @Test
  @DisplayName(
      "I2: an older database on a newer disk is billed from exactly while nothing was deleted")
  void olderDatabaseNothingDeleted() throws Exception {
    TreeView.delete(source);
    Generate.into(source, 1000, 1, 1);
    try (var engine = EngineProcess.start(home, source)) {
      engine.awaitIdle();
      engine.suspend("test", 60_000);
      engine.awaitState("quiet");
      try (var connection = DriverManager.getConnection(engine.derby())) {
        SuspensionTest.backUp(connection, copy.resolve("storage"));
      }
      engine.call("DELETE", "/v1/suspension", "");
      Generate.into(source, 1000, 2, 1);
      engine.awaitIdle();
      engine.kill();
    }
    putBack(true, false);
    try (var engine = EngineProcess.start(home, source)) {
      engine.awaitIdle();
      engine.terminate();
    }
    Verdict.of(home, source).assertExact("after the database alone went back");
  }

  @Test
  @DisplayName("I5: one missing session file aborts the aggregation, and the oracle sees it")
  void missingSessionFile() throws Exception {
    copyWhileQuiet(SMALL);
    putBack(true, true);
    try (var files = Files.list(home.resolve("data/aggregation"))) {
      Files.delete(
          files.filter(f -> f.getFileName().toString().startsWith("sessions")).findFirst().get());
    }
    assertNoticed();
  }

  private void assertNoticed() throws Exception {
    long dangling = Verdict.of(home, source).get("dangling");
    assertThat(dangling).isPositive();
    try (var engine = EngineProcess.start(home, source, SMALL)) {
      var status = engine.status().body();
      assertThat(status).contains("\"state\":\"aborted\"").contains("\"idle\":false");
      engine.terminate();
    }
    assertThat(Verdict.of(home, source).get("dangling")).isPositive();
  }

  @Test
  @DisplayName("an empty new database beside data is refused: all of the data would be deleted")
  void emptyDatabase() throws Exception {
    copyWhileQuiet(SMALL);
    TreeView.delete(home.resolve("storage"));
    var before = TreeView.identities(home.resolve("data"));
    for (int attempt = 1; attempt <= 2; attempt++) {
      try (var engine = EngineProcess.launch(home, source, "", SMALL)) {
        assertThat(engine.awaitEnd()).isEqualTo(1);
        assertThat(engine.output()).contains("There is no system database");
      }
    }
    assertThat(TreeView.identities(home.resolve("data"))).isEqualTo(before);
  }

  @Test
  @DisplayName("the fault for tests: a rogue writer goes on while the status says quiet")
  void rogue() throws Exception {
    String[] options = {"--ignore-suspension", "true", "--rate", "5000"};
    try (var engine = EngineProcess.start(home, source, options)) {
      engine.suspend("test", 60_000);
      engine.awaitState("quiet");
      var report = home.resolve("data/rogue/report.log");
      engine.await("the report", () -> Files.exists(report));
      long length = Files.size(report);
      engine.await("the report to grow", () -> Files.size(report) > length);
      var records = engine.status().text("recordsIn");
      engine.await("more records", () -> !engine.status().text("recordsIn").equals(records));
      assertThat(engine.status().text("state")).isEqualTo("quiet");
    }
  }
}
