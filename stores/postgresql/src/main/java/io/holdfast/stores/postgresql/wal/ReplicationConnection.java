package io.holdfast.stores.postgresql.wal;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * A connection in replication mode, in which a server knows its own commands and not SQL. Made by
 * {@code replication=true} and {@code preferQueryMode=simple}.
 */
public final class ReplicationConnection implements AutoCloseable {
  private static final String SLOT_EXISTS = "42710";

  private final Connection connection;

  /** Who the server is, and where it is. */
  public record Identity(String system, int timeline, Lsn flushed) {}

  public ReplicationConnection(Connection connection) {
    this.connection = connection;
  }

  public Identity identify() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
      row.next();
      return new Identity(row.getString(1), row.getInt(2), Lsn.parse(row.getString(3)));
    }
  }

  /** The length of a segment in bytes. */
  public int segmentBytes() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SHOW wal_segment_size")) {
      row.next();
      return bytes(row.getString(1));
    }
  }

  /** As PostgreSQL writes sizes: {@code 16MB}, {@code 1GB}. */
  static int bytes(String size) {
    String number = size.replaceAll("[A-Za-z ]", "");
    int unit = size.endsWith("GB") ? 1 << 30 : size.endsWith("MB") ? 1 << 20 : 1;
    return Math.multiplyExact(Integer.parseInt(number), unit);
  }

  /** Makes the slot if it is not there; from then on the server keeps what it has not sent. */
  public void ensureSlot(String slot) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE_REPLICATION_SLOT " + slot + " PHYSICAL RESERVE_WAL");
    } catch (SQLException failed) {
      if (!SLOT_EXISTS.equals(failed.getSQLState())) {
        throw failed;
      }
    }
  }

  /** Drops a slot, and what the server kept for it. */
  public void dropSlot(String slot) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP_REPLICATION_SLOT " + slot);
    }
  }

  /** The server's account of how a timeline came about. */
  public TimelineHistory history(int timeline) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("TIMELINE_HISTORY " + timeline)) {
      row.next();
      byte[] content = row.getString(2).getBytes(StandardCharsets.UTF_8);
      return TimelineHistory.parse(timeline, content);
    }
  }

  /** Begins to receive. */
  public WalFeed start(String slot, Lsn from, int timeline) throws SQLException {
    String command = "START_REPLICATION SLOT %s PHYSICAL %s TIMELINE %d";
    return new WalFeed(
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyDual(command.formatted(slot, from, timeline)));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
