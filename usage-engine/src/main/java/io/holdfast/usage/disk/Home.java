package io.holdfast.usage.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The layout below the home directory. It follows the profile directories of the installations that
 * Holdfast protects, so that the same temporary markers ({@code DR_TMP_DIR}, {@code tmp}, {@code
 * pending}, {@code TEMP.}) occur at the same places.
 *
 * <pre>
 * storage/systemdb        the system database (Derby's own files)
 * data/in/                claimed input; in/DR_TMP_DIR while it is processed
 * data/err/               lines that could not be decoded
 * data/dupudr/            duplicate-UDR containers, one a day of event time; tmp/ for new ones
 * data/interwf/           NNN/ finished inter-workflow batches; DR_TMP_DIR/ the open one
 * data/aggregation/       append-only session files and their index; TEMP. while being made
 * data/archive/           MM/DD/ archived input; pending/ the open batch
 * data/out/               bills of closed sessions; DR_TMP_DIR/ the open file
 * data/out-realtime/      rated events; DR_TMP_DIR/ synchronised output, recovered at the next start
 * log/                    logs; the only place besides Derby's that may change while quiet
 * </pre>
 */
public record Home(Path root) {
  public static final String OPEN_DIRECTORY = "DR_TMP_DIR";
  public static final String PARTIAL_PREFIX = "TEMP.";

  public Home {
    root = root.toAbsolutePath().normalize();
  }

  public Path storage() {
    return root.resolve("storage");
  }

  public Path systemDatabase() {
    return storage().resolve("systemdb");
  }

  public Path data() {
    return root.resolve("data");
  }

  public Path in() {
    return data().resolve("in");
  }

  public Path err() {
    return data().resolve("err");
  }

  public Path duplicates() {
    return data().resolve("dupudr");
  }

  public Path duplicatesOpen() {
    return duplicates().resolve("tmp");
  }

  public Path interWorkflow() {
    return data().resolve("interwf");
  }

  public Path aggregation() {
    return data().resolve("aggregation");
  }

  public Path archive() {
    return data().resolve("archive");
  }

  public Path archivePending() {
    return archive().resolve("pending");
  }

  public Path out() {
    return data().resolve("out");
  }

  public Path outRealTime() {
    return data().resolve("out-realtime");
  }

  public Path log() {
    return root.resolve("log");
  }

  /** The directory below {@code profile} that holds what is open. */
  public static Path open(Path profile) {
    return profile.resolve(OPEN_DIRECTORY);
  }

  /** Makes what is missing: a restore need not bring back empty or temporary directories. */
  public void createDirectories() throws IOException {
    var all =
        List.of(
            storage(),
            open(in()),
            err(),
            duplicatesOpen(),
            open(interWorkflow()),
            aggregation(),
            archivePending(),
            open(out()),
            open(outRealTime()),
            log());
    for (var directory : all) {
      Files.createDirectories(directory);
    }
  }
}
