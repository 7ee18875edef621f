package io.holdfast.stores.postgresql;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.platform.Clock;
import io.holdfast.stores.LogReceiver;
import io.holdfast.stores.postgresql.wal.SlotFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * Watches how much log the server keeps for the slot. A receiver that hangs cannot do that itself,
 * so it has a thread of its own, which ends when this is closed.
 */
final class SlotWatch implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(10);

  /** A warning is repeated as long as there is a reason for it. */
  private static final Duration AGAIN = Duration.ofMinutes(10);

  private final WalServer server;
  private final StoreSpec.Physical physical;
  private final Clock clock;
  private final LogReceiver.Listener listener;
  private final Thread thread;
  private long quietUntil;

  SlotWatch(
      WalServer server, StoreSpec.Physical physical, Clock clock, LogReceiver.Listener listener) {
    this.server = server;
    this.physical = physical;
    this.clock = clock;
    this.listener = listener;
    this.quietUntil = clock.nanos();
    this.thread = Thread.ofPlatform().daemon().name("slot-" + physical.slot()).start(this::watch);
  }

  private void watch() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        look();
      } catch (SQLException | HoldfastException noAnswer) {
        // Who receives will say so; a server that is down keeps no more log than it has.
      }
      clock.sleep(LOOK);
    }
  }

  /** One look. */
  void look() throws SQLException {
    Optional<SlotFacts> slot = server.slot();
    if (slot.isEmpty()) {
      return;
    }
    long lag = slot.get().lag();
    if (lag >= physical.maxLag() && physical.onLag() == StoreSpec.OnLag.DROP) {
      drop();
      listener.warning(
          "the server kept %d bytes of its log for slot '%s', more than maxLag allows: the slot was dropped, and the era ends here; a backup takes a base backup and begins the next"
              .formatted(lag, physical.slot()));
    } else if (lag >= physical.maxLag() / 2 && clock.nanos() - quietUntil >= 0) {
      quietUntil = clock.nanos() + AGAIN.toNanos();
      listener.warning(
          "the server keeps %d bytes of its log for slot '%s', because it does not reach the vault fast enough; maxLag is %d"
              .formatted(lag, physical.slot(), physical.maxLag()));
    }
  }

  /** Who receives through it is cut off first; a slot in use cannot be dropped. */
  private void drop() throws SQLException {
    try (Connection connection = server.address().connect();
        PreparedStatement end =
            connection.prepareStatement(
                "select pg_terminate_backend(active_pid) from pg_catalog.pg_replication_slots"
                    + " where slot_name = ? and active");
        Statement drop = connection.createStatement()) {
      end.setString(1, physical.slot());
      end.execute();
      clock.sleep(Duration.ofMillis(500));
      drop.execute("select pg_drop_replication_slot('" + physical.slot() + "')");
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
