package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.stores.LogReceiver;
import io.holdfast.stores.postgresql.wal.EraVault;
import io.holdfast.stores.postgresql.wal.Receiver;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A server's write-ahead log on its way into the vault, for as long as anybody wants it. */
final class ServerLog implements LogReceiver {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** A base backup is renewed by backups; only the first is taken here. */
  private static final Duration ANY_AGE = Duration.ofDays(36_500);

  /** What another try may not meet: a disk has room again, a vault is unlocked, a server is up. */
  private static final Set<ErrorCode> PASSING =
      Set.of(
          ErrorCode.INPUT_OUTPUT,
          ErrorCode.DISK_FULL,
          ErrorCode.STORE_FAILED,
          ErrorCode.VAULT_LOCKED,
          ErrorCode.PRUNE_OVERTOOK,
          ErrorCode.OUTCOME_UNKNOWN);

  private final WalServer server;
  private final StoreSpec.Physical physical;
  private final EraVault eras;
  private final List<Path> places;
  private final Path work;
  private final Clock clock;

  ServerLog(
      WalServer server,
      StoreSpec.Physical physical,
      EraVault eras,
      List<Path> places,
      Path work,
      Clock clock) {
    this.server = server;
    this.physical = physical;
    this.eras = eras;
    this.places = places;
    this.work = work;
    this.clock = clock;
  }

  @Override
  public void receive(BooleanSupplier ended, Listener listener, Progress progress) {
    begin(listener, progress);
    Duration pause = FIRST_PAUSE;
    try (SlotWatch watch = new SlotWatch(server, physical, clock, listener)) {
      while (!ended.getAsBoolean()) {
        try {
          new Receiver(server, eras, physical.slot(), physical.step(), clock)
              .receive(
                  era -> ended.getAsBoolean(),
                  (era, far) ->
                      listener.stored(era.wal().end().toString(), far.since(era.wal().end())));
          pause = FIRST_PAUSE;
        } catch (SQLException broken) {
          listener.warning("the connection is made again: " + broken.getMessage());
        } catch (HoldfastException failed) {
          if (!PASSING.contains(failed.code())) {
            throw failed;
          }
          listener.warning("it is tried again: " + failed.getMessage());
        }
        if (!ended.getAsBoolean()) {
          clock.sleep(pause);
          Duration doubled = pause.multipliedBy(2);
          pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }
      }
    }
  }

  private void begin(Listener listener, Progress progress) {
    try (Connection connection = server.address().connect()) {
      Disk.createPrivateDirectories(work);
      warnOfNoLimit(connection, listener);
      new BaseTaking(
              server,
              Programs.forBaseBackup(ServerFacts.of(connection).major(), places),
              eras,
              physical,
              work,
              clock)
          .ifNeeded(ANY_AGE, ServerFacts.bytesOfServer(connection), progress)
          .ifPresent(why -> listener.warning("a base backup was taken: " + why));
    } catch (SQLException failed) {
      throw ServerErrors.of(server.address(), "it cannot be looked at", failed);
    } catch (IOException cannot) {
      throw ServerErrors.noStaging(server.address(), work, cannot);
    }
  }

  /** Only the server itself can protect its disk when nothing of ours runs. */
  private static void warnOfNoLimit(Connection connection, Listener listener) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select coalesce(current_setting('max_slot_wal_keep_size', true), '-1')")) {
      row.next();
      if (row.getString(1).equals("-1")) {
        listener.warning(
            "the server keeps its log for a slot without limit: when this program does not run,"
                + " nobody but the server can protect its disk; set max_slot_wal_keep_size there");
      }
    }
  }
}
