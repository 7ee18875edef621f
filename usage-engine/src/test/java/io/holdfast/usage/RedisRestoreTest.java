package io.holdfast.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.usage.redis.Command;
import io.holdfast.usage.redis.RedisAddress;
import io.holdfast.usage.redis.RedisConnection;
import io.holdfast.usage.server.RedisServer;
import io.holdfast.usage.source.Generate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database, the disk and Redis come back from different instants. */
class RedisRestoreTest {
  @TempDir Path directory;
  private Path home;
  private Path source;
  private Path copy;
  private Backing backing = new Backing(null, null, false);

  @BeforeEach
  void input() throws Exception {
    home = directory.resolve("home");
    source = directory.resolve("source");
    copy = Files.createDirectories(directory.resolve("copy"));
    Generate.into(source, 30_000, 11, 30);
  }

  private RedisAddress redis() {
    return Objects.requireNonNull(backing.redis());
  }

  /**
   * Copies the database, Redis and the disk amid the work, and lets the engine go on to the end.
   */
  private Backing.Copy copyAmidWork(Backing.Kind kind, String... options) throws Exception {
    backing = kind.fresh();
    try (var engine = EngineProcess.start(home, source, backing.run(options))) {
      engine.await("some work", () -> engine.status().text("batches").length() > 1);
      engine.suspend("test", 60_000);
      engine.awaitState("quiet");
      var copied = backing.copy(engine, copy);
      TreeView.copyData(home.resolve("data"), copy.resolve("data"));
      engine.call("DELETE", "/v1/suspension", "");
      engine.awaitIdle();
      engine.kill();
      return copied;
    }
  }

  private void assertExactAfterGoingOn(String when) throws Exception {
    assertThat(verdict().get("dangling")).as(verdict().dangling()).isZero();
    try (var engine = EngineProcess.start(home, source, backing.run())) {
      engine.awaitIdle();
      engine.terminate();
    }
    verdict().assertExact(when);
  }

  private Verdict verdict() {
    return Verdict.of(home, source, backing);
  }

  @Test
  @DisplayName(
      "I2: an older database and disk with a newer Redis: it is taken back, the bill exact")
  void newerRedis() throws Exception {
    var copied = copyAmidWork(Backing.Kind.DERBY_REDIS);
    backing.putDatabaseBack(copied, home);
    TreeView.delete(home.resolve("data"));
    TreeView.copyAll(copy.resolve("data"), home.resolve("data"));
    assertThat(verdict().get("unfinished")).isPositive();
    assertExactAfterGoingOn("after database and disk went back");
  }

  @Test
  @DisplayName(
      "I2: with large objects and Redis an older database alone, in full flow, is billed exactly")
  void databaseAlone() throws Exception {
    var copied = copyAmidWork(Backing.Kind.POSTGRESQL_REDIS);
    backing.putDatabaseBack(copied, home);
    assertThat(verdict().get("unfinished")).isPositive();
    assertExactAfterGoingOn("after the database alone went back");
  }

  @Test
  @DisplayName("I5: a Redis that is older, empty or changed is noticed, aborts, and is not touched")
  void doesNotFit() throws Exception {
    var copied = copyAmidWork(Backing.Kind.POSTGRESQL_REDIS, "--aggregation-history", "1");
    var newest = RedisServer.dump(redis());
    backing.putRedisBack(copied);
    assertNoticed("Redis is at aggregation transaction");

    ask(Command.of("FLUSHDB"));
    assertNoticed("Redis is at aggregation transaction 0");

    RedisServer.restore(redis(), newest);
    var bucket = newest.keySet().stream().filter(k -> k.contains(":sessions:")).findFirst();
    ask(Command.of("DEL", bucket.orElseThrow()));
    assertNoticed(bucket.orElseThrow());

    RedisServer.restore(redis(), newest);
    backing.putDatabaseBack(copied, home);
    assertNoticed("does not know any more what was before");
  }

  private void ask(Command command) throws Exception {
    try (var redis = RedisConnection.open(redis())) {
      redis.ask(command);
    }
  }

  private void assertNoticed(String why) throws Exception {
    var before = RedisServer.dump(redis());
    assertThat(verdict().get("dangling")).as(why).isPositive();
    try (var engine = EngineProcess.start(home, source, backing.run())) {
      assertThat(engine.status().body()).contains("\"state\":\"aborted\"").contains(why);
      engine.terminate();
    }
    assertThat(RedisServer.dump(redis())).containsExactlyInAnyOrderEntriesOf(before);
  }

  @Test
  @DisplayName("a database that another engine has is refused, and so is another place of sessions")
  void oneEngineOnePlace() throws Exception {
    backing = Backing.Kind.POSTGRESQL_REDIS.fresh();
    try (var engine = EngineProcess.start(home, source, backing.run())) {
      try (var second =
          EngineProcess.launch(directory.resolve("second"), source, "", backing.run())) {
        assertThat(second.awaitEnd()).isEqualTo(1);
        assertThat(second.output()).contains("stop the engine first");
      }
      engine.awaitIdle();
      engine.terminate();
    }
    verdict().assertExact("after the other was refused");
    var onDisk = new Backing(backing.postgresql(), null, false);
    try (var engine = EngineProcess.start(home, source, onDisk.run())) {
      assertThat(engine.status().body()).contains("cannot be continued on disk");
    }
    var empty = new Backing(Backing.Kind.POSTGRESQL_DISK.fresh().postgresql(), redis(), true);
    var elsewhere = directory.resolve("elsewhere");
    try (var engine = EngineProcess.launch(elsewhere, source, "", empty.run())) {
      assertThat(engine.awaitEnd()).isEqualTo(1);
      assertThat(engine.output()).contains("holds open sessions");
    }
  }
}
