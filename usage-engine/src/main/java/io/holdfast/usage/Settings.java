package io.holdfast.usage;

import io.holdfast.usage.disk.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code run} is told. Sizes are in bytes; a rate of 0 is no limit; a port of 0 is any free
 * one.
 *
 * @param largeObjects whether inter-workflow batches are handed on in the database
 * @param aggregationHistory bytes of former versions of sessions that Redis keeps
 */
record Settings(
    Path home,
    Path source,
    Path readyFile,
    int controlPort,
    int derbyPort,
    long rate,
    boolean ignoreSuspension,
    long sessionFileBytes,
    long realTimeFileBytes,
    int archiveKeep,
    long defragmentMillis,
    Databases databases,
    boolean largeObjects,
    long aggregationHistory) {

  static final List<String> OPTIONS =
      Databases.and(
          "home",
          "source",
          "ready-file",
          "control-port",
          "derby-port",
          "rate",
          "ignore-suspension",
          "session-file-bytes",
          "realtime-file-bytes",
          "archive-keep",
          "defragment-millis",
          "interworkflow",
          "aggregation-history");

  static Settings of(Arguments arguments) throws IOException {
    var databases = Databases.of(arguments, new Home(arguments.path("home")));
    return new Settings(
        arguments.path("home"),
        arguments.path("source"),
        arguments.path("ready-file"),
        (int) arguments.number("control-port", 0, 65_535, 0),
        (int) arguments.number("derby-port", 0, 65_535, 0),
        arguments.number("rate", 0, 1_000_000_000, 0),
        arguments.flag("ignore-suspension"),
        arguments.number("session-file-bytes", 1, 1L << 30, 4L << 20),
        arguments.number("realtime-file-bytes", 1, 1L << 30, 1L << 20),
        (int) arguments.number("archive-keep", 1, 1_000_000, 1000),
        arguments.number("defragment-millis", 10, 86_400_000, 2000),
        databases,
        largeObjects(arguments, databases),
        arguments.number("aggregation-history", 1, 1L << 40, 64L << 20));
  }

  private static boolean largeObjects(Arguments arguments, Databases databases) {
    var where = arguments.text("interworkflow", "disk");
    if (where.equals("disk")) {
      return false;
    }
    if (!where.equals("database")) {
      throw new UsageException(
          "option --interworkflow must be disk or database, not '%s'".formatted(where));
    }
    if (databases.embedded()) {
      throw new UsageException(
          "option --interworkflow database needs PostgreSQL: Derby has no large objects");
    }
    return true;
  }
}
