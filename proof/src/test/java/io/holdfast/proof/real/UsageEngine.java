package io.holdfast.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The reference usage engine as a process: fed, started, asked, killed, and judged by its oracle.
 */
public final class UsageEngine implements AutoCloseable {
  private static final String MAIN = "io.holdfast.usage.Main";
  private static final Duration START = Duration.ofSeconds(60);

  private final Path source;
  private final Path home;
  private final Path logs;
  private List<String> databases = List.of();
  private @Nullable Process process;
  private String control = "";
  private String derby = "";
  private Path derbyDirectory = Path.of("");

  public UsageEngine(Path source, Path home, Path logs) {
    this.source = source;
    this.home = home;
    this.logs = logs;
  }

  /** The same upstream, another installation. */
  public UsageEngine at(Path otherHome) {
    UsageEngine other = new UsageEngine(source, otherHome, logs);
    other.databases = databases;
    return other;
  }

  /** Keeps its state elsewhere, by options that all of its commands have. */
  public void keepsStateIn(String... options) {
    databases = List.of(options);
  }

  /**
   * Adds input; each seed adds more. The engine's pace is kept between each 500 records of a file,
   * so a file needs some thousands to be slow.
   */
  public void generate(long records, long seed, long recordsPerFile) {
    run(
        "generate",
        "--source",
        source.toString(),
        "--records",
        Long.toString(records),
        "--seed",
        Long.toString(seed),
        "--files",
        Long.toString(Math.max(1, records / recordsPerFile)));
  }

  /**
   * Starts it and waits until it is up.
   *
   * @param rate records a second; 0 for as fast as it can
   */
  public void start(long rate, String... options) {
    start(rate, 0, 0, options);
  }

  /** Starts it again, under the addresses that it had. */
  public void restart(long rate) {
    int derbyPort = URI.create(derby.substring("jdbc:".length())).getPort();
    start(rate, URI.create(control).getPort(), derbyPort);
  }

  private void start(long rate, int controlPort, int derbyPort, String... options) {
    Path ready = logs.resolve("ready-" + home.getFileName() + ".json");
    List<String> words = new ArrayList<>(List.of(MAIN, "run"));
    words.addAll(List.of("--home", home.toString(), "--source", source.toString()));
    words.addAll(List.of("--control-port", Integer.toString(controlPort)));
    words.addAll(List.of("--derby-port", Integer.toString(derbyPort)));
    words.addAll(List.of("--ready-file", ready.toString(), "--rate", Long.toString(rate)));
    words.addAll(List.of(options));
    words.addAll(databases);
    try {
      Files.createDirectories(logs);
      Files.createDirectories(home);
      Files.deleteIfExists(ready);
      Path log = logs.resolve("engine-" + home.getFileName() + ".log");
      ProcessBuilder builder =
          new ProcessBuilder(Children.java(List.of("-Xmx512m"), words))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      Process started = Children.start(builder);
      process = started;
      Await.until(
          "the usage engine is up; its log is " + log,
          START,
          () -> {
            assertThat(started.isAlive()).as(() -> "the engine ended: " + textOf(log)).isTrue();
            return Files.exists(ready);
          });
      JsonNode said = JsonMapper.shared().readTree(Files.readString(ready));
      control = said.required("control").asString();
      derby = said.path("derby").asString("");
      derbyDirectory = Path.of(said.path("derbyDirectory").asString(""));
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  public String control() {
    return control;
  }

  /** Its address; empty if the engine keeps its rows elsewhere. */
  public String derby() {
    return derby;
  }

  public Path derbyDirectory() {
    return derbyDirectory;
  }

  public long pid() {
    return process == null ? 0 : process.pid();
  }

  /** What its control API says. */
  public JsonNode status() {
    return call("GET", "/v1/status", "");
  }

  /** One request to the control API. */
  public JsonNode call(String method, String path, String body) {
    try {
      HttpURLConnection connection =
          (HttpURLConnection) URI.create(control + path).toURL().openConnection();
      connection.setRequestMethod(method);
      connection.setConnectTimeout(10_000);
      connection.setReadTimeout(10_000);
      if (!body.isEmpty()) {
        connection.setDoOutput(true);
        try (var out = connection.getOutputStream()) {
          out.write(body.getBytes(StandardCharsets.UTF_8));
        }
      }
      int code = connection.getResponseCode();
      try (var in = code < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        return JsonMapper.shared().readTree(in.readAllBytes());
      }
    } catch (IOException silent) {
      throw new UncheckedIOException(method + " " + control + path, silent);
    }
  }

  public long recordsIn() {
    return status().path("counters").path("recordsIn").asLong(0);
  }

  public boolean isIdle() {
    return status().path("idle").asBoolean(false);
  }

  public boolean isSuspended() {
    return !status().path("suspension").isNull() && status().has("suspension");
  }

  /** Waits until it has read this many records in all. */
  public void awaitRecords(long records) {
    Await.until(
        records + " records are read",
        Duration.ofSeconds(120),
        () -> {
          JsonNode status = status();
          boolean there = status.path("counters").path("recordsIn").asLong(0) >= records;
          if (!there && status.path("idle").asBoolean(false)) {
            fail("the engine has read all there is, and that is less than %d", records);
          }
          return there;
        });
  }

  /** Waits until processing is seen to move: records are read that were not read before. */
  public void awaitProgress(String why) {
    long before = recordsIn();
    Await.until(why, Duration.ofSeconds(20), () -> recordsIn() > before);
  }

  /** Waits until all input is billed; fails if a workflow aborted. */
  public void awaitIdle() {
    assertThat(awaitEnd()).as("aborted workflows").isEmpty();
  }

  /**
   * Waits until all input is billed, or all that can be because a workflow aborted; says which did,
   * and why.
   */
  public List<String> awaitEnd() {
    List<String> aborted = new ArrayList<>();
    Await.until(
        "all input is billed",
        Duration.ofSeconds(180),
        () -> {
          JsonNode status = status();
          for (JsonNode workflow : status.path("workflows")) {
            if (workflow.path("state").asString("").equals("aborted")) {
              aborted.add(
                  workflow.path("name").asString("") + ": " + workflow.path("reason").asString(""));
            }
          }
          return !aborted.isEmpty() || status.path("idle").asBoolean(false);
        });
    if (!aborted.isEmpty()) {
      Await.until("the others have nothing to do", Duration.ofSeconds(180), this::isAtRest);
    }
    return aborted;
  }

  private boolean isAtRest() {
    JsonNode before = status().path("counters");
    Await.pause(3_000);
    return before.equals(status().path("counters"));
  }

  /** Compares the bill with the input; the engine must not run. */
  public JsonNode oracle() {
    List<String> words = new ArrayList<>(List.of("oracle"));
    words.addAll(List.of("--source", source.toString(), "--home", home.toString()));
    words.addAll(databases);
    Outcome outcome = run(words.toArray(String[]::new));
    return JsonMapper.shared().readTree(outcome.out().strip().lines().toList().getLast());
  }

  /** SIGKILL, and waits. */
  public void kill() {
    end(true);
  }

  /** SIGTERM, and waits. */
  public void stop() {
    end(false);
  }

  private void end(boolean hard) {
    Process running = process;
    if (running == null) {
      return;
    }
    process = null;
    if (hard) {
      running.destroyForcibly();
    } else {
      running.destroy();
    }
    Children.awaitEnd(running, 60);
  }

  @Override
  public void close() {
    Process running = process;
    if (running != null && running.isAlive()) {
      running.destroyForcibly();
      try {
        running.waitFor(10, TimeUnit.SECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Outcome run(String... arguments) {
    return Cli.bare().flag("-Xmx512m").launch(MAIN, List.of(arguments)).await().expect(0);
  }

  private static String textOf(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
