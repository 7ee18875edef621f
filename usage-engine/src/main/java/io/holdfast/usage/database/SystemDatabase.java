package io.holdfast.usage.database;

import io.holdfast.usage.disk.Home;
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
  private final boolean fresh;

  private SystemDatabase(String url, boolean fresh) {
    this.url = url;
    this.fresh = fresh;
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

  /** Boots the database; makes it, with its tables, if {@code create} allows it. */
  public static SystemDatabase open(Home home, boolean create) throws SQLException {
    var url = "jdbc:derby:" + home.systemDatabase();
    try (var connection = DriverManager.getConnection(create ? url + ";create=true" : url)) {
      boolean fresh = createTables(connection);
      return new SystemDatabase(url, fresh);
    } catch (SQLException failed) {
      for (var link : failed) { // next exceptions and causes alike
        if (link instanceof SQLException sql && IN_USE.equals(sql.getSQLState())) {
          throw new InUseException(home, failed);
        }
      }
      throw failed;
    }
  }

  /** Whether this call of {@link #open} made the tables. */
  public boolean fresh() {
    return fresh;
  }

  public Ledger ledger() throws SQLException {
    var connection = DriverManager.getConnection(url);
    connection.setAutoCommit(false);
    return new Ledger(connection);
  }

  private static boolean createTables(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (var tables = connection.getMetaData().getTables(null, null, "BATCH_TXN", null)) {
      if (tables.next()) {
        connection.rollback();
        return false;
      }
    }
    try (var statement = connection.createStatement()) {
      for (var sql : schema()) {
        statement.executeUpdate(sql);
      }
    }
    connection.commit();
    return true;
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
