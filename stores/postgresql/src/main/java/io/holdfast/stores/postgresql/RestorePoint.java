package io.holdfast.stores.postgresql;

import io.holdfast.stores.postgresql.wal.Lsn;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A named place in the server's write-ahead log.
 *
 * @param end the place just behind its record
 */
record RestorePoint(String name, Lsn end) {
  /**
   * @param flushed whether the record must be on the server's disk, from where alone it is sent to
   *     receivers; nothing else would bring it there before the next commit
   */
  static RestorePoint create(Connection connection, String name, boolean flushed)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement setting = connection.createStatement();
        PreparedStatement call =
            connection.prepareStatement("select pg_catalog.pg_create_restore_point(?)::text")) {
      call.setString(1, name);
      try (ResultSet row = call.executeQuery()) {
        row.next();
        RestorePoint created = new RestorePoint(name, Lsn.parse(row.getString(1)));
        if (flushed) {
          // A transaction that has a number and has written is flushed when it commits.
          setting.execute("set local synchronous_commit = local");
          setting.execute("select pg_catalog.txid_current()");
        }
        connection.commit();
        return created;
      }
    } finally {
      connection.setAutoCommit(true);
    }
  }

  @Override
  public String toString() {
    return name + " at " + end;
  }
}
