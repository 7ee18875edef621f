package io.holdfast.stores.postgresql.wal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * What a server says of a replication slot.
 *
 * @param kept the first place of the log that is kept for it; empty if the server keeps nothing for
 *     it any more
 * @param inUse whether somebody receives through it now
 * @param lag how many bytes of log are kept for it
 */
public record SlotFacts(Optional<Lsn> kept, boolean inUse, long lag) {
  private static final String QUERY =
      """
      select restart_lsn::text, active,
        case when pg_is_in_recovery() then 0
             else coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint end
      from pg_catalog.pg_replication_slots where slot_name = ?
      """;

  /** Empty if there is no such slot. */
  public static Optional<SlotFacts> of(Connection connection, String slot) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setString(1, slot);
      try (ResultSet row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new SlotFacts(
                    Optional.ofNullable(row.getString(1)).map(Lsn::parse),
                    row.getBoolean(2),
                    row.getLong(3)))
            : Optional.empty();
      }
    }
  }
}
