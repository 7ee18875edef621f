package io.holdfast.usage.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The system database of one engine, wherever it lives. One process at a time has it open. */
public final class SystemDatabase implements AutoCloseable {
  private static final String FILE_COLUMNS =
      "path varchar(512) not null primary key, length bigint not null, sha256 char(64) not null,"
          + " txn bigint not null, records bigint not null";
  private final DatabaseDriver driver;

  private SystemDatabase(DatabaseDriver driver) {
    this.driver = driver;
  }

  /**
   * Opens a database that is there.
   *
   * @throws DatabaseDriver.InUseException if another process has it
   */
  public static SystemDatabase open(DatabaseDriver driver) throws IOException, SQLException {
    if (!driver.exists()) {
      throw new IOException("There is no system database " + driver.place() + ".");
    }
    driver.open();
    return new SystemDatabase(driver);
  }

  /** Makes the database with its tables, empty. */
  public static void create(DatabaseDriver driver) throws IOException, SQLException {
    driver.create(SystemDatabase::createTables);
  }

  public Ledger ledger() throws SQLException {
    var connection = driver.connect();
    connection.setAutoCommit(false);
    return new Ledger(connection);
  }

  private static void createTables(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (var sql : schema()) {
        statement.executeUpdate(sql);
      }
    }
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
      all.add("create table %s (%s)".formatted(reference.table(), FILE_COLUMNS));
      all.add("create index %1$s_by_txn on %1$s (txn)".formatted(reference.table()));
    }
    all.add(
        "create table interworkflow_object (%s, object bigint not null)".formatted(FILE_COLUMNS));
    all.add(
        "create table session_bucket (bucket integer not null primary key, sessions bigint not"
            + " null, digest char(64) not null, txn bigint not null)");
    return all;
  }

  @Override
  public void close() throws SQLException {
    driver.close();
  }
}
