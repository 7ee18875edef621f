package io.holdfast.proof.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A server on a free port that lets everybody in; as root it runs as the user postgres. */
public final class PostgresqlServer implements AutoCloseable {
  public static final String USER = "holdfast";
  private static final String SERVER_USER = "postgres";
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");

  private final int port;
  private final Path programs;
  private final Path home;
  private final Path log;
  private Process process;

  /**
   * @param directory of the test; the server's own, which another user must reach, is elsewhere
   */
  public PostgresqlServer(Path directory) throws IOException {
    programs = programs();
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    home = Path.of("/var/tmp", "holdfast-proof-postgresql-" + Processes.ownPid() + "-" + port);
    log = directory.resolve("postgresql.log");
    asServer("mkdir", "-m", "700", home.toString());
    asServer(
        program("initdb"),
        "--pgdata=" + home.resolve("data"),
        "--username=" + USER,
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync");
    process = start();
  }

  /** A new database on it, by its address. */
  public String create(String database) {
    ask("postgres", "create database " + database);
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
  }

  private static Path programs() throws IOException {
    try (Stream<Path> versions = Files.list(PACKAGES)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.exists(bin.resolve("postgres")))
          .max(Path::compareTo)
          .orElseThrow(() -> new AssertionError("Install postgresql: this proof needs a server"));
    }
  }

  private String program(String name) {
    return programs.resolve(name).toString();
  }

  private Process start() {
    List<String> command =
        Processes.withoutRoot(
            SERVER_USER,
            List.of(
                program("postgres"),
                "-D",
                home.resolve("data").toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off"));
    Process started =
        Children.start(
            new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()));
    Await.until("the server answers", Duration.ofSeconds(60), this::answers);
    return started;
  }

  private void asServer(String... command) {
    end(Processes.withoutRoot(SERVER_USER, List.of(command)));
  }

  private void end(List<String> command) {
    int exit =
        Children.awaitEnd(
            Children.start(
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile())),
            60);
    assertThat(exit).as("%s: see %s", command, log).isZero();
  }

  private List<String> psql(String database, String statement) {
    return List.of(
        program("psql"),
        "-h",
        "127.0.0.1",
        "-p",
        Integer.toString(port),
        "-U",
        USER,
        "-XAtc",
        statement,
        database);
  }

  private boolean answers() {
    return Children.awaitEnd(
            Children.start(
                new ProcessBuilder(psql("postgres", "select 1"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)),
            30)
        == 0;
  }

  /** What a statement answers. */
  public String ask(String database, String statement) {
    try {
      Path answer = Files.createTempFile("holdfast-proof", ".answer");
      Process asking =
          Children.start(
              new ProcessBuilder(psql(database, statement))
                  .redirectErrorStream(true)
                  .redirectOutput(answer.toFile()));
      int exit = Children.awaitEnd(asking, 60);
      String said = Files.readString(answer).strip();
      Files.delete(answer);
      assertThat(exit).as("%s: %s", statement, said).isZero();
      return said;
    } catch (IOException cannot) {
      return fail(cannot);
    }
  }

  /** As when its machine loses its power. */
  public void kill() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    Children.awaitEnd(process, 30);
  }

  @Override
  public void close() throws IOException {
    kill();
    Disk.deleteTree(home);
  }
}
