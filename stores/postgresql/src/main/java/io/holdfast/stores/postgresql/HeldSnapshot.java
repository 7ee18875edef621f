package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A transaction that holds a snapshot for others to read. Every table that the snapshot sees is
 * locked against what is not MVCC-safe before the snapshot is taken: after a {@code TRUNCATE} an
 * older snapshot would see an empty table.
 *
 * @param id what {@code pg_dump --snapshot} is given
 * @param horizon the transactions that it sees, as {@code xmin:xmax:running}
 * @param lsn where the WAL stood just after
 */
record HeldSnapshot(Connection connection, String id, String horizon, String lsn, int tables) {
  private static final int ATTEMPTS = 3;
  private static final String LOCK_TIMEOUT = "5s";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String TABLE_GONE = "42P01";
  private static final String SCHEMA_GONE = "3F000";

  /** Ordinary and partitioned tables that pg_dump reads: not the system's, not an extension's. */
  private static final String TABLES =
      """
      select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and c.relpersistence <> 't'
        and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        and not exists (
          select from pg_catalog.pg_depend d
          where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
      order by 1
      """;

  private static final String EXPORT =
      """
      select pg_catalog.pg_export_snapshot(), pg_catalog.txid_current_snapshot()::text,
        case when pg_catalog.pg_is_in_recovery() then pg_catalog.pg_last_wal_replay_lsn()
             else pg_catalog.pg_current_wal_lsn() end::text
      """;

  /** Takes one, on a connection that is used for nothing else until {@link #end}. */
  static HeldSnapshot take(Connection connection, Address address) {
    for (int attempt = 1; ; attempt++) {
      try {
        List<String> locked = begin(connection);
        HeldSnapshot taken = export(connection, locked.size());
        if (Set.copyOf(locked).containsAll(tables(connection))) {
          return taken;
        }
        connection.rollback();
      } catch (SQLException failed) {
        rollBack(connection, failed);
        boolean changedMeanwhile =
            TABLE_GONE.equals(failed.getSQLState()) || SCHEMA_GONE.equals(failed.getSQLState());
        if (!changedMeanwhile || attempt == ATTEMPTS) {
          throw refused(address, failed);
        }
      }
      if (attempt == ATTEMPTS) {
        throw ServerErrors.failed(
            address, "tables were made all the time while its snapshot was taken", null);
      }
    }
  }

  private static List<String> begin(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    List<String> tables = tables(connection);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local lock_timeout = '" + LOCK_TIMEOUT + "'");
      if (!tables.isEmpty()) {
        statement.execute(
            "lock table only " + String.join(", only ", tables) + " in access share mode");
      }
    }
    return tables;
  }

  private static HeldSnapshot export(Connection connection, int tables) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(EXPORT)) {
      row.next();
      return new HeldSnapshot(
          connection, row.getString(1), row.getString(2), String.valueOf(row.getString(3)), tables);
    }
  }

  private static List<String> tables(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(TABLES)) {
      List<String> tables = new ArrayList<>();
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
      return tables;
    }
  }

  private static HoldfastException refused(Address address, SQLException failed) {
    if (LOCK_NOT_AVAILABLE.equals(failed.getSQLState())) {
      return new HoldfastException(
          ErrorCode.STORE_FAILED,
          "PostgreSQL database %s: a table is locked exclusively, and was not let go in %s: %s"
              .formatted(address, LOCK_TIMEOUT, failed.getMessage()),
          "The database is unharmed and processing goes on; no set was sealed.",
          "Look in pg_locks for who holds an ACCESS EXCLUSIVE lock; run when no maintenance does.",
          failed);
    }
    return ServerErrors.of(address, "its snapshot was not taken", failed);
  }

  /** Whether it is still held: who reads it meanwhile must be able to rely on that. */
  boolean isHeld() {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select 1");
      return true;
    } catch (SQLException gone) {
      return false;
    }
  }

  /** Lets go of the snapshot and of the locks. */
  void end() {
    try {
      connection.rollback();
    } catch (SQLException gone) {
      return; // The server has ended it, and with the connection everything that it held.
    }
  }

  private static void rollBack(Connection connection, SQLException because) {
    try {
      connection.rollback();
    } catch (SQLException gone) {
      because.addSuppressed(gone);
    }
  }
}
