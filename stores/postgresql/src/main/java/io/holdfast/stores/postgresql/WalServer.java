package io.holdfast.stores.postgresql;

import io.holdfast.stores.postgresql.wal.Receiver;
import io.holdfast.stores.postgresql.wal.ReplicationConnection;
import io.holdfast.stores.postgresql.wal.SlotFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** The server of a store, as its write-ahead log is received from it. */
record WalServer(Address address, String slotName) implements Receiver.Server {
  @Override
  public ReplicationConnection connect() {
    return new ReplicationConnection(address.connectForReplication());
  }

  @Override
  public Optional<SlotFacts> slot() {
    try (Connection connection = address.connect()) {
      return SlotFacts.of(connection, slotName);
    } catch (SQLException failed) {
      throw ServerErrors.of(address, "its slots cannot be looked at", failed);
    }
  }
}
