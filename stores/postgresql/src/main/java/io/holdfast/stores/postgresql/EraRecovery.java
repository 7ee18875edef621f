package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.FileName;
import io.holdfast.stores.Entries;
import io.holdfast.stores.EraLog;
import io.holdfast.stores.postgresql.wal.BaseSnapshot;
import io.holdfast.stores.postgresql.wal.EraVault;
import io.holdfast.stores.postgresql.wal.Lsn;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.TreeWalk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * Recovers a server from an era. Where in the log a time lies is for the server to say: a copy is
 * recovered up to it and looked at. The log is then cut off at that place, so that what is left
 * behind recovers to it and no further wherever it is started, as a set's member does.
 */
final class EraRecovery implements EraLog {
  /** A setting is read before the server knows any zone by its name, and "Z" is one. */
  private static final DateTimeFormatter SERVER_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS+00").withZone(ZoneOffset.UTC);

  private final BlobSource source;
  private final EraVault eras;
  private final Address live;
  private final List<Path> places;
  private final Clock clock;
  private final int threads;

  EraRecovery(
      BlobSource source, EraVault eras, Address live, List<Path> places, Clock clock, int threads) {
    this.source = source;
    this.eras = eras;
    this.live = live;
    this.places = places;
    this.clock = clock;
    this.threads = threads;
  }

  /**
   * Where a recovery ended.
   *
   * @param isEnd whether it ended because the log did
   */
  private record Reached(
      Lsn place,
      Optional<Instant> lastCommit,
      boolean isEnd,
      String superuser,
      DatabaseDescription description) {}

  @Override
  public List<Era> eras() {
    return eras.all().stream().map(EraRecovery::era).toList();
  }

  private static Era era(EraVault.Stored stored) {
    BaseSnapshot base = stored.era().base();
    Lsn end = stored.era().wal().end();
    return new Era(
        base.ended(),
        stored.until(),
        end.toString(),
        stored.growing(),
        base.tree(),
        stored.snapshots(),
        base.bytes() + end.since(base.start()));
  }

  @Override
  public Optional<BlobId> begins(Node member) {
    return Optional.ofNullable(member.subtree())
        .flatMap(tree -> TreeWalk.find(source, tree, RecoveryPlan.BASE))
        .map(Node::subtree);
  }

  @Override
  public Era find(Wanted wanted) {
    return era(choose(wanted));
  }

  private EraVault.Stored choose(Wanted wanted) {
    List<EraVault.Stored> all = eras.all();
    List<EraVault.Stored> holding =
        all.reversed().stream()
            .filter(stored -> wanted.to().isEmpty() || era(stored).holds(wanted.to().get()))
            .toList();
    if (holding.isEmpty()) {
      throw noLog(wanted.to());
    }
    if (wanted.limit().isEmpty()) {
      return holding.getFirst();
    }
    Node limit = wanted.limit().get();
    Optional<BlobId> begins = begins(limit);
    return all.stream()
        .filter(stored -> begins.filter(stored.era().base().tree()::equals).isPresent())
        .findFirst()
        .flatMap(source -> holding.stream().filter(one -> leadsTo(one, source)).findFirst())
        .orElseThrow(() -> notComparable(holding.getFirst()));
  }

  /**
   * Whether an era's log and another one's are of one history, so that a place that comes earlier
   * in it has less: it is the same era, or its timeline is the one that the younger base was taken
   * on.
   */
  private static boolean leadsTo(EraVault.Stored older, EraVault.Stored younger) {
    BaseSnapshot before = older.era().base();
    BaseSnapshot after = younger.era().base();
    return before.equals(after)
        || before.system().equals(after.system())
            && older.era().wal().timeline() == after.timeline()
            && before.redo().isBefore(after.redo());
  }

  private HoldfastException notComparable(EraVault.Stored stored) {
    return new HoldfastException(
        ErrorCode.ILLEGAL_PAIR,
        "The log of PostgreSQL database %s that begins at %s is not of the same history as the set's database, so nobody knows whether it is newer than the set's disk"
            .formatted(live, stored.era().base().ended()),
        "Nothing was changed.",
        "Restore the set with its own database, or name a time that lies before it in the same"
            + " era: 'holdfast sets --timeline' shows them.");
  }

  /** Nothing that a set's member has not is looked at: so what comes back cannot be newer. */
  private Lsn end(EraVault.Stored stored, Wanted wanted) {
    Lsn end = stored.era().wal().end();
    if (wanted.limit().isEmpty()) {
      return end;
    }
    Lsn limit = RestoredServer.plan(source, wanted.limit().get()).point();
    return limit.isBefore(end) ? limit : end;
  }

  private HoldfastException noLog(Optional<Instant> to) {
    List<Span> spans = spans();
    return new HoldfastException(
        ErrorCode.NOT_FOUND,
        "The vault has no write-ahead log of PostgreSQL database %s%s; %s"
            .formatted(
                live,
                to.map(time -> " of " + time).orElse(""),
                spans.isEmpty() ? "it has none at all" : "it has " + inWords(spans)),
        "Nothing was changed.",
        "Name another time, or restore a set: 'holdfast sets --timeline' shows them.");
  }

  private static String inWords(List<Span> spans) {
    return String.join(
        ", ", spans.stream().map(span -> span.from() + " to " + span.until()).toList());
  }

  @Override
  public Recovered restore(Wanted wanted, Path target, Path work, Progress progress) {
    EraVault.Stored stored = choose(wanted);
    Lsn end = end(stored, wanted);
    BaseSnapshot base = stored.era().base();
    Node root = new Entries(stored.until()).directory(FileName.of("era"), stored.tree());
    try {
      List<String> notes =
          RestoredServer.restoreBase(source, root, target, clock, threads, progress);
      int major = RestoredServer.major(target);
      Programs programs = programs(major);
      RecoveryPlan whole = plan(major, base, end, "");
      RestoredServer.restoreLog(source, root, target, whole, progress);
      Reached reached = find(programs, target, wanted.to(), work, progress);
      RecoveryPlan plan = plan(major, base, reached.place(), reached.superuser());
      RestoredServer.restoreLog(source, root, target, plan, progress);
      RestoredServer.finish(target, reached.description().toBytes(), plan.toBytes());
      return new Recovered(
          reached.place().toString(),
          reached.lastCommit(),
          reached.isEnd() && end.equals(stored.era().wal().end()),
          notes);
    } catch (IOException cannot) {
      throw new UncheckedIOException("The database cannot be restored to " + target, cannot);
    }
  }

  private static RecoveryPlan plan(int major, BaseSnapshot base, Lsn point, String superuser) {
    return new RecoveryPlan(
        major, base.segmentBytes(), base.timeline(), base.redo(), point, "", superuser);
  }

  private Programs programs(int major) {
    return Programs.ofServerExactly(major, places)
        .orElseThrow(
            () ->
                new HoldfastException(
                    ErrorCode.NO_DATABASE_PROGRAMS,
                    "The log is of PostgreSQL %d, and only a server of that version can read it"
                        .formatted(major),
                    "Nothing was changed; the log in the vault is as it was.",
                    "Install postgresql-%d on this machine.".formatted(major)));
  }

  private Reached find(
      Programs programs, Path target, Optional<Instant> to, Path work, Progress progress) {
    try (Progress.Phase phase =
        progress.begin("looking for the place in the log", Progress.Unit.STEPS, 1)) {
      Reached reached =
          to.isEmpty() ? end(programs, target, work) : find(programs, target, to.get(), work);
      phase.advance(1);
      return reached;
    }
  }

  /** A server refuses a time behind which nothing was committed: then the log's end is as of it. */
  private Reached find(Programs programs, Path target, Instant to, Path work) {
    try {
      return recover(
          programs,
          target,
          List.of(
              "recovery_target_time=" + SERVER_TIME.format(to), "recovery_target_action=promote"),
          work);
    } catch (HoldfastException refused) {
      Reached end = end(programs, target, work);
      if (end.lastCommit().filter(last -> last.isAfter(to)).isPresent()) {
        throw refused;
      }
      return end;
    }
  }

  private Reached end(Programs programs, Path target, Path work) {
    return recover(programs, target, List.of(), work);
  }

  private Reached recover(Programs programs, Path target, List<String> until, Path work) {
    try (PrivateServer server =
            PrivateServer.recover(programs, target, live.user(), until, work, clock);
        Connection connection = server.address().to(live.database()).connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select pg_last_wal_replay_lsn()::text, pg_last_xact_replay_timestamp()")) {
      row.next();
      OffsetDateTime last = row.getObject(2, OffsetDateTime.class);
      return new Reached(
          Lsn.parse(row.getString(1)),
          Optional.ofNullable(last).map(OffsetDateTime::toInstant),
          until.isEmpty(),
          ServerFacts.superuser(connection),
          DatabaseDescription.of(connection, programs.major()));
    } catch (SQLException failed) {
      throw RestoredDump.unfit("it was recovered and does not answer", failed);
    }
  }
}
