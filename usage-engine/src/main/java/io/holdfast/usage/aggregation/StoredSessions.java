package io.holdfast.usage.aggregation;

import io.holdfast.usage.database.BucketRow;
import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.disk.Bytes;
import io.holdfast.usage.disk.DanglingReferenceException;
import io.holdfast.usage.redis.Command;
import io.holdfast.usage.redis.RedisConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The open sessions in Redis as they were at the last transaction that the database knows, read
 * without changing anything. Redis may be further; then its former versions lead back.
 */
public final class StoredSessions {
  private static final String PREFIX = "{usage}:";
  static final String LAST = PREFIX + "last";
  static final String OWNER = PREFIX + "owner";
  private static final byte[] NONE = {};
  private static final int MAGIC = 0x55425631;

  private final Buckets buckets = new Buckets();
  private final long last;
  private final List<byte[]> before = new ArrayList<>();

  private StoredSessions(long last) {
    this.last = last;
  }

  static String bucketKey(int bucket) {
    return PREFIX + "sessions:%02x".formatted(bucket);
  }

  static String beforeKey(long txn) {
    return PREFIX + "before:" + txn;
  }

  /**
   * Reads them as the database expects them.
   *
   * @throws DanglingReferenceException if Redis does not lead there
   */
  public static StoredSessions read(RedisConnection redis, Ledger ledger)
      throws IOException, SQLException {
    long txn = ledger.last(SessionStorage.SEQUENCE);
    var found = new StoredSessions(last(redis));
    if (found.last < txn) {
      throw new DanglingReferenceException(
          "Redis is at aggregation transaction %d; the database is at %d"
              .formatted(found.last, txn));
    }
    found.readBuckets(redis);
    for (long n = found.last; n > txn; n--) {
      found.goBefore(n, txn, redis);
    }
    var differences = differences(ledger.buckets(), found.buckets.rows());
    if (!differences.isEmpty()) {
      throw new DanglingReferenceException(String.join("; ", differences));
    }
    return found;
  }

  /** The last transaction that was applied to Redis; 0 if none ever was. */
  static long last(RedisConnection redis) throws IOException {
    var text = redis.ask(Command.of("GET", LAST)).textOr("0");
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException damaged) {
      throw new DanglingReferenceException("%s in Redis is '%s'".formatted(LAST, text));
    }
  }

  /** Whether Redis holds anything of an engine. */
  public static boolean exist(RedisConnection redis) throws IOException {
    return last(redis) != 0;
  }

  private void readBuckets(RedisConnection redis) throws IOException {
    var commands = new ArrayList<Command>();
    for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
      commands.add(Command.of("HVALS", bucketKey(bucket)));
    }
    for (var reply : redis.ask(commands)) {
      for (var value : reply.items()) {
        var entry = value.bytesOr(NONE);
        buckets.put(read(entry).session(), entry);
      }
    }
  }

  private void goBefore(long n, long wanted, RedisConnection redis) throws IOException {
    var former = redis.ask(Command.of("GET", beforeKey(n))).bytesOr(NONE);
    if (former.length == 0) {
      throw new DanglingReferenceException(
          "Redis is at aggregation transaction %d and does not know any more what was before %d;"
                  .formatted(last, n)
              + " the database is at "
              + wanted);
    }
    before.add(former);
    for (var entry : replaced(former)) {
      var read = read(entry);
      if (read.closed()) {
        buckets.remove(read.session());
      } else {
        buckets.put(read.session(), entry);
      }
    }
  }

  private static SessionEntry read(byte[] entry) throws DanglingReferenceException {
    try {
      return SessionEntry.read(entry, 0);
    } catch (IOException damaged) {
      throw new DanglingReferenceException("in Redis: " + damaged.getMessage());
    }
  }

  /**
   * What a transaction replaced begins like this, so that nothing replaced is not nothing there.
   */
  static Bytes beginBefore() {
    return new Bytes(1 << 12).putInt(MAGIC);
  }

  /** The entries that a transaction replaced. */
  static List<byte[]> replaced(byte[] all) throws IOException {
    if (all.length % SessionEntry.SIZE != Integer.BYTES || ByteBuffer.wrap(all).getInt() != MAGIC) {
      throw new DanglingReferenceException(
          "what Redis knows of a former version has %d bytes of another kind"
              .formatted(all.length));
    }
    var found = new ArrayList<byte[]>();
    for (int at = Integer.BYTES; at < all.length; at += SessionEntry.SIZE) {
      found.add(Arrays.copyOfRange(all, at, at + SessionEntry.SIZE));
    }
    return found;
  }

  private static List<String> differences(List<BucketRow> expected, List<BucketRow> found) {
    var rows = expected.isEmpty() ? new Buckets().rows() : expected;
    var wrong = new ArrayList<String>();
    for (int i = 0; i < found.size(); i++) {
      var row = i < rows.size() ? rows.get(i) : null;
      if (!found.get(i).equals(row)) {
        wrong.add(
            "%s in Redis holds %d sessions that are not those of session_bucket %s"
                .formatted(bucketKey(i), found.get(i).sessions(), row));
      }
    }
    return wrong;
  }

  /**
   * What leads back, the newest first: for each transaction beyond the database what it replaced.
   */
  List<byte[]> before() {
    return before;
  }

  long last() {
    return last;
  }

  Buckets buckets() {
    return buckets;
  }

  public List<SessionEntry> entries() throws IOException {
    var found = new ArrayList<SessionEntry>();
    for (var entry : buckets.entries()) {
      found.add(read(entry));
    }
    return found;
  }
}
