package io.holdfast.usage.workflow;

import io.holdfast.usage.database.Ledger;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** Committed totals: in the database, and here for the status. */
public final class Counters {
  /** What is counted; {@code key} is the name in the status and in the database. */
  public enum Counter {
    RECORDS_IN("recordsIn"),
    RECORDS_OUT("recordsOut"),
    DUPLICATES("duplicates"),
    MALFORMED("malformed"),
    BATCHES("batches");

    private final String key;

    Counter(String key) {
      this.key = key;
    }

    public String key() {
      return key;
    }
  }

  private final AtomicLongArray totals = new AtomicLongArray(Counter.values().length);

  /** Takes up the committed totals. */
  public void load(Ledger ledger) throws SQLException {
    var committed = ledger.counters();
    for (var counter : Counter.values()) {
      totals.set(counter.ordinal(), committed.getOrDefault(counter.key, 0L));
    }
  }

  public long total(Counter counter) {
    return totals.get(counter.ordinal());
  }

  /** What one transaction adds; it counts here only once it is committed. */
  public static final class Delta {
    private final Map<Counter, Long> more = new EnumMap<>(Counter.class);

    public Delta add(Counter counter, long count) {
      more.merge(counter, count, Long::sum);
      return this;
    }

    public long get(Counter counter) {
      return more.getOrDefault(counter, 0L);
    }

    void write(Ledger ledger, String workflow) throws SQLException {
      for (var entry : more.entrySet()) {
        ledger.count(workflow, entry.getKey().key, entry.getValue());
      }
    }
  }

  void committed(Delta delta) {
    delta.more.forEach((counter, count) -> totals.addAndGet(counter.ordinal(), count));
  }
}
