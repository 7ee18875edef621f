package io.holdfast.proof.log;

import io.holdfast.proof.real.Cli;
import io.holdfast.proof.real.PostgresqlServer;
import io.holdfast.proof.real.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A database whose log is received, the disk that it refers to, and a vault. */
final class LoggedSite implements AutoCloseable {
  private static final String PASSWORD = "a password for a log";

  final PostgresqlServer server;
  final Cli cli;
  final Path disk;
  final String config;

  /**
   * @param suspension as the configuration has it
   * @param physical the settings of the log
   * @param rule the only one
   */
  LoggedSite(Path directory, String suspension, String physical, String rule) throws IOException {
    server = new PostgresqlServer(directory);
    String url = server.create("billing");
    server.ask("billing", "create table batch (path text)");
    disk = Files.createDirectories(directory.resolve("disk/batches"));
    Path file = directory.resolve("holdfast.yaml");
    Files.writeString(
        file,
        """
        installation: logged
        vault: {location: '%s'}
        state: '%s'
        suspension: {%s}
        stores:
          - {name: disk, kind: files, root: '%s'}
          - name: database
            kind: postgresql
            url: '%s'
            user: %s
            physical: {%s}
        references:
          - {from: database, query: 'select path from batch', to: disk, base: batches}
        rules: [{%s}]
        """
            .formatted(
                directory.resolve("vault"),
                directory.resolve("state"),
                suspension,
                disk.getParent(),
                url,
                PostgresqlServer.USER,
                physical,
                rule));
    config = file.toString();
    // Whoever works with PostgreSQL has an environment that speaks of another server.
    cli =
        Cli.bare()
            .with("HOLDFAST_PASSWORD", PASSWORD)
            .with("PGHOSTADDR", "203.0.113.1")
            .with("PGPORT", "1")
            .with("PGSERVICE", "another")
            .with("PGOPTIONS", "-c statement_timeout=1");
    Site.quickVault(directory.resolve("vault"), PASSWORD);
  }

  String password() {
    return PASSWORD;
  }

  /** A file on the disk and the row that names it. */
  void batch(String name) throws IOException {
    Files.writeString(disk.resolve(name), name);
    server.ask("billing", "insert into batch values ('" + name + "')");
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
