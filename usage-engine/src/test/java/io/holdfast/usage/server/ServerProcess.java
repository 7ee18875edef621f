package io.holdfast.usage.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.usage.disk.Durable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A server of the tests' own, in a directory of its own below /tmp, because neither a socket's path
 * may be long nor another user's server go through root's directories. A shell between us and the
 * server stops it when its input ends: when this JVM does, however it does.
 */
final class ServerProcess {
  private static final String UNTIL_INPUT_ENDS =
      """
      exec 3<&0
      "$@" &
      server=$!
      { cat <&3 >/dev/null; kill -INT "$server"; } &
      wait "$server"
      """;

  final Path home;
  final int port;
  private final List<String> as;

  /**
   * @param user whom the server runs as if this is root; PostgreSQL refuses to be root
   */
  ServerProcess(String name, String user) throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    boolean root = "root".equals(System.getProperty("user.name"));
    as =
        root && !user.isEmpty()
            ? List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--init-groups", "--")
            : List.of();
    home = Path.of("/tmp", "usage-engine-%s-%d".formatted(name, port));
    run(List.of("mkdir", "-m", "700", home.toString()));
  }

  /** Runs a program to its end, as the server's user. */
  void run(List<String> command) throws IOException {
    var all = new ArrayList<>(as);
    all.addAll(command);
    var process = new ProcessBuilder(all).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.onExit().join().exitValue()).as("%s: %s", command, said).isZero();
  }

  /** Starts the server; it ends with this JVM, and its directory goes. */
  void start(List<String> command) throws IOException {
    var all = new ArrayList<>(as);
    all.addAll(List.of("sh", "-c", UNTIL_INPUT_ENDS, "server"));
    all.addAll(command);
    var log = home.resolve("server.log").toFile();
    var process = new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log).start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process)));
  }

  private void end(Process process) {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      Durable.deleteTree(home);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  interface Attempt {
    void run() throws Exception;
  }

  void awaitAnswer(Attempt attempt) throws IOException {
    for (int left = 600; ; left--) {
      try {
        attempt.run();
        return;
      } catch (Exception notYet) {
        if (left == 0) {
          throw new AssertionError(Files.readString(home.resolve("server.log")), notYet);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }
}
