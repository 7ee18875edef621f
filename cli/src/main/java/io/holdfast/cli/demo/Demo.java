package io.holdfast.cli.demo;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.Version;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.cli.vault.Passwords;
import io.holdfast.cli.vault.VaultLocations;
import io.holdfast.engine.Backup;
import io.holdfast.engine.Providers;
import io.holdfast.engine.Restore;
import io.holdfast.model.config.ConfigParser;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.platform.Disk;
import io.holdfast.vault.Vault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The story, in its order. Everything happens below one directory, where a person can look
 * afterwards; the configuration there works with every other command.
 */
final class Demo {
  /**
   * The engine is held to this many seconds for all its input, so that there is something to
   * interrupt.
   */
  private static final long PACED_SECONDS = 25;

  private final Surroundings surroundings;
  private final Output output;
  private final Path directory;
  private final Path home;
  private final Path naive;
  private final Path config;
  private final Path password;
  private final long records;
  private final long seed;
  private final EngineState database;
  private final EngineState aggregation;
  private final UsageEngine engine;

  Demo(
      Surroundings surroundings,
      Path directory,
      Path jars,
      long records,
      long seed,
      EngineState database,
      EngineState aggregation) {
    this.surroundings = surroundings;
    this.output = surroundings.output();
    this.directory = directory;
    this.home = directory.resolve("installation");
    this.naive = directory.resolve("plain-copy");
    this.config = directory.resolve("holdfast.yaml");
    this.password = directory.resolve("password");
    this.records = records;
    this.seed = seed;
    this.database = database;
    this.aggregation = aggregation;
    this.engine =
        new UsageEngine(
            jars,
            directory.resolve("source"),
            home,
            directory.resolve("logs"),
            surroundings.clock(),
            options(Stream.of(database, aggregation)));
  }

  private Stream<EngineState> parts() {
    return Stream.of(database, aggregation);
  }

  private static List<String> options(Stream<EngineState> parts) {
    return parts.flatMap(part -> part.options().stream()).toList();
  }

  int run() throws IOException {
    long begun = surroundings.clock().nanos();
    Disk.createDirectories(directory.resolve("logs"));
    output.line(
        "Holdfast %s, demonstration with %s usage records, seed %d",
        Version.current(), Units.count(records), seed);
    output.line("Everything lies below %s", directory);
    try {
      startEngine();
      Installation installation = describe();
      Backup.Result set = backUp(installation);
      copyPlainly();
      destroy();
      restore(installation, set);
      JsonNode bill = finish(engine).bill;
      Naive other = runPlainCopy();
      return tell(set, bill, other, Duration.ofNanos(surroundings.clock().nanos() - begun));
    } finally {
      engine.kill();
    }
  }

  private void startEngine() throws IOException {
    chapter("A usage engine at work");
    long history = History.write(home, seed);
    say(
        "The installation has a past: %s files of a local archive, %s.",
        Units.count(History.FILES), Units.bytes(history));
    engine.generate(records, seed);
    say(
        "Upstream systems left %s records in source/: partial, late, doubled and broken ones among"
            + " them.",
        Units.count(records));
    long rate = Math.max(1_000, records / PACED_SECONDS);
    if (!engine.start(rate)) {
      throw UsageEngine.failed("the usage engine did not start");
    }
    say(
        "The engine collects, decodes, removes duplicates, aggregates and bills them (process %d),",
        engine.pid());
    say("held to %s records a second so that there is something to interrupt.", Units.count(rate));
    parts().map(EngineState::sentence).forEach(this::tellIfAny);
    engine.awaitRecords(records * 3 / 10);
  }

  /** The configuration that a person would have written, in the demonstration's directory. */
  private Installation describe() throws IOException {
    String secret = HexFormat.of().formatHex(surroundings.randomness().bytes(16)) + "\n";
    writeSecret(password, secret);
    String stores = parts().map(part -> part.store(engine)).collect(Collectors.joining());
    writeSecret(config, DemoConfig.text(directory, home, password, engine, stores));
    return ConfigParser.parse(config.toString(), Disk.readText(config));
  }

  private Backup.Result backUp(Installation installation) {
    chapter("Holdfast backs it up while it works");
    try (Vault vault =
        VaultLocations.init(
            installation.vault().location(),
            Passwords.of(Map.of(), installation.vault().passwordFile()),
            surroundings)) {
      Backup.Result set =
          new Backup(
                  installation,
                  installation.rules().getFirst(),
                  vault,
                  Providers.load(),
                  surroundings.clock(),
                  surroundings.randomness(),
                  new Backup.Options(
                      directory.resolve("state"),
                      surroundings.threads(),
                      Version.current(),
                      step -> {}))
              .run(surroundings.progress());
      RecoverySet sealed = set.set();
      long bytes = sealed.members().stream().mapToLong(member -> member.bytes()).sum();
      long files = sealed.members().stream().mapToLong(member -> member.files()).sum();
      say(
          "Processing stood still for %s; before and after that, it ran.",
          Units.duration(sealed.window().suspended()));
      say(
          "Set %s holds %s files, %s (%s in the vault); %s database references resolve.",
          set.snapshot().id().brief(),
          Units.count(files),
          Units.bytes(bytes),
          Units.bytes(set.newBytes()),
          Units.count(sealed.referencesChecked()));
      say("Grade: %s.", sealed.grade().label());
      sealed.reasons().forEach(reason -> say("  because %s", reason));
      return set;
    }
  }

  private void copyPlainly() throws IOException {
    chapter("Beside it, what is done without Holdfast");
    engine.awaitRecords(records * 45 / 100);
    long begun = surroundings.clock().nanos();
    PlainCopy copy = new PlainCopy();
    copy.copy(home, naive);
    say("A plain copy of the running installation, in the order of names as rsync goes,");
    say(
        "took %s: %s files%s, and no error.",
        Units.duration(Duration.ofNanos(surroundings.clock().nanos() - begun)),
        Units.count(copy.files()),
        copy.vanished() == 0 ? "" : ", " + copy.vanished() + " vanished under it");
    parts().map(EngineState::copyPlainly).forEach(this::tellIfAny);
  }

  private void destroy() throws IOException {
    chapter("The disaster");
    engine.awaitRecords(records * 7 / 10);
    long pid = engine.pid();
    engine.kill();
    Disk.deleteTree(home);
    parts().forEach(EngineState::destroy);
    say(
        "Process %d was killed with SIGKILL, and the whole installation is deleted, its database"
            + " and open sessions too.",
        pid);
  }

  private void restore(Installation installation, Backup.Result set) {
    chapter("The way back");
    long begun = surroundings.clock().nanos();
    try (Vault vault =
        VaultLocations.open(
            installation.vault().location(),
            Passwords.of(Map.of(), installation.vault().passwordFile()),
            surroundings)) {
      Restore.Report report =
          new Restore(
                  installation,
                  vault,
                  Providers.load(),
                  surroundings.clock(),
                  surroundings.threads())
              .inPlace(
                  set.snapshot(), set.set(), directory.resolve("state"), surroundings.progress());
      say(
          "Restored in %s: files first, then the database; every file was read back,",
          Units.duration(Duration.ofNanos(surroundings.clock().nanos() - begun)));
      say(
          "and %s references from the database resolve, hashes included.",
          Units.count(report.closure().references()));
    }
    if (!engine.start(0)) {
      throw UsageEngine.failed("the restored engine did not start");
    }
    say("The engine runs again, and collects what its restored database does not know yet.");
  }

  /** Lets an engine work to its end and compares. */
  private Finished finish(UsageEngine running) {
    Optional<String> aborted = running.awaitIdle();
    running.stop();
    return new Finished(running.oracle(), aborted);
  }

  private record Finished(JsonNode bill, Optional<String> aborted) {}

  /** The same disaster with the plain copy; whatever comes of it is told as it is. */
  private Naive runPlainCopy() {
    try (EngineState plainDatabase = database.ofPlainCopy();
        EngineState plainAggregation = aggregation.ofPlainCopy()) {
      return runPlainCopy(engine.at(naive, options(Stream.of(plainDatabase, plainAggregation))));
    }
  }

  private Naive runPlainCopy(UsageEngine other) {
    try {
      if (!other.start(0)) {
        return new Naive(false, Optional.of("the engine does not start on it"), countOf(other));
      }
      Finished finished = finish(other);
      return new Naive(true, finished.aborted, Optional.of(finished.bill));
    } finally {
      other.kill();
    }
  }

  private static Optional<JsonNode> countOf(UsageEngine other) {
    try {
      return Optional.of(other.oracle());
    } catch (HoldfastException notEvenReadable) {
      return Optional.empty();
    }
  }

  /** What became of the plain copy; without a bill, its database could not even be read. */
  private record Naive(boolean started, Optional<String> trouble, Optional<JsonNode> bill) {}

  private int tell(Backup.Result set, JsonNode bill, Naive other, Duration took) {
    chapter("The bill, against one computed from the input alone");
    output.line("");
    output.line("  %-26s %12s %12s", "", "Holdfast", "plain copy");
    row("records lost", bill, other, "lost");
    row("records billed twice", bill, other, "duplicated");
    row("sessions billed wrongly", bill, other, "wrong");
    row("dangling references", bill, other, "dangling");
    output.line("");
    other.trouble.ifPresent(trouble -> say("On the plain copy, %s", trouble));
    if (other.bill.isPresent() && damage(other.bill.get()) == 0 && other.trouble.isEmpty()) {
      say(
          "This time the plain copy came through unharmed: luck, which another seed will not"
              + " have.");
    }
    boolean proved = damage(bill) == 0 && set.set().grade() == Grade.CONSISTENT;
    say(
        proved
            ? "Nothing was lost, nothing was billed twice, nothing dangles."
            : "THIS IS NOT AS IT SHOULD BE: the restored engine's bill is wrong, or the set is not"
                + " consistent.");
    output.line("");
    output.line("Look around (%s in all):", Units.duration(took));
    output.line("  ./holdfast show   --config %s", config);
    output.line("  ./holdfast verify --config %s --read-data", config);
    output.line(
        "  RESTIC_PASSWORD_FILE=%s restic -r %s ls latest", password, directory.resolve("vault"));
    output.line("  rm -r %s   # when you have seen enough", directory);
    summarize(set, bill, other, took);
    return proved ? 0 : ErrorCode.DEMO_FAILED.exitCode();
  }

  private void row(String what, JsonNode bill, Naive other, String field) {
    output.line(
        "  %-26s %12s %12s",
        what,
        Units.count(bill.path(field).asLong(-1)),
        other.bill.map(found -> Units.count(found.path(field).asLong(-1))).orElse("unreadable"));
  }

  private void summarize(Backup.Result set, JsonNode bill, Naive other, Duration took) {
    ObjectNode summary = Output.object().put("records", records);
    for (String field : List.of("lost", "duplicated", "wrong", "dangling")) {
      summary.put(field, bill.path(field).asLong(-1));
    }
    summary
        .put("grade", set.set().grade().label())
        .put("windowMillis", set.set().window().suspended().toMillis())
        .put("setId", set.snapshot().id().hex())
        .put("vault", directory.resolve("vault").toString())
        .put("passwordFile", password.toString())
        .put("config", config.toString())
        .put("seed", seed)
        .put("database", database.kind())
        .put("aggregation", aggregation.kind())
        .put("millis", took.toMillis());
    ObjectNode plain = summary.putObject("naive").put("started", other.started);
    for (String field : List.of("lost", "duplicated", "wrong", "dangling")) {
      if (other.bill.isPresent()) {
        plain.put(field, other.bill.get().path(field).asLong(-1));
      } else {
        plain.putNull(field);
      }
    }
    other.trouble.ifPresent(trouble -> plain.put("trouble", trouble));
    output.summary(summary);
  }

  private static long damage(JsonNode bill) {
    return bill.path("lost").asLong(1)
        + bill.path("duplicated").asLong(1)
        + bill.path("wrong").asLong(1)
        + bill.path("dangling").asLong(1);
  }

  private void chapter(String title) {
    output.line("");
    output.line(title);
    output.event("chapter", Output.object().put("title", title));
  }

  private void tellIfAny(String sentence) {
    if (!sentence.isEmpty()) {
      say("%s", sentence);
    }
  }

  private void say(String format, Object... arguments) {
    output.line("  " + String.format(format, arguments));
  }

  static void writeSecret(Path file, String text) throws IOException {
    Disk.writePrivatelyAndDurably(
        file,
        file.resolveSibling(file.getFileName() + ".tmp"),
        List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
  }
}
