package io.holdfast.usage.database;

import io.holdfast.usage.disk.Durable;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.disk.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The embedded Derby database of one home. One process at a time can have it open. */
public final class SystemDatabase implements AutoCloseable {
  private static final String IN_USE = "XSDB6";
  private static final String SHUT_DOWN = "08006";
  private final String url;

  private SystemDatabase(String url) {
    this.url = url;
  }

  /** The database of this home is open in another process. */
  public static final class InUseException extends SQLException {
    private static final long serialVersionUID = 1L;

    InUseException(Home home, SQLException cause) {
      super(
          "The system database of %s is open in another process; stop the engine first."
              .formatted(home.root()),
          IN_USE,
          cause);
    }
  }

  /** Boots a database that is there. */
  public static SystemDatabase open(Home home) throws SQLException {
    var url = "jdbc:derby:" + home.systemDatabase();
    try (var connection = DriverManager.getConnection(url)) {
      connection.getMetaData();
      return new SystemDatabase(url);
    } catch (SQLException failed) {
      for (var link : failed) { // next exceptions and causes alike
        if (link instanceof SQLException sql && IN_USE.equals(sql.getSQLState())) {
          throw new InUseException(home, failed);
        }
      }
      throw failed;
    }
  }

  /**
   * Makes the database with its tables under another name and renames it when it is whole: Derby
   * cannot boot one whose making was interrupted.
   */
  public static void create(Home home) throws IOException, SQLException {
    var temporary =
        home.storage().resolve(Home.PARTIAL_PREFIX + home.systemDatabase().getFileName());
    Durable.deleteTree(temporary);
    var url = "jdbc:derby:" + temporary;
    try (var connection = DriverManager.getConnection(url + ";create=true")) {
      createTables(connection);
    }
    new SystemDatabase(url).close();
    Step.DATABASE_MADE.reached();
    Files.move(temporary, home.systemDatabase(), StandardCopyOption.ATOMIC_MOVE);
    Durable.syncDirectory(home.storage());
    Step.DATABASE_MOVED.reached();
  }

  public Ledger ledger() throws SQLException {
    var connection = DriverManager.getConnection(url);
    connection.setAutoCommit(false);
    return new Ledger(connection);
  }

  private static void createTables(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      for (var sql : schema()) {
        statement.executeUpdate(sql);
      }
    }
    connection.commit();
  }

  private static List<String> schema() {
    var all = new ArrayList<String>();
    all.add(
        "create table batch_txn (workflow varchar(32) not null, txn bigint not null, records bigint"
            + " not null, committed_at timestamp not null, primary key (workflow, txn))");
    all.add(
        "create table collected_file (name varchar(255) not null primary key, length bigint not"
            + " null, records bigint not null, txn bigint not null)");
    all.add(
        "create table realtime_offset (name varchar(255) not null primary key, consumed bigint not"
            + " null)");
    all.add(
        "create table sequence_number (name varchar(32) not null primary key, last_used bigint not"
            + " null)");
    all.add(
        "create table counter (workflow varchar(32) not null, name varchar(32) not null, total"
            + " bigint not null, primary key (workflow, name))");
    for (var reference : Reference.values()) {
      all.add(
          ("create table %s (path varchar(512) not null primary key, length bigint not null, sha256"
                  + " char(64) not null, txn bigint not null, records bigint not null)")
              .formatted(reference.table()));
      all.add("create index %1$s_by_txn on %1$s (txn)".formatted(reference.table()));
    }
    return all;
  }

  /** Shuts the database down cleanly. */
  @Override
  public void close() throws SQLException {
    try (var never = DriverManager.getConnection(url + ";shutdown=true")) {
      throw new SQLException("Derby did not shut " + never + " down");
    } catch (SQLException answer) {
      if (!SHUT_DOWN.equals(answer.getSQLState())) {
        throw answer;
      }
    }
  }
}
