package io.holdfast.usage.database;

import io.holdfast.usage.disk.Step;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A database of a PostgreSQL server, which the engine has to itself.
 *
 * <p>The server outlives a killed engine, and so may its last COMMIT. Nobody may look at the tables
 * before that is settled, or files would be deleted whose rows appear a moment later. Hence two
 * advisory locks: one that whoever works with the database holds alone, and one that each
 * connection shares, taken alone for an instant when the database is opened.
 */
public final class PostgresqlDriver implements DatabaseDriver {
  private static final long ONE_PROCESS = 0x5545_0001L;
  private static final long CONNECTIONS = 0x5545_0002L;
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final int CONNECT_SECONDS = 10;
  private static final String PATIENCE = "set lock_timeout = '5s'";

  private final String url;
  private final Properties properties = new Properties();
  private @Nullable Connection claim;

  /**
   * @param url {@code jdbc:postgresql://…}, without user and password
   */
  public PostgresqlDriver(String url, @Nullable String user, @Nullable String password) {
    this.url = url;
    if (user != null) {
      properties.setProperty("user", user);
    }
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("ApplicationName", "usage-engine");
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
  }

  @Override
  public String place() {
    return url;
  }

  @Override
  public boolean exists() throws SQLException {
    try (var connection = bare();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select to_regclass('batch_txn') is not null")) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** The database itself is there already; in PostgreSQL the making of tables is a transaction. */
  @Override
  public void create(Tables tables) throws IOException, SQLException {
    try (var connection = bare()) {
      connection.setAutoCommit(false);
      tables.createIn(connection);
      Step.DATABASE_MADE.reached();
      connection.commit();
    }
  }

  @Override
  public void open() throws SQLException {
    var connection = bare();
    try (var statement = connection.createStatement()) {
      statement.execute(PATIENCE);
      statement.execute("select pg_advisory_lock(%d)".formatted(ONE_PROCESS));
      statement.execute("select pg_advisory_lock(%d)".formatted(CONNECTIONS));
      statement.execute("select pg_advisory_unlock(%d)".formatted(CONNECTIONS));
    } catch (SQLException failed) {
      connection.close();
      throw LOCK_NOT_AVAILABLE.equals(failed.getSQLState())
          ? new InUseException(place(), failed)
          : failed;
    }
    claim = connection;
  }

  @Override
  public Connection connect() throws SQLException {
    var connection = bare();
    try (var statement = connection.createStatement()) {
      statement.execute("select pg_advisory_lock_shared(%d)".formatted(CONNECTIONS));
    } catch (SQLException failed) {
      connection.close();
      throw failed;
    }
    return connection;
  }

  private Connection bare() throws SQLException {
    return DriverManager.getConnection(url, properties);
  }

  @Override
  public void close() throws SQLException {
    var held = claim;
    if (held != null) {
      claim = null;
      held.close();
    }
  }
}
