package io.holdfast.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.usage.json.FlatObject;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The engine as a real process, so that it can really be killed. */
final class EngineProcess implements AutoCloseable {
  static final int HALTED = 137;
  private static final long PATIENCE_SECONDS = 60;

  final Process process;
  private final Path ready;
  private final Path output;
  private Map<String, Object> readyContent = Map.of();

  private EngineProcess(Process process, Path ready, Path output) {
    this.process = process;
    this.ready = ready;
    this.output = output;
  }

  /** One answer of the control API. */
  record Answer(int code, String body) {
    String text(String name) {
      var match = Pattern.compile("\"" + name + "\":\"?([^\",}]*)").matcher(body);
      assertThat(match.find()).as("%s in %s", name, body).isTrue();
      return match.group(1);
    }
  }

  /** Starts it; {@code crashAt} may be empty. Does not wait. */
  static EngineProcess launch(Path home, Path source, String crashAt, String... options)
      throws IOException {
    Files.createDirectories(home);
    var ready = home.resolve("ready.json");
    Files.deleteIfExists(ready);
    var output = home.resolve("process.log");
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    if (!crashAt.isEmpty()) {
      words.add("-Dusage.crashAt=" + crashAt);
    }
    words.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "run"));
    words.addAll(List.of("--home", home.toString(), "--source", source.toString()));
    words.addAll(List.of("--ready-file", ready.toString()));
    words.addAll(List.of(options));
    var process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    return new EngineProcess(process, ready, output);
  }

  /** Starts it and waits until it is up. */
  static EngineProcess start(Path home, Path source, String... options)
      throws IOException, InterruptedException {
    var engine = launch(home, source, "", options);
    engine.awaitReady();
    return engine;
  }

  void awaitReady() throws IOException, InterruptedException {
    await("the ready file", () -> Files.exists(ready));
    readyContent = FlatObject.read(Files.readString(ready));
  }

  interface Condition {
    boolean holds() throws IOException;
  }

  void await(String what, Condition condition) throws IOException, InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.holds()) {
      assertThat(process.isAlive())
          .as(() -> "the engine ended while waiting for %s:%n%s".formatted(what, output()))
          .isTrue();
      assertThat(System.nanoTime()).as("waited too long for %s", what).isLessThan(until);
      Thread.sleep(20);
    }
  }

  void awaitIdle() throws IOException, InterruptedException {
    await("idle", () -> status().body().contains("\"idle\":true"));
  }

  void awaitState(String state) throws IOException, InterruptedException {
    await(state, () -> status().text("state").equals(state));
  }

  String derby() {
    return String.valueOf(readyContent.get("derby"));
  }

  Answer status() throws IOException {
    return call("GET", "/v1/status", "");
  }

  Answer suspend(String holder, long leaseMillis) throws IOException {
    var body = "{\"holder\":\"%s\",\"leaseMillis\":%d}".formatted(holder, leaseMillis);
    return call("POST", "/v1/suspension", body);
  }

  Answer call(String method, String path, String body) throws IOException {
    var url = URI.create(readyContent.get("control") + path).toURL();
    var connection = (HttpURLConnection) url.openConnection();
    connection.setRequestMethod(method);
    if (!body.isEmpty()) {
      connection.setDoOutput(true);
      try (var out = connection.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.UTF_8));
      }
    }
    int code = connection.getResponseCode();
    try (var in = code < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Answer(code, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .as(() -> "the engine still runs:\n" + output())
        .isTrue();
    return process.exitValue();
  }

  /** SIGTERM, and waits. */
  void terminate() throws InterruptedException {
    process.destroy();
    awaitEnd();
  }

  /** SIGKILL, and waits. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
