package io.holdfast.usage;

import java.nio.file.Path;
import java.util.List;

/**
 * What {@code run} is told. Sizes are in bytes; a rate of 0 is no limit; a port of 0 is any free
 * one.
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
    long defragmentMillis) {

  static final List<String> OPTIONS =
      List.of(
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
          "defragment-millis");

  static Settings of(Arguments arguments) {
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
        arguments.number("defragment-millis", 10, 86_400_000, 2000));
  }
}
