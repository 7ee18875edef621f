package io.holdfast.usage;

import io.holdfast.usage.disk.Step;
import io.holdfast.usage.redis.RedisAddress;
import io.holdfast.usage.server.PostgresqlServer;
import io.holdfast.usage.server.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine under test keeps its rows, its open sessions and its inter-workflow batches; each
 * one empty and its own.
 *
 * @param postgresql name of the database; null with Derby
 * @param redis null with session files
 */
record Backing(@Nullable String postgresql, @Nullable RedisAddress redis, boolean largeObjects) {
  /** The combinations that are tested; large objects come with PostgreSQL and Redis. */
  enum Kind {
    DERBY_DISK,
    POSTGRESQL_DISK,
    DERBY_REDIS,
    POSTGRESQL_REDIS;

    Backing fresh() throws IOException, SQLException {
      boolean postgresql = name().startsWith("POSTGRESQL");
      boolean redis = name().endsWith("REDIS");
      return new Backing(
          postgresql ? PostgresqlServer.running().create() : null,
          redis ? RedisServer.running().create() : null,
          postgresql && redis);
    }
  }

  /** A copy of the database, and of Redis; no keys where there is none. */
  record Copy(Path database, Map<String, byte[]> redis) {}

  private static final Set<Step> OF_DERBY = EnumSet.of(Step.DATABASE_MOVED);
  private static final Set<Step> OF_LARGE_OBJECTS =
      EnumSet.of(Step.OBJECT_WRITTEN, Step.OBJECT_UNLINKED);
  private static final Set<Step> OF_BATCH_FILES =
      EnumSet.of(
          Step.INTER_WORKFLOW_WRITTEN, Step.INTER_WORKFLOW_MOVED, Step.INTER_WORKFLOW_DELETED);
  private static final Set<Step> OF_REDIS =
      EnumSet.of(Step.SESSIONS_APPLIED, Step.SESSIONS_TAKEN_BACK);
  private static final Set<Step> OF_SESSION_FILES =
      EnumSet.of(
          Step.SESSIONS_APPENDED,
          Step.SESSION_FILE_MOVED,
          Step.INDEX_WRITTEN,
          Step.INDEX_MOVED,
          Step.SESSION_FILES_DELETED,
          Step.INDEX_DELETED,
          Step.DEFRAGMENTED,
          Step.DEFRAGMENTATION_COMMITTED);

  /** The steps that an engine with this backing goes through, in their order. */
  Set<Step> steps() {
    var steps = EnumSet.allOf(Step.class);
    if (postgresql != null) {
      steps.removeAll(OF_DERBY);
    }
    steps.removeAll(redis == null ? OF_REDIS : OF_SESSION_FILES);
    steps.removeAll(largeObjects ? OF_BATCH_FILES : OF_LARGE_OBJECTS);
    return steps;
  }

  /** What {@code oracle} and {@code bill} must be told. */
  List<String> offline() {
    var options = new ArrayList<String>();
    try {
      if (postgresql != null) {
        var server = PostgresqlServer.running();
        Collections.addAll(options, "--database", server.url(postgresql));
        Collections.addAll(options, "--database-user", PostgresqlServer.USER);
        Collections.addAll(options, "--database-password-file", server.passwordFile().toString());
      }
      if (redis != null) {
        var password = RedisServer.running().passwordFile().toString();
        Collections.addAll(options, "--aggregation", redis.url());
        Collections.addAll(options, "--aggregation-password-file", password);
      }
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
    return options;
  }

  /** What {@code run} must be told, and more. */
  String[] run(String... more) {
    var batches = largeObjects ? Stream.of("--interworkflow", "database") : Stream.<String>empty();
    return Stream.of(offline().stream(), batches, Stream.of(more))
        .flatMap(options -> options)
        .toArray(String[]::new);
  }

  /** Copies the database and Redis of a running engine below {@code to}. */
  Copy copy(EngineProcess engine, Path to) throws IOException, SQLException {
    var keys = redis == null ? Map.<String, byte[]>of() : RedisServer.dump(redis);
    if (postgresql == null) {
      try (var connection = DriverManager.getConnection(engine.derby())) {
        SuspensionTest.backUp(connection, to.resolve("storage"));
      }
      return new Copy(to.resolve("storage"), keys);
    }
    var dump = to.resolve("dump");
    PostgresqlServer.running().dump(postgresql, dump);
    return new Copy(dump, keys);
  }

  void putDatabaseBack(Copy copy, Path home) throws IOException, SQLException {
    if (postgresql != null) {
      PostgresqlServer.running().restore(postgresql, copy.database);
    } else {
      TreeView.delete(home.resolve("storage"));
      TreeView.copyAll(copy.database, home.resolve("storage"));
    }
  }

  void putRedisBack(Copy copy) throws IOException {
    if (redis != null) {
      RedisServer.restore(redis, copy.redis);
    }
  }
}
