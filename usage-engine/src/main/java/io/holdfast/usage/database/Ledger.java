package io.holdfast.usage.database;

import io.holdfast.usage.disk.FileState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One connection of one workflow. Nothing counts until {@link #commit}; a workflow that fails in
 * between must not use its ledger again. Not safe for use by several threads.
 */
public final class Ledger implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Ledger(Connection connection) {
    this.connection = connection;
  }

  /** The next number of a sequence; used up only if the transaction commits. */
  public long next(String sequence) throws SQLException {
    long next = last(sequence) + 1;
    if (update("update sequence_number set last_used = ? where name = ?", next, sequence) == 0) {
      update("insert into sequence_number (last_used, name) values (?, ?)", next, sequence);
    }
    return next;
  }

  /** The last number of a sequence that a committed transaction used; 0 if none did. */
  public long last(String sequence) throws SQLException {
    var select = prepare("select last_used from sequence_number where name = ?", sequence);
    try (var rows = select.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  /** Inserts the row of a file, or brings it up to date. */
  public void put(Reference reference, FileState file, long txn, long records) throws SQLException {
    var update =
        "update %s set length = ?, sha256 = ?, txn = ?, records = ? where path = ?"
            .formatted(reference.table());
    if (update(update, file.length(), file.sha256(), txn, records, file.path()) == 0) {
      var insert =
          "insert into %s (length, sha256, txn, records, path) values (?, ?, ?, ?, ?)"
              .formatted(reference.table());
      update(insert, file.length(), file.sha256(), txn, records, file.path());
    }
  }

  public void remove(Reference reference, String path) throws SQLException {
    if (update("delete from %s where path = ?".formatted(reference.table()), path) != 1) {
      throw new SQLException("%s has no row for %s".formatted(reference.table(), path));
    }
  }

  public void rename(Reference reference, String path, String to) throws SQLException {
    var sql = "update %s set path = ? where path = ?".formatted(reference.table());
    if (update(sql, to, path) != 1) {
      throw new SQLException("%s has no row for %s".formatted(reference.table(), path));
    }
  }

  /** All rows, the oldest transaction first. */
  public List<FileRow> files(Reference reference) throws SQLException {
    return files(reference, Integer.MAX_VALUE);
  }

  /** At most {@code limit} rows, the oldest transaction first. */
  public List<FileRow> files(Reference reference, int limit) throws SQLException {
    var sql =
        "select path, length, sha256, txn, records from %s order by txn, path fetch first %d rows"
            + " only";
    var found = new ArrayList<FileRow>();
    try (var rows = prepare(sql.formatted(reference.table(), limit)).executeQuery()) {
      while (rows.next()) {
        found.add(fileRow(rows));
      }
    }
    return found;
  }

  private static FileRow fileRow(ResultSet rows) throws SQLException {
    var state = new FileState(rows.getString(1), rows.getLong(2), rows.getString(3));
    return new FileRow(state, rows.getLong(4), rows.getLong(5));
  }

  public int countFiles(Reference reference) throws SQLException {
    return count(reference.table());
  }

  private int count(String table) throws SQLException {
    try (var rows = prepare("select count(*) from %s".formatted(table)).executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }

  /** Writes a large object with its row; only PostgreSQL has large objects. */
  public void putObject(FileState state, byte[] content, long txn, long records)
      throws SQLException {
    update(
        "insert into interworkflow_object (length, sha256, txn, records, path, object) values (?,"
            + " ?, ?, ?, ?, lo_from_bytea(0, ?))",
        state.length(),
        state.sha256(),
        txn,
        records,
        state.path(),
        content);
  }

  /** At most {@code limit} large objects, the oldest transaction first. */
  public List<ObjectRow> objects(int limit) throws SQLException {
    var sql =
        "select path, length, sha256, txn, records, object from interworkflow_object order by txn"
            + " fetch first %d rows only";
    var found = new ArrayList<ObjectRow>();
    try (var rows = prepare(sql.formatted(limit)).executeQuery()) {
      while (rows.next()) {
        found.add(new ObjectRow(fileRow(rows), rows.getLong(6)));
      }
    }
    return found;
  }

  /** Inter-workflow batches that wait, in files and in large objects. */
  public int countWaiting() throws SQLException {
    return count(Reference.INTER_WORKFLOW_BATCH.table()) + count("interworkflow_object");
  }

  /** What a large object holds; empty if it is not there. */
  public Optional<byte[]> object(long object) throws SQLException {
    var select =
        prepare(
            "select lo_get(oid) from pg_largeobject_metadata where oid = ?::bigint::oid", object);
    try (var rows = select.executeQuery()) {
      return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
    }
  }

  /** Removes a large object and its row. */
  public void unlinkObject(ObjectRow row) throws SQLException {
    prepare("select lo_unlink(?::bigint::oid)", row.object()).executeQuery().close();
    if (update("delete from interworkflow_object where object = ?", row.object()) != 1) {
      throw new SQLException("interworkflow_object has no row for " + row.row().path());
    }
  }

  /** What is vouched for of the open sessions in Redis; none if they were never there. */
  public List<BucketRow> buckets() throws SQLException {
    var found = new ArrayList<BucketRow>();
    var sql = "select bucket, sessions, digest from session_bucket order by bucket";
    try (var rows = prepare(sql).executeQuery()) {
      while (rows.next()) {
        found.add(new BucketRow(rows.getInt(1), rows.getLong(2), rows.getString(3)));
      }
    }
    return found;
  }

  /** Brings these rows up to date, in one round trip; inserts them if there are none yet. */
  public void putBuckets(List<BucketRow> rows, long txn) throws SQLException {
    var sql =
        count("session_bucket") == 0
            ? "insert into session_bucket (sessions, digest, txn, bucket) values (?, ?, ?, ?)"
            : "update session_bucket set sessions = ?, digest = ?, txn = ? where bucket = ?";
    var statement = prepare(sql);
    for (var row : rows) {
      bind(statement, row.sessions(), row.digest(), txn, row.bucket());
      statement.addBatch();
    }
    for (int changed : statement.executeBatch()) {
      if (changed != 1) {
        throw new SQLException("session_bucket has not all of its rows");
      }
    }
  }

  public void transaction(String workflow, long txn, long records) throws SQLException {
    update(
        "insert into batch_txn (workflow, txn, records, committed_at) values (?, ?, ?, ?)",
        workflow,
        txn,
        records,
        Timestamp.from(Instant.now()));
  }

  public void collected(String name, long length, long records, long txn) throws SQLException {
    update(
        "insert into collected_file (name, length, records, txn) values (?, ?, ?, ?)",
        name,
        length,
        records,
        txn);
  }

  /** Names of the source files that are collected, with their lengths. */
  public Map<String, Long> collectedFiles() throws SQLException {
    return numbers("select name, length from collected_file order by name");
  }

  /** How much of each real-time source file is consumed, in bytes. */
  public Map<String, Long> offsets() throws SQLException {
    return numbers("select name, consumed from realtime_offset order by name");
  }

  public void offset(String name, long consumed) throws SQLException {
    if (update("update realtime_offset set consumed = ? where name = ?", consumed, name) == 0) {
      update("insert into realtime_offset (consumed, name) values (?, ?)", consumed, name);
    }
  }

  public void count(String workflow, String name, long more) throws SQLException {
    var update = "update counter set total = total + ? where workflow = ? and name = ?";
    if (update(update, more, workflow, name) == 0) {
      update("insert into counter (total, workflow, name) values (?, ?, ?)", more, workflow, name);
    }
  }

  /** Committed counters, summed over workflows. */
  public Map<String, Long> counters() throws SQLException {
    return numbers("select name, sum(total) from counter group by name");
  }

  public void commit() throws SQLException {
    connection.commit();
  }

  public void rollback() throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() throws SQLException {
    if (!connection.isClosed()) {
      connection.rollback();
      connection.close();
    }
  }

  private Map<String, Long> numbers(String sql) throws SQLException {
    var found = new LinkedHashMap<String, Long>();
    try (ResultSet rows = prepare(sql).executeQuery()) {
      while (rows.next()) {
        found.put(rows.getString(1), rows.getLong(2));
      }
    }
    return found;
  }

  private int update(String sql, Object... values) throws SQLException {
    return prepare(sql, values).executeUpdate();
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    var statement = prepared.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      prepared.put(sql, statement);
    }
    bind(statement, values);
    return statement;
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }
}
