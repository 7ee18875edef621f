package io.holdfast.usage.oracle;

import io.holdfast.usage.database.DatabaseDriver;
import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.SystemDatabase;
import io.holdfast.usage.disk.Home;
import io.holdfast.usage.redis.RedisAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the bill with the truth. A session's records may be in the bill or still in the
 * aggregation storage; both together must be exactly what the source says, and in the right one of
 * the two places.
 */
public final class Oracle {
  private final ExpectedBill expected;
  private final ActualBill actual;
  private long lost;
  private long duplicated;
  private long wrong;

  private Oracle(ExpectedBill expected, ActualBill actual) {
    this.expected = expected;
    this.actual = actual;
  }

  /** The comparison as one object, and what is wrong with references, a sentence each. */
  public record Verdict(Map<String, Long> numbers, List<String> dangling) {}

  /**
   * A stopped engine.
   *
   * @param redis where its open sessions are; null if they are in files
   */
  public record Stopped(Home home, DatabaseDriver database, @Nullable RedisAddress redis) {}

  /** The engine must be stopped: its database is opened here. */
  public static Verdict compare(Path source, Stopped engine) throws IOException, SQLException {
    var home = engine.home;
    try (var database = SystemDatabase.open(engine.database);
        var ledger = database.ledger()) {
      var actual = ActualBill.of(home, ledger, engine.redis, false);
      var dangling = new ArrayList<>(Closure.dangling(home, ledger));
      dangling.addAll(actual.unreadable);
      var oracle = new Oracle(ExpectedBill.of(source), actual);
      oracle.compareAll();
      var numbers = oracle.numbers();
      numbers.put("dangling", (long) dangling.size());
      numbers.put("openSessions", (long) actual.open.size());
      numbers.put("unfinished", unfinished(source, ledger));
      return new Verdict(numbers, dangling);
    }
  }

  /** Totals of what is billed; with {@code lines} also each session's line, sorted. */
  public record Billed(Map<String, Object> totals, List<String> lines) {}

  /** The bill as committed, without any comparison. */
  public static Billed bill(Stopped engine, boolean lines) throws IOException, SQLException {
    try (var database = SystemDatabase.open(engine.database);
        var ledger = database.ledger()) {
      var actual = ActualBill.of(engine.home, ledger, engine.redis, lines);
      long checksum = 0;
      long volume = 0;
      for (var session : actual.sessions.values()) {
        checksum += session.checksum;
        volume += session.volume;
      }
      for (var session : actual.events.values()) {
        checksum += session.checksum;
        volume += session.volume;
      }
      var totals = new LinkedHashMap<String, Object>();
      totals.put("sessions", actual.sessions.size());
      totals.put("records", actual.records());
      totals.put("volume", volume);
      totals.put("checksum", "%016x".formatted(checksum));
      totals.put("openSessions", actual.open.size());
      Collections.sort(actual.lines);
      return new Billed(totals, actual.lines);
    }
  }

  private Map<String, Long> numbers() {
    var numbers = new LinkedHashMap<String, Long>();
    numbers.put("records", expected.lines);
    numbers.put("malformed", expected.malformed);
    numbers.put("duplicates", expected.duplicates);
    numbers.put("expected", expected.records());
    numbers.put("billed", actual.records());
    numbers.put("lost", lost);
    numbers.put("duplicated", duplicated);
    numbers.put("wrong", wrong);
    return numbers;
  }

  private void compareAll() {
    var sessions = new HashSet<>(expected.sessions.keySet());
    sessions.addAll(actual.sessions.keySet());
    sessions.addAll(actual.open.keySet());
    var none = new Total();
    for (var session : sessions) {
      var should = expected.sessions.getOrDefault(session, none);
      var billed = actual.sessions.getOrDefault(session, none);
      var open = actual.open.getOrDefault(session, none);
      var is = new Total();
      is.add(billed.records, billed.volume, billed.checksum);
      is.add(open.records, open.volume, open.checksum);
      boolean rightPlace =
          should.complete() ? billed.bills == 1 && open.records == 0 : billed.bills == 0;
      compare(should, is, rightPlace);
    }
    var events = new HashSet<>(expected.events.keySet());
    events.addAll(actual.events.keySet());
    for (var session : events) {
      compare(
          expected.events.getOrDefault(session, none),
          actual.events.getOrDefault(session, none),
          true);
    }
  }

  private void compare(Total should, Total is, boolean rightPlace) {
    if (is.records < should.records) {
      lost += should.records - is.records;
    } else if (is.records > should.records) {
      duplicated += is.records - should.records;
    } else if (!rightPlace || !is.sameContent(should)) {
      wrong++;
    }
  }

  /**
   * Source files and batches that the engine has not finished: while there are any, "lost" is
   * early.
   */
  private static long unfinished(Path source, Ledger ledger) throws IOException, SQLException {
    long count = ledger.countWaiting();
    var collected = ledger.collectedFiles();
    for (var file : ExpectedBill.files(source.resolve("batch"))) {
      count += collected.containsKey(String.valueOf(file.getFileName())) ? 0 : 1;
    }
    var offsets = ledger.offsets();
    for (var file : ExpectedBill.files(source.resolve("realtime"))) {
      var consumed = offsets.getOrDefault(String.valueOf(file.getFileName()), 0L);
      count += consumed == Files.size(file) ? 0 : 1;
    }
    return count;
  }
}
