package io.holdfast.stores.postgresql;

import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import io.holdfast.platform.posix.Posix;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A PostgreSQL server of the tests' own, on a free port, with passwords demanded. */
final class RunningPostgresql implements AutoCloseable {
  static final String PASSWORD = "geheim:\\x";

  final Programs programs;
  final int port;
  private final Path home;
  private final Path passwordFile;
  private final Path log;
  private final List<String> command;
  private Process process;

  /**
   * @param directory of the test, in which the password file is put
   */
  RunningPostgresql(Path directory, String... settings) throws IOException {
    this(directory, RunningPostgresql::initialise, settings);
  }

  /** What is there before it starts. */
  @FunctionalInterface
  interface Preparation {
    void prepare(RunningPostgresql server) throws IOException;
  }

  /**
   * @param preparation makes the data directory
   */
  RunningPostgresql(Path directory, Preparation preparation, String... settings)
      throws IOException {
    programs =
        Programs.ofServer(0, Programs.usualPlaces())
            .orElseThrow(() -> new AssertionError("Install postgresql: these tests need a server"));
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    passwordFile = Files.writeString(directory.resolve("password"), PASSWORD + "\n");
    home = Path.of("/tmp", "holdfast-test-postgresql-" + Processes.ownPid() + "-" + port);
    run(List.of("mkdir", "-m", "700", home.toString()));
    preparation.prepare(this);
    command =
        new ArrayList<>(
            List.of(
                programs.program("postgres"),
                "-D",
                home.resolve("data").toString(),
                "-k",
                home.toString(),
                "-p",
                Integer.toString(port),
                "-c",
                "fsync=off"));
    for (String setting : settings) {
      command.add("-c");
      command.add(setting);
    }
    log = directory.resolve("postgresql.log");
    process = Processes.start(Processes.withoutRoot("postgres", command), Map.of(), log);
    awaitReady();
  }

  private void initialise() throws IOException {
    run(
        List.of(
            "sh",
            "-c",
            "umask 077; printf '%s\\n' \"$1\" > \"$2\"",
            "sh",
            PASSWORD,
            home.resolve("password").toString()));
    run(
        List.of(
            programs.program("initdb"),
            "--pgdata=" + home.resolve("data"),
            "--username=admin",
            "--auth=scram-sha-256",
            "--pwfile=" + home.resolve("password"),
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync"));
  }

  /** Kills it with all its processes, and starts it again. */
  void crash() throws IOException {
    kill();
    process = Processes.start(Processes.withoutRoot("postgres", command), Map.of(), log);
    awaitReady();
  }

  private void kill() throws IOException {
    // A child that still ends would keep the memory that the next server must be alone with.
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly();
    process.onExit().join();
    children.forEach(ProcessHandle::destroyForcibly);
    children.forEach(child -> child.onExit().join());
    run(List.of("rm", "-f", data().resolve("postmaster.pid").toString()));
  }

  /** Starts it again on a new timeline, as after a recovery that found nothing more to recover. */
  void branchOff() throws IOException, SQLException {
    kill();
    run(List.of("touch", data().resolve("recovery.signal").toString()));
    List<String> recovering = new ArrayList<>(command);
    recovering.addAll(List.of("-c", "restore_command=false"));
    process = Processes.start(Processes.withoutRoot("postgres", recovering), Map.of(), log);
    awaitReady();
    while (!ask("postgres", "select pg_is_in_recovery()").equals("f")) {
      pause();
    }
  }

  private static void run(List<String> command) throws IOException {
    Process process = Processes.startPiped(Processes.withoutRoot("postgres", command), Map.of());
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new AssertionError(command + ": " + said);
    }
  }

  private void awaitReady() {
    long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (true) {
      try {
        connect("postgres").close();
        return;
      } catch (SQLException notYet) {
        if (System.nanoTime() > giveUp || !process.isAlive()) {
          throw new AssertionError(said(), notYet);
        }
        pause();
      }
    }
  }

  private String said() {
    try {
      return Disk.readText(log);
    } catch (IOException unreadable) {
      return "it said nothing";
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  /** What root put there belongs to the server's user afterwards. */
  void giveAway() throws IOException {
    if (Posix.isSuperuser()) {
      Process chown =
          Processes.startPiped(List.of("chown", "-R", "postgres:postgres", home + ""), Map.of());
      chown.onExit().join();
    }
  }

  /** Not in the common pool, which Java needs to say that a process has ended. */
  static void beside(Runnable task) {
    Thread.ofPlatform().daemon().start(task);
  }

  Path data() {
    return home.resolve("data");
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), "admin", PASSWORD);
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:"
        + port
        + "/"
        + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
  }

  StoreSpec.Postgresql spec(String database) {
    return new StoreSpec.Postgresql("db", url(database), "admin", passwordFile);
  }

  /** The same database, kept with its log. */
  StoreSpec.Postgresql physical(String database) {
    StoreSpec.Physical kept =
        new StoreSpec.Physical(
            "holdfast", Duration.ofMillis(200), Duration.ofDays(7), 1L << 40, StoreSpec.OnLag.WARN);
    return new StoreSpec.Postgresql("db", url(database), "admin", passwordFile, kept);
  }

  void create(String database, String... statements) throws SQLException {
    execute("postgres", "create database " + Sql.name(database));
    execute(database, statements);
  }

  void execute(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    }
  }

  String ask(String database, String query) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
    Disk.deleteTree(home);
  }
}
