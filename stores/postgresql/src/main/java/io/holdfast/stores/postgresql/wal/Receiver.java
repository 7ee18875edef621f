package io.holdfast.stores.postgresql.wal;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.stores.Entries;
import io.holdfast.vault.BlobSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Receives a server's write-ahead log into its era. The server is told that it need not keep what
 * is in the vault, and nothing else: after a kill at any instant, one of the two has every byte.
 *
 * <p>One thread does everything, in turn. While a step is being stored the server waits, which it
 * bears for {@code wal_sender_timeout}, a minute by default; longer, and the connection is made
 * anew.
 */
public final class Receiver {
  private static final int STEP_BYTES = 16 << 20;
  private static final Duration STATUS = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Connecting server;
  private final EraVault eras;
  private final String slot;
  private final Duration step;
  private final Clock clock;
  private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
  private Era era;
  private long arrivedSince;
  private long toldAt;

  /** Makes a connection; each receives one timeline. */
  @FunctionalInterface
  public interface Connecting {
    ReplicationConnection connect();
  }

  /** What became of each step. */
  @FunctionalInterface
  public interface Told {
    void step(int timeline, Lsn end, Lsn serverEnd);
  }

  /**
   * @param step how old what arrived may be before it is stored
   */
  public Receiver(
      Connecting server, EraVault eras, Era era, String slot, Duration step, Clock clock) {
    this.server = server;
    this.eras = eras;
    this.era = era;
    this.slot = slot;
    this.step = step;
    this.clock = clock;
  }

  /**
   * Receives until it is told to end, or a connection does.
   *
   * @param ended asked often; what has arrived is stored before it returns
   * @throws HoldfastException if the server is another one, or the vault cannot be written
   */
  public void receive(BooleanSupplier ended, Told told) throws SQLException {
    while (!ended.getAsBoolean()) {
      try (ReplicationConnection connection = server.connect()) {
        ReplicationConnection.Identity identity = connection.identify();
        requireSame(identity);
        Lsn branch = followBranches(connection, identity.timeline());
        WalFeed feed = connection.start(slot, era.wal().end(), era.wal().timeline());
        receive(feed, branch, ended, told);
      }
    }
  }

  private void requireSame(ReplicationConnection.Identity server) {
    if (!server.system().equals(era.origin().system())) {
      throw new HoldfastException(
          ErrorCode.STORE_FAILED,
          "The era in the vault is that of server %s, and this is server %s"
              .formatted(era.origin().system(), server.system()),
          "What is in the vault stays recoverable.",
          "Correct the store's url, or take a base backup of the new server: it begins a new era.");
    }
  }

  /**
   * Goes on with the timelines that the server has taken since, as far as the era has come.
   *
   * @return where the timeline ends that the era is on
   */
  private Lsn followBranches(ReplicationConnection connection, int serverTimeline)
      throws SQLException {
    while (serverTimeline != era.wal().timeline()) {
      TimelineHistory history = connection.history(serverTimeline);
      TimelineHistory.Branch branch =
          history.after(era.wal().timeline()).orElseThrow(() -> notAnAncestor(serverTimeline));
      if (era.wal().end().isBefore(branch.at())) {
        return branch.at();
      }
      byte[] account = connection.history(branch.timeline()).content();
      grow(
          (wal, sink, entries) ->
              wal.follow(branch.timeline(), branch.at(), account, sink, entries));
    }
    return Lsn.FAR;
  }

  private HoldfastException notAnAncestor(int serverTimeline) {
    return new HoldfastException(
        ErrorCode.STORE_FAILED,
        "The server is on timeline %d, which does not come from timeline %d, where the era ends"
            .formatted(serverTimeline, era.wal().timeline()),
        "What is in the vault stays recoverable up to its end.",
        "Take a base backup: it begins a new era.");
  }

  private interface Growth {
    void of(WalTree wal, BlobSink sink, Entries entries) throws IOException;
  }

  private void grow(Growth growth) {
    era =
        eras.grow(
            (sink, entries) -> {
              growth.of(era.wal(), sink, entries);
              return era;
            });
  }

  /**
   * @param branch where this timeline ends. The driver waits for a word of the server there, while
   *     the server waits for one of ours; so nothing is asked for any more.
   */
  private void receive(WalFeed feed, Lsn branch, BooleanSupplier ended, Told told)
      throws SQLException {
    Lsn next = era.wal().end();
    while (next.isBefore(branch)) {
      WalFeed.Piece piece = feed.poll(() -> tell(feed));
      if (piece != null) {
        requireNext(next, piece);
        if (arrived.size() == 0) {
          arrivedSince = clock.nanos();
        }
        arrived.writeBytes(piece.bytes());
        next = next.plus(piece.bytes().length);
      }
      boolean ending = ended.getAsBoolean();
      if (isStepDue(ending)) {
        store(feed, told);
      }
      if (ending) {
        return;
      }
      if (clock.nanos() - toldAt > STATUS.toNanos()) {
        tell(feed);
      }
      if (piece == null) {
        clock.sleep(PAUSE);
      }
    }
    if (arrived.size() > 0) {
      store(feed, told);
    }
  }

  private void requireNext(Lsn next, WalFeed.Piece piece) {
    if (!piece.at().equals(next)) {
      throw new IllegalStateException(
          "The server sent %s where %s comes next".formatted(piece.at(), next));
    }
  }

  private boolean isStepDue(boolean ending) {
    return arrived.size() > 0
        && (ending
            || arrived.size() >= STEP_BYTES
            || clock.nanos() - arrivedSince > step.toNanos());
  }

  private void store(WalFeed feed, Told told) {
    byte[] bytes = arrived.toByteArray();
    grow((wal, sink, entries) -> wal.append(wal.end(), bytes, sink, entries));
    arrived.reset();
    tell(feed);
    told.step(era.wal().timeline(), era.wal().end(), feed.serverEnd());
  }

  /** A connection that is gone is noticed by the next poll. */
  private void tell(WalFeed feed) {
    try {
      Lsn kept = era.wal().end();
      feed.confirm(kept.plus(arrived.size()), kept, clock.now());
      toldAt = clock.nanos();
    } catch (SQLException gone) {
      throw new IllegalStateException(gone);
    }
  }
}
