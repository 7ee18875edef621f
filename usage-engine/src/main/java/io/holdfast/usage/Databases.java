package io.holdfast.usage;

import io.holdfast.usage.database.DatabaseDriver;
import io.holdfast.usage.database.DerbyDriver;
import io.holdfast.usage.database.PostgresqlDriver;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.redis.RedisAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine keeps what is not in its files.
 *
 * @param redis where the open sessions are; null if they are in files
 */
record Databases(DatabaseDriver system, @Nullable RedisAddress redis) {
  /** Options that every command takes which works with an engine's home. */
  private static final List<String> OPTIONS =
      List.of(
          "database",
          "database-user",
          "database-password-file",
          "aggregation",
          "aggregation-password-file");

  private static final String DERBY = "derby";
  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final String DISK = "disk";

  /** These options and more. */
  static List<String> and(String... more) {
    return Stream.concat(OPTIONS.stream(), Stream.of(more)).toList();
  }

  static Databases of(Arguments arguments, Home home) throws IOException {
    return new Databases(system(arguments, home), redis(arguments));
  }

  private static DatabaseDriver system(Arguments arguments, Home home) throws IOException {
    var database = arguments.text("database", DERBY);
    if (database.equals(DERBY)) {
      return new DerbyDriver(home);
    }
    if (!database.startsWith(POSTGRESQL)) {
      throw new UsageException(
          "option --database must be derby or jdbc:postgresql://HOST:PORT/NAME, not '%s'"
              .formatted(database));
    }
    var password = password(arguments, "database-password-file");
    return new PostgresqlDriver(
        database,
        arguments.textOrNull("database-user"),
        password == null ? System.getenv("PGPASSWORD") : password);
  }

  private static @Nullable RedisAddress redis(Arguments arguments) throws IOException {
    var aggregation = arguments.text("aggregation", DISK);
    if (aggregation.equals(DISK)) {
      return null;
    }
    return RedisAddress.parse(aggregation, password(arguments, "aggregation-password-file"))
        .orElseThrow(
            () ->
                new UsageException(
                    "option --aggregation must be disk or redis://HOST:PORT/NUMBER, not '%s'"
                        .formatted(aggregation)));
  }

  private static @Nullable String password(Arguments arguments, String option) throws IOException {
    return arguments.textOrNull(option) == null
        ? null
        : Files.readString(arguments.path(option)).lines().findFirst().orElse("");
  }

  /** Derby runs in this process, and has to be served to others by it. */
  boolean embedded() {
    return system instanceof DerbyDriver;
  }
}
