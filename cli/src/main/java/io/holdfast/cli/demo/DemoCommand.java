package io.holdfast.cli.demo;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast demo}. */
@Command(
    name = "demo",
    description = "Back up a working usage engine, destroy it, bring it back, and prove its bill.",
    footer = {
      "",
      "Exit code 0 means: nothing lost, nothing billed twice, nothing dangling.",
      "",
      "Examples:",
      "  holdfast demo",
      "  holdfast demo --database postgresql --aggregation redis",
      "  holdfast demo --records 2000000 --seed 7 --dir /tmp/demo",
      "  holdfast demo --json | tail -n 1"
    })
public final class DemoCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "How many usage records (default: ${DEFAULT-VALUE}).")
  private long records;

  @Option(
      names = "--dir",
      paramLabel = "D",
      description = "A new or empty directory to work in (default: a fresh one below /tmp).")
  private @Nullable Path directory;

  /** What the engine's system database may be. */
  enum DatabaseKind {
    DERBY,
    POSTGRESQL;

    /** As it is written on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--database",
      paramLabel = "KIND",
      defaultValue = "derby",
      description = {
        "The engine's system database: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
        "postgresql starts a private server from the installed programs."
      })
  private DatabaseKind database;

  /** Where the engine's open sessions may be. */
  enum AggregationKind {
    DISK,
    REDIS;

    /** As it is written on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--aggregation",
      paramLabel = "KIND",
      defaultValue = "disk",
      description = {
        "The engine's open sessions: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
        "redis starts a private server from the installed programs."
      })
  private AggregationKind aggregation;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Seeds the input (default: ${DEFAULT-VALUE}).")
  private long seed;

  DemoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    if (records < 1_000) {
      throw new HoldfastException(
          ErrorCode.USAGE,
          "With %d records there is nothing to interrupt".formatted(records),
          "Nothing was done.",
          "Give --records at least 1000.");
    }
    Path work = workDirectory();
    Path jars = jars();
    try (EngineState system = database(work);
        EngineState sessions = aggregation(work)) {
      return new Demo(surroundings, work, jars, records, seed, system, sessions).run();
    }
  }

  private EngineState aggregation(Path work) {
    return switch (aggregation) {
      case DISK -> new DiskAggregation();
      case REDIS -> new RedisAggregation(PrivateRedis.start(work, surroundings));
    };
  }

  private EngineState database(Path work) {
    return switch (database) {
      case DERBY -> new DerbyDatabase();
      case POSTGRESQL -> PostgresqlDatabase.in(PrivatePostgresql.start(work, surroundings), work);
    };
  }

  private Path workDirectory() throws IOException {
    Path chosen = directory;
    if (chosen == null) {
      chosen =
          Path.of(System.getProperty("java.io.tmpdir"))
              .resolve(
                  "holdfast-demo-" + HexFormat.of().formatHex(surroundings.randomness().bytes(4)));
    }
    Path absolute = chosen.toAbsolutePath().normalize();
    if (Disk.exists(absolute) && (!Disk.isDirectory(absolute) || !Disk.list(absolute).isEmpty())) {
      throw new HoldfastException(
          ErrorCode.TARGET_NOT_EMPTY,
          absolute + " is there already and is not an empty directory",
          "Nothing was done.",
          "Name a directory that does not exist yet.");
    }
    Disk.createPrivateDirectories(absolute);
    return absolute;
  }

  /** The launcher says where Holdfast is installed; the usage engine lies beside its own jars. */
  private static Path jars() {
    String home = System.getProperty("holdfast.home");
    if (home == null) {
      throw UsageEngine.failed(
          "the system property holdfast.home is not set, so the usage engine cannot be found;"
              + " start the demonstration with ./holdfast");
    }
    return Path.of(home, "usage-engine", "lib");
  }
}
