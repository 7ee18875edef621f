package io.holdfast.cli.demo;

import io.holdfast.cli.Surroundings;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server for the demonstration, from the programs that are installed, on a free port of the
 * loopback address. It demands a password, keeps everything in memory, ends with the demonstration,
 * and leaves nothing.
 */
final class PrivateRedis implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final String RDB = "dump.rdb";

  private final Surroundings surroundings;
  private final Path server;
  private final Path home;
  private final Path log;
  private final Path passwordFile;
  private final String password;
  private final int port;
  private final Process process;

  private PrivateRedis(
      Surroundings surroundings, Path server, Path home, Path log, Path passwordFile)
      throws IOException {
    this.surroundings = surroundings;
    this.server = server;
    this.home = home;
    this.log = log;
    this.passwordFile = passwordFile;
    this.password = Disk.readText(passwordFile).strip();
    this.port = FreePort.any();
    Disk.createPrivateDirectories(home);
    Path settings = home.resolve("redis.conf");
    Demo.writeSecret(settings, settings());
    List<String> command = List.of(server.toString(), settings.toString());
    process = Processes.start(Processes.untilInputEnds(command), Map.of("LC_ALL", "C"), log);
  }

  private String settings() {
    return """
    bind 127.0.0.1
    port %d
    requirepass %s
    dir "%s"
    dbfilename %s
    save ""
    appendonly no
    """
        .formatted(port, password, home, RDB);
  }

  /**
   * Starts one; returns when it answers.
   *
   * @param directory of the demonstration
   * @throws HoldfastException HF-217 with what to install, or with what the server says
   */
  static PrivateRedis start(Path directory, Surroundings surroundings) {
    Path passwordFile = directory.resolve("sessions-password");
    try {
      Disk.createDirectories(directory.resolve("logs"));
      Demo.writeSecret(passwordFile, HexFormat.of().formatHex(surroundings.randomness().bytes(16)));
      return start(
          surroundings,
          program("redis-server", surroundings),
          directory.resolve("redis"),
          directory.resolve("logs").resolve("redis.log"),
          passwordFile);
    } catch (IOException cannot) {
      throw noServer(String.valueOf(cannot.getMessage()), cannot);
    }
  }

  private static PrivateRedis start(
      Surroundings surroundings, Path server, Path home, Path log, Path passwordFile)
      throws IOException {
    PrivateRedis started = new PrivateRedis(surroundings, server, home, log, passwordFile);
    try {
      started.awaitAnswer();
    } catch (RuntimeException silent) {
      started.close();
      throw silent;
    }
    return started;
  }

  private static Path program(String name, Surroundings surroundings) {
    String path = surroundings.environment().getOrDefault("PATH", "");
    return Stream.of(path.split(":"))
        .filter(place -> place.startsWith("/"))
        .map(place -> Path.of(place, name))
        .filter(Disk::exists)
        .findFirst()
        .orElseThrow(() -> noServer("the program " + name + " is not on the PATH", null));
  }

  private void awaitAnswer() throws IOException {
    long giveUp = surroundings.clock().nanos() + START.toNanos();
    while (refusal("PING").isPresent()) {
      if (!process.isAlive() || surroundings.clock().nanos() > giveUp) {
        throw noServer(Disk.readText(log).strip(), null);
      }
      surroundings.clock().sleep(Duration.ofMillis(100));
    }
  }

  /** Has the server do something. */
  void run(String command) {
    refusal(command)
        .ifPresent(
            said -> {
              throw UsageEngine.failed("Redis did not do " + command + ": " + said);
            });
  }

  /** What is wrong, if anything is. The client program ends well whatever the server answers. */
  private Optional<String> refusal(String command) {
    List<String> words =
        List.of(
            program("redis-cli", surroundings).toString(),
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(port),
            command);
    try {
      Process asked = Processes.startPiped(words, Map.of("REDISCLI_AUTH", password));
      asked.getOutputStream().close();
      String said =
          new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      boolean done = asked.waitFor() == 0 && (said.equals("OK") || said.equals("PONG"));
      return done ? Optional.empty() : Optional.of(said);
    } catch (IOException cannot) {
      return Optional.of(String.valueOf(cannot.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    }
  }

  /** Puts the RDB that the server has written aside. */
  void keepRdb() {
    try {
      Disk.copy(home.resolve(RDB), home.resolve("plain-copy.rdb"));
    } catch (IOException cannot) {
      throw UsageEngine.failed("Redis's RDB cannot be copied: " + cannot.getMessage());
    }
  }

  /** Another server, which begins with what was put aside. */
  PrivateRedis startOnKeptRdb() {
    try {
      Path other = home.resolveSibling("plain-copy-redis");
      Disk.createPrivateDirectories(other);
      Disk.copy(home.resolve("plain-copy.rdb"), other.resolve(RDB));
      Path itsLog = log.resolveSibling("plain-copy-redis.log");
      return start(surroundings, server, other, itsLog, passwordFile);
    } catch (IOException cannot) {
      throw noServer(String.valueOf(cannot.getMessage()), cannot);
    }
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  Path passwordFile() {
    return passwordFile;
  }

  @Override
  public String toString() {
    return "127.0.0.1:" + port + ", by " + server;
  }

  @Override
  public void close() {
    Processes.endInput(process);
    try {
      Disk.deleteTree(home);
    } catch (IOException cannot) {
      throw new UncheckedIOException("The server's directory cannot be removed: " + home, cannot);
    }
  }

  private static HoldfastException noServer(String why, @Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.NO_DATABASE_PROGRAMS,
        "The demonstration's Redis server does not start: " + why,
        "Nothing but the demonstration's own directory was touched.",
        "Install Redis (redis-server on Debian and Ubuntu, redis on Red Hat); it need not run. Or"
            + " leave --aggregation away: files need nothing.",
        cause);
  }
}
