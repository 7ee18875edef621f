package io.holdfast.usage.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One PostgreSQL server for all tests; it demands a password. */
public final class PostgresqlServer {
  public static final String USER = "engine";
  private static final String PASSWORD = "geheim";
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static @Nullable PostgresqlServer running;

  private final ServerProcess server;
  private final Path programs;

  private PostgresqlServer() throws IOException {
    programs = programs();
    server = new ServerProcess("postgresql", "postgres");
    server.run(
        List.of(
            "sh",
            "-c",
            "printf '%s\\n' \"$1\" > \"$2\"",
            "sh",
            PASSWORD,
            passwordFile().toString()));
    server.run(
        List.of(
            program("initdb"),
            "--pgdata=" + server.home.resolve("data"),
            "--username=" + USER,
            "--auth-local=trust",
            "--auth-host=scram-sha-256",
            "--pwfile=" + passwordFile(),
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync"));
    server.start(
        List.of(
            program("postgres"),
            "-D",
            server.home.resolve("data").toString(),
            "-k",
            server.home.toString(),
            "-p",
            Integer.toString(server.port),
            "-c",
            "fsync=off"));
    server.awaitAnswer(() -> connect("postgres").close());
  }

  public static synchronized PostgresqlServer running() throws IOException {
    if (running == null) {
      running = new PostgresqlServer();
    }
    return running;
  }

  private static Path programs() throws IOException {
    try (var versions = Files.newDirectoryStream(Path.of("/usr/lib/postgresql"))) {
      for (var version : versions) {
        if (Files.isExecutable(version.resolve("bin/initdb"))) {
          return version.resolve("bin");
        }
      }
    }
    throw new AssertionError("Install postgresql: these tests need a server");
  }

  private String program(String name) {
    return programs.resolve(name).toString();
  }

  public Path passwordFile() {
    return server.home.resolve("password");
  }

  /** Makes an empty database; returns its name. */
  public String create() throws SQLException {
    var name = "engine" + DATABASES.incrementAndGet();
    execute("create database " + name);
    return name;
  }

  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.port, database);
  }

  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(url(database), USER, PASSWORD);
  }

  private void execute(String sql) throws SQLException {
    try (var connection = connect("postgres");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Writes all of a database, large objects too. */
  public void dump(String database, Path file) throws IOException {
    var inside = server.home.resolve("dump-" + database);
    server.run(
        List.of(
            program("pg_dump"),
            "-h",
            server.home.toString(),
            "-p",
            Integer.toString(server.port),
            "-U",
            USER,
            "-Fc",
            "-Z0",
            "-f",
            inside.toString(),
            database));
    Files.move(inside, file);
  }

  /** Puts a dump in the place of the database. */
  public void restore(String database, Path file) throws IOException, SQLException {
    execute("drop database %s with (force)".formatted(database));
    execute("create database " + database);
    var inside = server.home.resolve("dump-" + database);
    Files.copy(file, inside);
    inside.toFile().setReadable(true, false);
    server.run(
        List.of(
            program("pg_restore"),
            "-h",
            server.home.toString(),
            "-p",
            Integer.toString(server.port),
            "-U",
            USER,
            "-d",
            database,
            inside.toString()));
    Files.delete(inside);
  }
}
