package io.holdfast.stores.postgresql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What a server says of itself before a backup.
 *
 * @param major such as 15
 * @param inRecovery whether it is a standby
 * @param mayNamePoint whether this user may create a restore point here
 * @param unreadable tables that the user may not read, at most twenty
 * @param bytes about as much as a dump will have
 * @param largestTable the same, of the largest table or of all large objects, as of the last
 *     vacuum; a look at the size itself would wait for whoever holds a table exclusively
 */
record ServerFacts(
    int major,
    String version,
    boolean inRecovery,
    boolean mayNamePoint,
    List<String> unreadable,
    long bytes,
    long largestTable) {
  private static final String QUERY =
      """
      select current_setting('server_version_num')::int / 10000, current_setting('server_version'),
        pg_is_in_recovery(),
        not pg_is_in_recovery() and current_setting('wal_level') <> 'minimal'
          and has_function_privilege('pg_catalog.pg_create_restore_point(text)', 'execute'),
        array(
          select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p') and c.relpersistence <> 't'
            and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
            and not exists (
              select from pg_depend d
              where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
            and not (has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'))
          limit 20),
        pg_database_size(current_database())
          - (select coalesce(sum(relpages::bigint), 0) * current_setting('block_size')::bigint
             from pg_class where relkind = 'i'),
        (select coalesce(max(c.relpages::bigint + coalesce(t.relpages, 0)), 0)
           * current_setting('block_size')::bigint
         from pg_class c left join pg_class t on t.oid = c.reltoastrelid where c.relkind = 'r')
      """;

  ServerFacts {
    unreadable = List.copyOf(unreadable);
  }

  static ServerFacts of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      row.next();
      return new ServerFacts(
          row.getInt(1),
          row.getString(2),
          row.getBoolean(3),
          row.getBoolean(4),
          texts(row.getArray(5)),
          row.getLong(6),
          row.getLong(7));
    }
  }

  /** How much the whole server has, with all its databases. */
  static long bytesOfServer(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select coalesce(sum(pg_database_size(oid)), 0)::bigint from pg_database"
                    + " where has_database_privilege(oid, 'connect')")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Who may log in everywhere. */
  static String superuser(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select rolname from pg_catalog.pg_roles where rolsuper and rolcanlogin"
                    + " order by oid limit 1")) {
      return row.next() ? row.getString(1) : "postgres";
    }
  }

  static List<String> texts(Array array) throws SQLException {
    List<String> texts = new ArrayList<>();
    for (Object one : (Object[]) array.getArray()) {
      texts.add(String.valueOf(one));
    }
    return texts;
  }
}
