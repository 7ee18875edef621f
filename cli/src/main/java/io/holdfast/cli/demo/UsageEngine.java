package io.holdfast.cli.demo;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The reference usage engine as a program of its own: started, asked, killed. */
final class UsageEngine {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final String MAIN = "io.holdfast.usage.Main";

  private final Path jars;
  private final Path source;
  private final Path home;
  private final Path logs;
  private final Clock clock;
  private final List<String> state;
  private @Nullable Process process;
  private URI control = URI.create("http://127.0.0.1/");
  private String derby = "";
  private Path derbyDirectory = Path.of("");

  /**
   * @param jars the directory with the engine's jars
   * @param source where the upstream systems leave their files, outside of the installation
   * @param home the installation
   * @param state what it must be told of where its state lies
   */
  UsageEngine(Path jars, Path source, Path home, Path logs, Clock clock, List<String> state) {
    this.jars = jars;
    this.source = source;
    this.home = home;
    this.logs = logs;
    this.clock = clock;
    this.state = state;
  }

  /** The same engine on another installation directory, with other state. */
  UsageEngine at(Path otherHome, List<String> otherState) {
    return new UsageEngine(jars, source, otherHome, logs, clock, otherState);
  }

  void generate(long records, long seed) {
    Ended ended =
        runToEnd(
            command(
                List.of(
                    "generate",
                    "--source",
                    source.toString(),
                    "--records",
                    Long.toString(records),
                    "--seed",
                    Long.toString(seed))));
    if (ended.exit != 0) {
      throw failed("the generator ended with " + ended.exit + ": " + ended.output.strip());
    }
  }

  /**
   * Starts it; returns when it is up.
   *
   * @param rate records per second, 0 for as fast as it can
   * @return false if it ended by itself before it was up
   */
  boolean start(long rate) {
    Path ready = logs.resolve("ready-" + home.getFileName() + ".json");
    try {
      Disk.deleteIfExists(ready);
      List<String> command =
          withState(
              List.of(
                  "run",
                  "--home",
                  home.toString(),
                  "--source",
                  source.toString(),
                  "--control-port",
                  "0",
                  "--derby-port",
                  "0",
                  "--ready-file",
                  ready.toString(),
                  "--rate",
                  Long.toString(rate)));
      Process started =
          Processes.start(command, Map.of(), logs.resolve("engine-" + home.getFileName() + ".log"));
      process = started;
      long giveUp = clock.nanos() + START.toNanos();
      while (!Disk.exists(ready)) {
        if (!started.isAlive() || clock.nanos() > giveUp) {
          kill();
          return false;
        }
        clock.sleep(POLL);
        Backstop.stopIfInterrupted();
      }
      JsonNode said = JsonMapper.shared().readTree(Disk.read(ready));
      control = URI.create(said.path("control").asString());
      derby = said.path("derby").asString("");
      derbyDirectory = Path.of(said.path("derbyDirectory").asString(""));
      return true;
    } catch (IOException cannot) {
      throw failed("the usage engine cannot be started: " + cannot.getMessage());
    }
  }

  URI control() {
    return control;
  }

  String derby() {
    return derby;
  }

  Path derbyDirectory() {
    return derbyDirectory;
  }

  long pid() {
    return process == null ? 0 : process.pid();
  }

  /** Its status; empty if it does not answer. */
  Optional<JsonNode> status() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(control.resolve("/v1/status"))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return Optional.of(JsonMapper.shared().readTree(answer.body()));
    } catch (IOException silent) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** Waits until it has read this many records, or all there are. */
  void awaitRecords(long records) {
    while (true) {
      Backstop.stopIfInterrupted();
      JsonNode status = status().orElseThrow(() -> failed("the usage engine does not answer"));
      if (status.path("counters").path("recordsIn").asLong(0) >= records
          || status.path("idle").asBoolean(false)) {
        return;
      }
      clock.sleep(POLL);
    }
  }

  /**
   * Waits until all input is billed.
   *
   * @return the workflow that aborted and why; empty if all went well
   */
  Optional<String> awaitIdle() {
    while (true) {
      Backstop.stopIfInterrupted();
      Optional<JsonNode> status = status();
      if (status.isEmpty()) {
        return Optional.of("the engine ended by itself");
      }
      for (JsonNode workflow : status.get().path("workflows")) {
        if (workflow.path("state").asString("").equals("aborted")) {
          return Optional.of(
              "workflow "
                  + workflow.path("name").asString("?")
                  + " aborted: "
                  + workflow.path("reason").asString("?"));
        }
      }
      if (status.get().path("idle").asBoolean(false)) {
        return Optional.empty();
      }
      clock.sleep(POLL);
    }
  }

  /** SIGKILL: nothing is written any more. */
  void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      awaitEnd(running);
      process = null;
    }
  }

  /** SIGTERM: an orderly stop. */
  void stop() {
    Process running = process;
    if (running != null) {
      running.destroy();
      awaitEnd(running);
      process = null;
    }
  }

  /** Compares what was billed with what the input says; the engine is stopped. */
  JsonNode oracle() {
    Ended ended =
        runToEnd(
            withState(List.of("oracle", "--source", source.toString(), "--home", home.toString())));
    List<String> lines = ended.output.lines().filter(line -> line.startsWith("{")).toList();
    if (ended.exit != 0 || lines.isEmpty()) {
      throw failed("the oracle ended with " + ended.exit + ": " + ended.output.strip());
    }
    return JsonMapper.shared().readTree(lines.getLast());
  }

  private static void awaitEnd(Process ending) {
    try {
      if (!ending.waitFor(60, TimeUnit.SECONDS)) {
        ending.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      ending.destroyForcibly();
    }
  }

  private Ended runToEnd(List<String> command) {
    try {
      Process run = Processes.startPiped(command, Map.of());
      run.getOutputStream().close();
      String output = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(run.waitFor(), output);
    } catch (IOException cannot) {
      throw failed("the usage engine cannot be started: " + cannot.getMessage());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      Backstop.stopIfInterrupted();
      throw failed("waiting for the usage engine was interrupted");
    }
  }

  private List<String> withState(List<String> arguments) {
    List<String> command = command(arguments);
    command.addAll(state);
    return command;
  }

  private List<String> command(List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Processes.javaProgram(),
                "-Xmx768m",
                "-XX:+UseParallelGC",
                "-cp",
                jars + "/*",
                MAIN));
    command.addAll(arguments);
    return command;
  }

  static HoldfastException failed(String what) {
    return new HoldfastException(
        ErrorCode.DEMO_FAILED,
        what,
        "The demonstration works in its own directory only; nothing else was touched.",
        "Look at the logs in the demonstration's directory.");
  }

  private record Ended(int exit, String output) {}
}
