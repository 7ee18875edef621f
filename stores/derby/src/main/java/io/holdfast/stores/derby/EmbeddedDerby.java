package io.holdfast.stores.derby;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.StoreRestore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

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
    return consumer -> {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(query)) {
        read(rows, consumer);
      } catch (SQLException wrong) {
        throw new HoldfastException(
            ErrorCode.CONFIG_WRONG_VALUE,
            "The reference query fails: " + wrong.getMessage() + " — " + query,
            "Nothing was changed.",
            "Correct the query under 'references' in the configuration.",
            wrong);
      }
    };
  }

  private static void read(ResultSet rows, Consumer<ReferenceRows.Row> consumer)
      throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      String path = rows.getString(1);
      if (path == null) {
        continue; // A row that names no file refers to none.
      }
      OptionalLong length = OptionalLong.empty();
      if (columns >= 2) {
        long value = rows.getLong(2);
        length = rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
      }
      Optional<String> sha256 =
          columns >= 3
              ? Optional.ofNullable(rows.getString(3)).map(String::strip)
              : Optional.empty();
      consumer.accept(new ReferenceRows.Row(path, length, sha256));
    }
  }

  /** Shuts the database down cleanly, so that its next start has nothing to recover. */
  @Override
  public void close() {
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
