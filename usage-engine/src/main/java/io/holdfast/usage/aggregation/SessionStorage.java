package io.holdfast.usage.aggregation;

import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.disk.Bytes;
import java.io.IOException;
import java.sql.SQLException;

/**
 * All open sessions: in memory, and where they survive. Whoever works with it synchronises on it.
 */
public interface SessionStorage extends AutoCloseable {
  /** The sequence that numbers the transactions which change sessions. */
  String SEQUENCE = "aggregation";

  /**
   * Brings what is stored into step with the database and reads it.
   *
   * @throws io.holdfast.usage.disk.DanglingReferenceException if it cannot be what the database
   *     vouches for; then nothing was changed
   */
  void load(Ledger ledger) throws IOException, SQLException;

  /** Adds one record to its session. */
  void add(BatchRecord udr);

  /**
   * End Batch: stores the changed sessions durably, but so that they can go back to what they were
   * until the database has committed. Lines of complete sessions go to {@code bill}, and the
   * sessions are gone.
   */
  Commit endBatch(long txn, Bytes bill) throws IOException;

  @Override
  void close() throws IOException;

  /** What one End Batch means for the database and, after its commit, for what is stored. */
  interface Commit {
    /** Writes the rows that vouch for it; the caller commits. */
    void write(Ledger ledger, long txn) throws SQLException;

    /** After the commit only: until then the database still refers to what goes here. */
    void deleteObsolete() throws IOException;
  }
}
