package io.holdfast.stores.derby;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.stores.ReferenceQuery;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.StoreRestore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A copy of a database, booted inside this process. Booting runs Derby's own recovery on it. */
final class EmbeddedDerby implements StoreRestore.OpenedDatabase {
  /** Derby reports a shutdown that went well as an error with this state. */
  private static final String SHUT_DOWN = "08006";

  private static final String CHECK_ALL_TABLES =
      """
      select s.schemaname, t.tablename, syscs_util.syscs_check_table(s.schemaname, t.tablename)
      from sys.sysschemas s join sys.systables t on s.schemaid = t.schemaid
      where t.tabletype in ('T', 'S')
      """;

  private final Path directory;
  private final Connection connection;

  EmbeddedDerby(Path directory, Path work) {
    this.directory = directory;
    // Derby would otherwise leave a derby.log in whatever directory the command was given in.
    System.setProperty("derby.stream.error.file", work.resolve("derby.log").toString());
    try {
      connection = DriverManager.getConnection("jdbc:derby:directory:" + directory);
    } catch (SQLException cannotBoot) {
      throw unfit("it does not start: " + rootMessage(cannotBoot), cannotBoot);
    }
  }

  /** Reads every table and its indexes whole; Derby compares them row by row. */
  void checkAllTables() {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(CHECK_ALL_TABLES)) {
      while (rows.next()) {
        if (rows.getInt(3) != 1) {
          throw unfit(
              "table %s.%s is damaged".formatted(rows.getString(1), rows.getString(2)), null);
        }
      }
    } catch (SQLException damaged) {
      throw unfit("its consistency check failed: " + rootMessage(damaged), damaged);
    }
  }

  @Override
  public ReferenceRows references(String query) {
    return ReferenceQuery.on(connection, query);
  }

  /** Shuts the database down cleanly, so that its next start has nothing to recover. */
  @Override
  public void close() {
    shutDown();
    try {
      Ownership.giveBack(directory);
    } catch (IOException cannot) {
      throw unfit("its files cannot be given to their owner: " + cannot.getMessage(), cannot);
    }
  }

  private void shutDown() {
    try {
      connection.close();
      DriverManager.getConnection("jdbc:derby:directory:" + directory + ";shutdown=true").close();
    } catch (SQLException state) {
      if (!SHUT_DOWN.equals(state.getSQLState())) {
        throw unfit("it could not be shut down: " + rootMessage(state), state);
      }
    }
  }

  private HoldfastException unfit(String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new HoldfastException(
        ErrorCode.RESTORE_UNPROVED,
        "The copy of the Derby database in " + directory + " is not fit to run: " + why,
        "The vault and the live database are untouched.",
        "Run 'holdfast verify' on other sets and use one that passes.",
        cause);
  }

  private static String rootMessage(SQLException failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
