package io.holdfast.stores.postgresql;

import io.holdfast.stores.ReferenceQuery;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.StoreRestore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A restored database that was found fit: every row of every table was read, with what is stored
 * apart from it, every large object that may be read, and the indexes where pg_amcheck may look.
 */
final class ProvedDatabase implements StoreRestore.OpenedDatabase {
  private static final String AMCHECK = "pg_amcheck";
  private static final String TABLES =
      """
      select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'm') and c.relispopulated
        and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      order by 1
      """;

  private final Connection connection;
  private final AutoCloseable alongWith;
  private final List<String> unchecked;

  private ProvedDatabase(
      Connection connection, AutoCloseable alongWith, Optional<String> unchecked) {
    this.connection = connection;
    this.alongWith = alongWith;
    this.unchecked = unchecked.stream().toList();
  }

  /**
   * @param alongWith ended when the database is closed, if it could be opened
   */
  static ProvedDatabase open(
      DatabaseDescription description,
      Address address,
      Programs programs,
      Path work,
      AutoCloseable alongWith) {
    Connection connection = address.connect();
    try {
      boolean superuser = isSuperuser(connection);
      readAll(connection, superuser);
      Optional<String> obstacle = obstacle(connection, superuser, programs);
      if (obstacle.isEmpty()) {
        checkIndexes(connection, address, programs, work);
      }
      setSearchPath(connection, description.searchPath());
      // Rows are brought in portions only inside a transaction.
      connection.setAutoCommit(false);
      return new ProvedDatabase(
          connection,
          alongWith,
          obstacle.map(why -> "database '%s': %s".formatted(description.database(), why)));
    } catch (SQLException damaged) {
      end(connection);
      throw RestoredDump.unfit("it cannot be read whole: " + damaged.getMessage(), damaged);
    } catch (RuntimeException unfit) {
      end(connection);
      throw unfit;
    }
  }

  private static boolean isSuperuser(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select current_setting('is_superuser') = 'on'")) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** As text, so that what is stored apart from its row is fetched too; nothing is sent here. */
  private static void readAll(Connection connection, boolean superuser) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : texts(connection, TABLES)) {
        statement.execute("select sum(octet_length(t::text)) from only " + table + " t");
      }
      if (superuser) {
        statement.execute("select sum(octet_length(data)) from pg_catalog.pg_largeobject");
      }
    }
  }

  /** What keeps the indexes from being checked, and what else is not looked at for it. */
  private static Optional<String> obstacle(
      Connection connection, boolean superuser, Programs programs) throws SQLException {
    if (!superuser) {
      return Optional.of(
          "every row was read, but no large object, and pg_amcheck did not check the indexes:"
              + " both take a superuser");
    }
    if (!programs.has(AMCHECK)) {
      return Optional.of(
          "every row was read; the indexes were not checked: there is no pg_amcheck in "
              + programs.directory());
    }
    return texts(connection, "select name from pg_available_extensions where name = 'amcheck'")
            .isEmpty()
        ? Optional.of(
            "every row was read; the indexes were not checked: the server lacks the extension"
                + " amcheck")
        : Optional.empty();
  }

  /** The extension that it needs is taken out again if it was not there. */
  private static void checkIndexes(
      Connection connection, Address address, Programs programs, Path work) throws SQLException {
    boolean there =
        !texts(connection, "select extname from pg_extension where extname = 'amcheck'").isEmpty();
    try (Statement statement = connection.createStatement()) {
      if (!there) {
        statement.execute("create extension amcheck schema pg_catalog");
      }
      String failure =
          ProgramRun.run(
              List.of(
                  programs.program(AMCHECK),
                  "--no-password",
                  "--heapallindexed",
                  "--database=" + address.database()),
              address.environment(),
              work.resolve("pg_amcheck.log"));
      if (!failure.isEmpty()) {
        throw RestoredDump.unfit("pg_amcheck found damage: " + failure, null);
      }
      if (!there) {
        statement.execute("drop extension amcheck");
      }
    }
  }

  /** As the query had it when the set was made, whoever asks it here. */
  private static void setSearchPath(Connection connection, List<String> path) throws SQLException {
    if (!path.isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(
            "set search_path to " + String.join(", ", path.stream().map(Sql::name).toList()));
      }
    }
  }

  private static List<String> texts(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  @Override
  public List<String> unchecked() {
    return unchecked;
  }

  @Override
  public ReferenceRows references(String query) {
    return ReferenceQuery.on(connection, query);
  }

  @Override
  public void close() {
    end(connection);
    try {
      alongWith.close();
    } catch (RuntimeException failed) {
      throw failed;
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void end(Connection connection) {
    try {
      connection.close();
    } catch (SQLException alreadyGone) {
      return; // Nothing that was read depends on it.
    }
  }
}
