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
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Receives a server's write-ahead log into its era. The server is told that it need not keep what
 * is in the vault, and nothing else: after a kill at any instant, one of the two has every byte.
 *
 * <p>The slot is what makes sure that there is one receiver: the server gives it to one at a time,
 * and the era is looked at again once it is held.
 *
 * <p>One thread does everything, in turn. While a step is being stored the server waits, which it
 * bears for {@code wal_sender_timeout}, a minute by default; longer, and the connection is made
 * anew.
 */
public final class Receiver {
  private static final int STEP_BYTES = 16 << 20;
  private static final Duration STATUS = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(10);

  /** How often it is looked whether a younger base backup has come. */
  private static final Duration BASE_LOOK = Duration.ofMinutes(1);

  private final Server server;
  private final EraVault eras;
  private final String slot;
  private final Duration step;
  private final Clock clock;
  private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
  private long arrivedSince;
  private long toldAt;
  private long basesLookedAt;

  /** The server that the log comes from. */
  public interface Server {
    /** A new connection; each receives one timeline. */
    ReplicationConnection connect();

    Optional<SlotFacts> slot();
  }

  /** What becomes of each step. */
  @FunctionalInterface
  public interface Told {
    void step(Era era, Lsn serverEnd);
  }

  /**
   * @param step how old what arrived may be before it is stored
   */
  public Receiver(Server server, EraVault eras, String slot, Duration step, Clock clock) {
    this.server = server;
    this.eras = eras;
    this.slot = slot;
    this.step = step;
    this.clock = clock;
    this.basesLookedAt = clock.nanos();
  }

  /**
   * Receives until it is told to end, or a connection does.
   *
   * @param ended asked often, with the era as it is in the vault; what has arrived is stored before
   *     this returns
   * @throws SQLException if a connection is refused or breaks, among other things because another
   *     receiver has the slot
   * @throws HoldfastException if no era can be gone on with, or the vault cannot be written
   */
  public void receive(Predicate<Era> ended, Told told) throws SQLException {
    Era era;
    do {
      try (ReplicationConnection connection = server.connect()) {
        era = followBranches(current(connection), connection);
        Lsn branch = branchOf(era, connection);
        WalFeed feed = connection.start(slot, era.wal().end(), era.wal().timeline());
        if (eras.isUnchanged()) {
          arrived.reset();
          era = receive(era, feed, branch, ended, told);
        }
      }
    } while (!ended.test(era));
  }

  /** The era to go on with, begun here if a base backup waits. */
  private Era current(ReplicationConnection connection) throws SQLException {
    Optional<Era> newest = eras.newest();
    Optional<BaseSnapshot> base = eras.waitingBase();
    if (newest.isPresent()) {
      Optional<String> obstacle = Continuation.obstacle(newest.get(), connection, server.slot());
      if (obstacle.isEmpty()) {
        return newest.get();
      }
      if (base.isEmpty()) {
        throw cannotGoOn(obstacle.get());
      }
    }
    if (base.isEmpty()) {
      throw cannotGoOn("there is none: no base backup has been taken");
    }
    Era begun = Era.begin(base.get());
    Optional<String> obstacle = Continuation.obstacle(begun, connection, server.slot());
    if (obstacle.isPresent()) {
      throw cannotGoOn(obstacle.get());
    }
    return eras.begin(base.get(), Optional.empty());
  }

  private static HoldfastException cannotGoOn(String why) {
    return new HoldfastException(
        ErrorCode.LOG_BROKEN,
        "The era of the write-ahead log in the vault cannot be gone on with: " + why,
        "What is in the vault stays recoverable up to its end.",
        "Run 'holdfast backup': it takes a base backup, which begins a new era.");
  }

  /** Goes on with the timelines that the server has taken since, as far as the era has come. */
  private Era followBranches(Era era, ReplicationConnection connection) throws SQLException {
    Era followed = era;
    while (branchOf(followed, connection).equals(followed.wal().end())) {
      Era before = followed;
      TimelineHistory.Branch branch = nextBranch(before, connection).orElseThrow();
      byte[] account = connection.history(branch.timeline()).content();
      followed =
          grow(
              before,
              (wal, sink, entries) ->
                  wal.follow(branch.timeline(), branch.at(), account, sink, entries));
    }
    return followed;
  }

  /** Where the timeline ends that the era is on; far if the server is on it. */
  private Lsn branchOf(Era era, ReplicationConnection connection) throws SQLException {
    return nextBranch(era, connection).map(TimelineHistory.Branch::at).orElse(Lsn.FAR);
  }

  private static Optional<TimelineHistory.Branch> nextBranch(
      Era era, ReplicationConnection connection) throws SQLException {
    int ofServer = connection.identify().timeline();
    return ofServer == era.wal().timeline()
        ? Optional.empty()
        : connection.history(ofServer).after(era.wal().timeline());
  }

  private interface Growth {
    void of(WalTree wal, BlobSink sink, Entries entries) throws IOException;
  }

  private Era grow(Era era, Growth growth) {
    return eras.grow(
        (sink, entries) -> {
          growth.of(era.wal(), sink, entries);
          return era;
        });
  }

  /**
   * @param branch where this timeline ends. The driver waits for a word of the server there, while
   *     the server waits for one of ours; so nothing is asked for any more.
   */
  private Era receive(Era from, WalFeed feed, Lsn branch, Predicate<Era> ended, Told told)
      throws SQLException {
    Era era = from;
    Lsn next = era.wal().end();
    while (next.isBefore(branch)) {
      Lsn kept = era.wal().end();
      WalFeed.Piece piece = feed.poll(() -> tell(feed, kept));
      if (piece != null) {
        requireNext(next, piece);
        if (arrived.size() == 0) {
          arrivedSince = clock.nanos();
        }
        arrived.writeBytes(piece.bytes());
        next = next.plus(piece.bytes().length);
      }
      boolean ending = ended.test(era);
      if (isStepDue(ending)) {
        era = store(era, feed, told);
      }
      if (ending) {
        return withWaitingBase(era);
      }
      if (clock.nanos() - toldAt > STATUS.toNanos()) {
        tell(feed, era.wal().end());
      }
      if (piece == null) {
        if (clock.nanos() - basesLookedAt > BASE_LOOK.toNanos()) {
          era = withWaitingBase(era);
        }
        clock.sleep(PAUSE);
      }
    }
    return arrived.size() > 0 ? store(era, feed, told) : era;
  }

  private void requireNext(Lsn next, WalFeed.Piece piece) throws SQLException {
    if (!piece.at().equals(next)) {
      throw new SQLException("The server sent %s where %s comes next".formatted(piece.at(), next));
    }
  }

  private boolean isStepDue(boolean ending) {
    return arrived.size() > 0
        && (ending
            || arrived.size() >= STEP_BYTES
            || clock.nanos() - arrivedSince > step.toNanos());
  }

  private Era store(Era era, WalFeed feed, Told told) throws SQLException {
    byte[] bytes = arrived.toByteArray();
    Era stored = grow(era, (wal, sink, entries) -> wal.append(wal.end(), bytes, sink, entries));
    arrived.reset();
    tell(feed, stored.wal().end());
    told.step(stored, feed.serverEnd());
    return stored;
  }

  private void tell(WalFeed feed, Lsn kept) throws SQLException {
    feed.confirm(kept.plus(arrived.size()), kept, clock.now());
    toldAt = clock.nanos();
  }

  /**
   * A base backup that was taken meanwhile begins the next era, as soon as this one has its log.
   */
  private Era withWaitingBase(Era era) {
    basesLookedAt = clock.nanos();
    Optional<BaseSnapshot> base = eras.waitingBase().filter(era::reaches);
    return base.isPresent() ? eras.begin(base.get(), Optional.of(era)) : era;
  }
}
