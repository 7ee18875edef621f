package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.stores.postgresql.wal.BaseBackupStream;
import io.holdfast.stores.postgresql.wal.BaseSnapshot;
import io.holdfast.stores.postgresql.wal.Continuation;
import io.holdfast.stores.postgresql.wal.Era;
import io.holdfast.stores.postgresql.wal.EraVault;
import io.holdfast.stores.postgresql.wal.ReplicationConnection;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Sees to it that there is a base backup with which the write-ahead log in the vault can go on. */
final class BaseTaking {
  private final WalServer server;
  private final Programs programs;
  private final EraVault eras;
  private final StoreSpec.Physical physical;
  private final Path work;
  private final Clock clock;

  BaseTaking(
      WalServer server,
      Programs programs,
      EraVault eras,
      StoreSpec.Physical physical,
      Path work,
      Clock clock) {
    this.server = server;
    this.programs = programs;
    this.eras = eras;
    this.physical = physical;
    this.work = work;
    this.clock = clock;
  }

  /**
   * Takes one if there is none, if the newest era cannot be gone on with, or if its base is older
   * than it may become.
   *
   * @param bytes about how much there is
   * @return why one was taken; empty if none was
   */
  Optional<String> ifNeeded(Duration oldest, long bytes, Progress progress) {
    try (ReplicationConnection connection = server.connect()) {
      Optional<String> reason = reason(connection, oldest);
      if (reason.isPresent()) {
        take(connection, bytes, progress);
      }
      return reason;
    } catch (SQLException failed) {
      throw refused(failed);
    }
  }

  private Optional<String> reason(ReplicationConnection connection, Duration oldest)
      throws SQLException {
    Optional<Era> newest = eras.newest();
    Optional<BaseSnapshot> waiting = eras.waitingBase();
    if (newest.isEmpty() && waiting.isEmpty()) {
      return Optional.of("there is none yet");
    }
    BaseSnapshot youngest = waiting.orElseGet(() -> newest.orElseThrow().base());
    Era era = waiting.map(Era::begin).orElseGet(newest::orElseThrow);
    Optional<String> obstacle = Continuation.obstacle(era, connection, server.slot());
    if (obstacle.isPresent() && waiting.isPresent() && newest.isPresent()) {
      // The one that waits may lie behind the slot and be reached by the era.
      obstacle = Continuation.obstacle(newest.get(), connection, server.slot());
    }
    if (obstacle.isPresent()) {
      return obstacle.map(why -> "the era before cannot be gone on with: " + why);
    }
    Instant due = youngest.taken().plus(oldest);
    return clock.now().isBefore(due)
        ? Optional.empty()
        : Optional.of("the one before was taken at " + youngest.taken());
  }

  /** The slot comes first, so that the server keeps all that the base backup will need. */
  private void take(ReplicationConnection connection, long bytes, Progress progress)
      throws SQLException {
    try (Connection side = server.address().connect()) {
      Tablespaces.refuse(server.address(), side);
    }
    if (server.slot().filter(slot -> slot.kept().isEmpty()).isPresent()) {
      connection.dropSlot(physical.slot());
    }
    connection.ensureSlot(physical.slot());
    ReplicationConnection.Identity identity = connection.identify();
    int segmentBytes = connection.segmentBytes();
    Instant taken = clock.now();
    eras.keepBase(
        sink -> {
          BaseBackupStream base =
              new BaseBackup(server.address(), programs, work).take(sink, bytes, progress);
          return new BaseSnapshot(
              identity.system(),
              segmentBytes,
              base.timeline(),
              base.start(),
              taken,
              clock.now(),
              base.tree(),
              base.files(),
              base.bytes());
        });
  }

  private HoldfastException refused(SQLException failed) {
    if ("42501".equals(failed.getSQLState())) {
      return ServerErrors.refused(
          server.address(),
          "it may not replicate: " + failed.getMessage(),
          "ALTER ROLE … REPLICATION, and a line for 'replication' in pg_hba.conf.",
          failed);
    }
    if ("53400".equals(failed.getSQLState())) {
      return new HoldfastException(
          ErrorCode.STORE_FAILED,
          "PostgreSQL database %s has no room for a replication slot: %s"
              .formatted(server.address(), failed.getMessage()),
          "The database is unharmed and processing goes on; nothing was sealed.",
          "Raise max_replication_slots, or drop a slot that nobody uses.",
          failed);
    }
    return ServerErrors.of(server.address(), "its log cannot be received", failed);
  }
}
