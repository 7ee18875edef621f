package io.holdfast.stores.redis;

import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Redis server of the tests' own, on a free port, with its files below a test's directory. */
final class RunningRedis implements AutoCloseable {
  static final Path PROGRAM =
      PrivateServer.program(PrivateServer.usualPlaces())
          .orElseThrow(() -> new AssertionError("Install redis-server: these tests need one"));

  final int port;
  final Path home;
  private final Process process;
  private final Address address;

  RunningRedis(Path directory, String... settings) throws IOException {
    this(directory, null, settings);
  }

  /**
   * @param rdb what it loads first
   */
  RunningRedis(Path directory, @Nullable Path rdb, String... settings) throws IOException {
    home = Files.createTempDirectory(directory, "redis-");
    port = freePort();
    if (rdb != null) {
      Files.copy(rdb, home.resolve("dump.rdb"));
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                PROGRAM.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                home.toString(),
                "--enable-debug-command",
                "yes",
                "--save",
                ""));
    command.addAll(List.of(settings));
    process = Processes.start(command, Map.of(), home.resolve("log"));
    address = new Address("127.0.0.1", port, null, null, null);
    awaitReady();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() throws IOException {
    long giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      try (RespConnection connection = address.connect()) {
        if (!connection.call("INFO", "persistence").words().contains("loading:1")) {
          return;
        }
      } catch (ServerRefusal answers) {
        return;
      } catch (IOException notYet) {
        if (System.nanoTime() > giveUp || !process.isAlive()) {
          throw new AssertionError(Files.readString(home.resolve("log")), notYet);
        }
      }
      pause(20);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  Address address() {
    return address;
  }

  StoreSpec.Redis spec() {
    return new StoreSpec.Redis("cache", "redis://127.0.0.1:" + port, null, null, null);
  }

  RespConnection connect() throws IOException {
    return address.connect();
  }

  RespConnection loggedIn(String password) throws IOException {
    return new Address("127.0.0.1", port, null, password, null).connect();
  }

  /** One command, in database 0. */
  String ask(String... words) throws IOException {
    return askIn(0, words);
  }

  String askIn(int database, String... words) throws IOException {
    try (RespConnection connection = connect()) {
      if (database != 0) {
        connection.call("SELECT", Integer.toString(database));
      }
      return connection.call(words).words();
    }
  }

  /** Of all keys, values and times to live. */
  String digest() throws IOException {
    return ask("DEBUG", "DIGEST");
  }

  String info(String key) throws IOException {
    try (RespConnection connection = connect()) {
      return Info.of(connection).text(key);
    }
  }

  void fill(int keys) throws IOException {
    ask("DEBUG", "POPULATE", Integer.toString(keys), "filled", "200");
  }

  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
