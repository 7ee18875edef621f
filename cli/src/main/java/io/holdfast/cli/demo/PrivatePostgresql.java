package io.holdfast.cli.demo;

import io.holdfast.cli.Surroundings;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A PostgreSQL server for the demonstration, from the programs that are installed, on a free port
 * of the loopback address. It demands a password, ends with the demonstration, and leaves nothing.
 *
 * <p>PostgreSQL does not run as root. For root it runs as the user {@code postgres}, and because
 * that user cannot go through root's directories, below {@code /var/tmp}.
 */
final class PrivatePostgresql implements AutoCloseable {
  static final String USER = "holdfast";
  private static final String SERVER_USER = "postgres";
  private static final Path FOR_OTHERS = Path.of("/var/tmp");
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final List<String> WANTED =
      List.of("initdb", "postgres", "psql", "createdb", "dropdb", "pg_dump", "pg_restore");
  private static final Duration START = Duration.ofSeconds(60);

  private final Path programs;
  private final Path home;
  private final Path passwordFile;
  private final String password;
  private final int port;
  private final Process process;

  private PrivatePostgresql(
      Path programs, Path home, Path passwordFile, String password, int port, Path log)
      throws IOException {
    this.programs = programs;
    this.home = home;
    this.passwordFile = passwordFile;
    this.password = password;
    this.port = port;
    String data = home.resolve("data").toString();
    runAsServer(password, "sh", "-c", "umask 077; mkdir \"$1\"; cat > \"$1/password\"", "sh", home);
    runAsServer(
        "",
        program("initdb"),
        "--pgdata=" + data,
        "--username=" + USER,
        "--auth=scram-sha-256",
        "--pwfile=" + home.resolve("password"),
        "--encoding=UTF8",
        "--locale=C");
    List<String> server =
        List.of(
            program("postgres"),
            "-D",
            data,
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=");
    process =
        Processes.start(
            alone(Processes.withoutRoot(SERVER_USER, Processes.untilInputEnds(server)), Map.of()),
            Map.of(),
            log);
  }

  /**
   * Starts one; returns when it answers.
   *
   * @param directory of the demonstration
   * @throws HoldfastException HF-217 with what to install, or with what the server says
   */
  static PrivatePostgresql start(Path directory, Surroundings surroundings) {
    Path programs = programs(surroundings.environment());
    HexFormat hex = HexFormat.of();
    String password = hex.formatHex(surroundings.randomness().bytes(16));
    String name = "holdfast-demo-postgresql-" + hex.formatHex(surroundings.randomness().bytes(4));
    Path passwordFile = directory.resolve("database-password");
    Path log = directory.resolve("logs").resolve("postgresql.log");
    Path home = (Posix.isSuperuser() ? FOR_OTHERS : directory).resolve(name);
    try {
      Disk.createDirectories(directory.resolve("logs"));
      Demo.writeSecret(passwordFile, password);
      PrivatePostgresql server =
          new PrivatePostgresql(programs, home, passwordFile, password, FreePort.any(), log);
      try {
        server.awaitAnswer(surroundings.clock(), log);
      } catch (RuntimeException silent) {
        server.close();
        throw silent;
      }
      return server;
    } catch (IOException cannot) {
      throw noServer(String.valueOf(cannot.getMessage()), cannot);
    }
  }

  /** The newest that packages have put there, else the first on the PATH. */
  private static Path programs(Map<String, String> environment) {
    List<Path> places = new ArrayList<>();
    try {
      Disk.list(PACKAGES).forEach(version -> places.add(version.resolve("bin")));
    } catch (IOException none) {
      places.clear(); // Not a Debian; then they are on the PATH.
    }
    places.sort((one, other) -> number(other) - number(one));
    String path = environment.getOrDefault("PATH", "");
    Stream.of(path.split(":"))
        .filter(one -> one.startsWith("/"))
        .map(Path::of)
        .forEach(places::add);
    return places.stream()
        .filter(place -> WANTED.stream().allMatch(name -> Disk.exists(place.resolve(name))))
        .findFirst()
        .orElseThrow(
            () ->
                noServer(
                    "PostgreSQL's server programs are neither in " + PACKAGES + " nor on the PATH",
                    null));
  }

  private static int number(Path bin) {
    String version = String.valueOf(bin.getName(bin.getNameCount() - 2));
    return version.matches("\\d{1,4}") ? Integer.parseInt(version) : 0;
  }

  private String program(String name) {
    return programs.resolve(name).toString();
  }

  private void awaitAnswer(Clock clock, Path log) throws IOException {
    long giveUp = clock.nanos() + START.toNanos();
    while (ended("", command("psql", "--command=select 1", "postgres")).exit != 0) {
      Backstop.stopIfInterrupted();
      if (!process.isAlive() || clock.nanos() > giveUp) {
        throw noServer(Disk.readText(log).strip(), null);
      }
      clock.sleep(Duration.ofMillis(100));
    }
  }

  private List<String> command(String name, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program(name)));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  /** What the user's environment says to PostgreSQL is about other servers. */
  private static List<String> alone(List<String> command, Map<String, String> environment) {
    return Processes.withoutVariables(name -> name.startsWith("PG"), environment, command);
  }

  /** Runs one of PostgreSQL's programs against the server, to its end. */
  void run(String name, String... arguments) {
    Ended ended = ended("", command(name, arguments));
    if (ended.exit != 0) {
      throw UsageEngine.failed(name + " ended with " + ended.exit + ": " + ended.said.strip());
    }
  }

  private void runAsServer(String input, Object... command) {
    List<String> words = Stream.of(command).map(Object::toString).toList();
    Ended ended = ended(input, Processes.withoutRoot(SERVER_USER, words));
    if (ended.exit != 0) {
      throw noServer(ended.said.strip(), null);
    }
  }

  private record Ended(int exit, String said) {}

  private Ended ended(String input, List<String> command) {
    Map<String, String> environment =
        Map.of(
            "PGHOST",
            "127.0.0.1",
            "PGPORT",
            Integer.toString(port),
            "PGUSER",
            USER,
            "PGPASSWORD",
            password,
            "LC_ALL",
            "C");
    try {
      Process run = Processes.startPiped(alone(command, environment), environment);
      try (var stream = run.getOutputStream()) {
        stream.write(input.getBytes(StandardCharsets.US_ASCII));
      }
      String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(run.waitFor(), said);
    } catch (IOException cannot) {
      return new Ended(-1, String.valueOf(cannot.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Ended(-1, "interrupted");
    }
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  Path passwordFile() {
    return passwordFile;
  }

  @Override
  public String toString() {
    return "127.0.0.1:" + port + ", by the programs in " + programs;
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

  private static HoldfastException noServer(
      String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.NO_DATABASE_PROGRAMS,
        "The demonstration's PostgreSQL server does not start: " + why,
        "Nothing but the demonstration's own directory was touched.",
        "Install PostgreSQL's server (postgresql on Debian and Ubuntu, postgresql-server on Red"
            + " Hat); it need not run. Or leave --database away: Derby needs nothing.",
        cause);
  }
}
