package io.holdfast.usage.database;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where the system database lives and how it is reached. The tables and every statement on them are
 * the same everywhere.
 */
public interface DatabaseDriver {
  /** What makes the tables in a new database; {@link #create} calls it once. */
  interface Tables {
    /** Without a commit. */
    void createIn(Connection connection) throws SQLException;
  }

  /** For messages: which database. */
  String place();

  /** Whether the database is there, with its tables. */
  boolean exists() throws SQLException;

  /** Makes the database and its tables, whole or not at all, however often this is killed. */
  void create(Tables tables) throws IOException, SQLException;

  /**
   * Claims a database that is there, for this process alone.
   *
   * @throws InUseException if another process has it
   */
  void open() throws SQLException;

  /** A new connection, which commits by itself; only between {@link #open} and {@link #close}. */
  Connection connect() throws SQLException;

  /** Ends the claim. */
  void close() throws SQLException;

  /** The database is open in another process. */
  final class InUseException extends SQLException {
    private static final long serialVersionUID = 1L;

    InUseException(String place, SQLException cause) {
      super(
          "The system database %s is open in another process; stop the engine first."
              .formatted(place),
          cause.getSQLState(),
          cause);
    }
  }
}
