package io.holdfast.stores;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A reference's query on a database that speaks JDBC: path, length and SHA-256, in this order. */
public final class ReferenceQuery {
  /** Drivers that can, bring rows in portions of this size: there may be millions. */
  private static final int PORTION = 1000;

  private ReferenceQuery() {}

  /** The rows, read anew each time that they are asked for. */
  public static ReferenceRows on(Connection connection, String query) {
    return consumer -> {
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(PORTION);
        try (ResultSet rows = statement.executeQuery(query)) {
          read(rows, consumer);
        }
      } catch (SQLException wrong) {
        throw wrong(query, wrong);
      }
    };
  }

  /** What a query that fails is. */
  public static HoldfastException wrong(String query, SQLException wrong) {
    return new HoldfastException(
        ErrorCode.CONFIG_WRONG_VALUE,
        "The reference query fails: " + wrong.getMessage() + " — " + query,
        "Nothing was changed.",
        "Correct the query under 'references' in the configuration.",
        wrong);
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
}
