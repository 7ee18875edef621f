package io.holdfast.cli.demo;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The demonstration's {@code holdfast.yaml}: the one that a person would write for this engine. */
final class DemoConfig {
  private DemoConfig() {}

  static String text(Path directory, Path home, Path password, UsageEngine engine, String stores) {
    return """
    # Written by 'holdfast demo'. Every command works with it: --config %1$s/holdfast.yaml
    installation: demo
    vault:
      location: '%1$s/vault'
      passwordFile: '%3$s'
    state: '%1$s/state'
    suspension:
      driver: http
      url: '%4$s'
      drain: 1m
      lease: 2m
    stores:
    %5$s  - name: shared-disk
        kind: files
        root: '%2$s'
        profiles:
          - {path: data/in, profile: collection}
          - {path: data/aggregation, profile: aggregation}
          - {path: data/dupudr, profile: duplicate-udr}
          - {path: data/interwf, profile: inter-workflow}
          - {path: data/archive, profile: archive}
          - {path: data/out, profile: forwarding}
          - {path: data/out-realtime, profile: real-time-forwarding}
          - {path: log, profile: log}
    references:
    %6$s
    rules:
      - name: demo
        coldWindow: {budget: 30s, sweep: full, onOverrun: abort}
    """
        .formatted(directory, home, password, engine.control(), stores, references());
  }

  /** Every table of the usage engine whose rows name files. */
  private static String references() {
    return Stream.of(
            "archive_file data/archive",
            "error_file data/err",
            "duplicate_container data/dupudr",
            "interworkflow_batch data/interwf",
            "session_file data/aggregation",
            "session_index data/aggregation",
            "output_file data/out",
            "realtime_output data/out-realtime")
        .map(line -> line.split(" "))
        .map(
            words ->
                """
                  - from: system-database
                    query: select path, length, sha256 from %s
                    to: shared-disk
                    base: %s\
                """
                    .formatted(words[0], words[1]))
        .collect(Collectors.joining("\n"));
  }
}
