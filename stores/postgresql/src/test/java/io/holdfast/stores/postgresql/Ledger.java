package io.holdfast.stores.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writers at full speed. Each transaction adds one entry to its writer's chain, with a checksum
 * over the entry before it, and now and then a large object and an update of an older row; so a
 * state that never was committed as a whole has a broken chain.
 */
final class Ledger implements AutoCloseable {
  static final String[] TABLES = {
    "create table ledger (writer int, n bigint, sum text, object oid, touched bigint default 0,"
        + " primary key (writer, n))",
    "create table total (writer int primary key, entries bigint, sum text)"
  };

  /** The whole state in one row: a hash over everything, and how many entries there are. */
  static final String SUMMARY =
      """
      select md5(string_agg(writer || '/' || n || '/' || sum || '/' || touched || '/'
          || coalesce(md5(lo_get(object)), ''), ',' order by writer, n)),
        count(*)
      from ledger
      """;

  /** Entries that do not follow from the one before them, and totals that are not theirs. */
  static final String BROKEN =
      """
      select writer || ':' || n from (
        select writer, n, sum, md5(coalesce(lag(sum) over w, '') || writer || n) as expected,
          row_number() over w - 1 as place
        from ledger window w as (partition by writer order by n)) chain
      where sum <> expected or n <> place
      union all
      select 'total ' || t.writer
      from total t cross join lateral (
        select count(*) as entries, (array_agg(l.sum order by l.n desc))[1] as sum
        from ledger l where l.writer = t.writer) l
      where (t.entries, t.sum) is distinct from (l.entries, l.sum)
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final RunningPostgresql server;
  private final String database;
  private final boolean mayDie;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicLong committed = new AtomicLong();
  private final List<Thread> writers = new ArrayList<>();

  Ledger(RunningPostgresql server, String database, int count, long seed) throws SQLException {
    this(server, database, count, seed, false);
  }

  /** The writers end with the server. */
  static Ledger ofDyingServer(RunningPostgresql server, String database, int count, long seed)
      throws SQLException {
    return new Ledger(server, database, count, seed, true);
  }

  private Ledger(RunningPostgresql server, String database, int count, long seed, boolean mayDie)
      throws SQLException {
    this.server = server;
    this.database = database;
    this.mayDie = mayDie;
    for (int writer = 0; writer < count; writer++) {
      server.execute(database, "insert into total values (" + writer + ", 0, null)");
      int number = writer;
      SplittableRandom random = new SplittableRandom(seed + writer);
      writers.add(Thread.ofPlatform().start(() -> write(number, random)));
    }
  }

  private void write(int writer, SplittableRandom random) {
    try (Connection connection = server.connect(database);
        PreparedStatement append =
            connection.prepareStatement(
                """
                with last as (select entries, coalesce(sum, '') as sum from total where writer = ?),
                  added as (
                    insert into ledger (writer, n, sum, object)
                    select ?, entries, md5(sum || ?::int || entries),
                      case when ? then lo_from_bytea(0, sha256(sum::bytea)) end from last
                    returning sum)
                update total set entries = entries + 1, sum = (select sum from added)
                where writer = ?
                """);
        Statement touch = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (!stop.get()) {
        append.setInt(1, writer);
        append.setInt(2, writer);
        append.setInt(3, writer);
        append.setBoolean(4, random.nextInt(10) == 0);
        append.setInt(5, writer);
        append.executeUpdate();
        if (random.nextInt(5) == 0) {
          touch.execute(
              "update ledger set touched = touched + 1 where writer = %d and n = %d"
                  .formatted(writer, random.nextInt(200)));
        }
        connection.commit();
        committed.incrementAndGet();
      }
    } catch (SQLException failed) {
      if (!mayDie) {
        throw new AssertionError(failed);
      }
    }
  }

  /** At least so many are committed; a writer may have committed one more than it has counted. */
  long committed() {
    return committed.get();
  }

  void awaitCommitted(long atLeast) throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE.toNanos();
    while (committed.get() < atLeast) {
      if (System.nanoTime() > giveUp) {
        throw new AssertionError("Only " + committed.get() + " transactions");
      }
      Thread.sleep(5);
    }
  }

  @Override
  public void close() {
    stop.set(true);
    for (Thread writer : writers) {
      try {
        writer.join();
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }
  }
}
