package io.holdfast.cli.demo;

import java.nio.file.Path;
import java.util.List;

/** A database of a private PostgreSQL server. Without Holdfast it is dumped after the files. */
final class PostgresqlDatabase implements EngineState {
  private static final String LIVE = "systemdb";
  private static final String PLAIN = "plain_copy";

  private final PrivatePostgresql server;
  private final String name;
  private final Path dump;
  private final Runnable end;

  private PostgresqlDatabase(PrivatePostgresql server, String name, Path dump, Runnable end) {
    this.server = server;
    this.name = name;
    this.dump = dump;
    this.end = end;
  }

  /** The live one, empty. */
  static PostgresqlDatabase in(PrivatePostgresql server, Path directory) {
    server.run("createdb", LIVE);
    Path dump = directory.resolve("plain-copy.dump");
    return new PostgresqlDatabase(server, LIVE, dump, server::close);
  }

  @Override
  public String kind() {
    return "postgresql";
  }

  @Override
  public String sentence() {
    return "Its system database is on a private PostgreSQL server, " + server + ".";
  }

  @Override
  public List<String> options() {
    return List.of(
        "--database",
        server.url(name),
        "--database-user",
        PrivatePostgresql.USER,
        "--database-password-file",
        server.passwordFile().toString());
  }

  @Override
  public String store(UsageEngine engine) {
    return """
      - name: system-database
        kind: postgresql
        url: '%s'
        user: '%s'
        passwordFile: '%s'
    """
        .formatted(server.url(name), PrivatePostgresql.USER, server.passwordFile());
  }

  @Override
  public String copyPlainly() {
    server.run("pg_dump", "--format=custom", "--file=" + dump, name);
    return "Then the database was dumped by pg_dump, which is consistent in itself.";
  }

  @Override
  public EngineState ofPlainCopy() {
    server.run("createdb", PLAIN);
    server.run("pg_restore", "--dbname=" + PLAIN, dump.toString());
    return new PostgresqlDatabase(
        server, PLAIN, dump, () -> server.run("dropdb", "--force", PLAIN));
  }

  @Override
  public void destroy() {
    server.run("dropdb", "--force", name);
  }

  @Override
  public void close() {
    end.run();
  }
}
