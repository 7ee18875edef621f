package io.holdfast.proof.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.proof.real.Await;
import io.holdfast.proof.real.Children;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A Redis server on a free port that keeps everything in memory. */
final class RedisServer implements AutoCloseable {
  private final Path home;
  private final int port;
  private Process process;

  RedisServer(Path home) {
    this.home = home;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
      Files.createDirectories(home);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
    process = start();
  }

  private Process start() {
    List<String> command =
        List.of(
            "redis-server",
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            home.toString(),
            "--save",
            "");
    Process started =
        Children.start(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile()));
    Await.until("Redis answers", Duration.ofSeconds(30), this::answers);
    return started;
  }

  private boolean answers() {
    try {
      return say("PING").equals("+PONG");
    } catch (IOException notYet) {
      return false;
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** One command in one line, which must not fail. */
  void ask(String command) {
    try {
      assertThat(say(command)).as(command).doesNotStartWith("-");
    } catch (IOException silent) {
      throw new UncheckedIOException(command, silent);
    }
  }

  /** The first line of the answer. */
  private String say(String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      InputStream in = new BufferedInputStream(socket.getInputStream());
      StringBuilder line = new StringBuilder();
      for (int one = in.read(); one >= 0 && one != '\r'; one = in.read()) {
        line.append((char) one);
      }
      return line.toString();
    }
  }

  /** Its machine is lost; an empty server takes its place. */
  void replaceByEmpty() {
    close();
    process = start();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    Children.awaitEnd(process, 30);
  }
}
