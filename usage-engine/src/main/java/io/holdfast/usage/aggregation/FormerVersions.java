package io.holdfast.usage.aggregation;

import io.holdfast.usage.redis.Command;
import io.holdfast.usage.redis.RedisConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Which former versions Redis keeps: so many bytes and so many transactions, since memory is what
 * it runs out of. They bound how much older than Redis a restored database may be.
 */
final class FormerVersions {
  private static final int MOST_TRANSACTIONS = 10_000;
  private final long mostBytes;
  private final TreeMap<Long, Long> kept = new TreeMap<>();
  private long bytes;

  FormerVersions(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  /** Learns what there is. */
  void load(RedisConnection redis, long last) throws IOException {
    var lengths = new ArrayList<Command>();
    long first = Math.max(1, last - MOST_TRANSACTIONS);
    for (long txn = first; txn <= last; txn++) {
      lengths.add(Command.of("STRLEN", StoredSessions.beforeKey(txn)));
    }
    long txn = first;
    for (var length : redis.ask(lengths)) {
      if (length.number() > 0) {
        add(txn, length.number());
      }
      txn++;
    }
  }

  private void add(long txn, long length) {
    kept.put(txn, length);
    bytes += length;
  }

  /** Counts a new one in; returns what deletes those that are too many. Never the new one. */
  List<Command> keep(long txn, long length) {
    add(txn, length);
    var deletions = new ArrayList<Command>();
    while (kept.size() > 1 && (bytes > mostBytes || kept.size() > MOST_TRANSACTIONS)) {
      var oldest = kept.pollFirstEntry();
      bytes -= oldest.getValue();
      deletions.add(Command.of("DEL", StoredSessions.beforeKey(oldest.getKey())));
    }
    return deletions;
  }
}
