package io.holdfast.usage.aggregation;

import io.holdfast.usage.database.BucketRow;
import io.holdfast.usage.database.Ledger;
import io.holdfast.usage.database.Reference;
import io.holdfast.usage.disk.Bytes;
import io.holdfast.usage.disk.DanglingReferenceException;
import io.holdfast.usage.disk.Step;
import io.holdfast.usage.redis.Command;
import io.holdfast.usage.redis.RedisAddress;
import io.holdfast.usage.redis.RedisConnection;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All open sessions, in memory and in Redis. Each End Batch is one transaction of Redis with the
 * number of the batch, before the database commits; what it replaced stays there as a former
 * version, so that Redis can follow the database back. See docs/design/0007.
 */
public final class RedisSessions implements SessionStorage {
  private final RedisConnection redis;
  private final String owner = UUID.randomUUID().toString();
  private final FormerVersions former;
  private final OpenSessions sessions = new OpenSessions();
  private Buckets stored = new Buckets();
  private boolean vouchedFor;

  /**
   * @param history bytes of former versions that are kept
   */
  public RedisSessions(RedisAddress address, long history) throws IOException {
    this.redis = RedisConnection.open(address);
    this.former = new FormerVersions(history);
  }

  /** A new, empty database beside sessions in Redis would call all of them "never committed". */
  public static void requireNone(RedisAddress address) throws IOException {
    try (var redis = RedisConnection.open(address)) {
      if (StoredSessions.exist(redis)) {
        throw new IOException(
            "There is no system database, but %s holds open sessions.".formatted(address)
                + " Put the database that belongs to them back, or empty it.");
      }
    }
  }

  /**
   * Looks twice: once before Redis is touched at all, and once when what a killed engine may still
   * have sent cannot arrive any more.
   */
  @Override
  public void load(Ledger ledger) throws IOException, SQLException {
    if (ledger.countFiles(Reference.SESSION_FILE) > 0) {
      throw new DanglingReferenceException(
          "the database vouches for session files; they cannot be continued in Redis");
    }
    StoredSessions.read(redis, ledger);
    redis.ask(Command.of("SET", StoredSessions.OWNER, owner));
    var found = StoredSessions.read(redis, ledger);
    long last = found.last();
    for (var before : found.before()) {
      takeBack(last--, before);
      Step.SESSIONS_TAKEN_BACK.reached();
    }
    stored = found.buckets();
    stored.takeTouched();
    for (var entry : found.entries()) {
      sessions.restore(entry);
    }
    former.load(redis, last);
    vouchedFor = !ledger.buckets().isEmpty();
  }

  private void takeBack(long txn, byte[] before) throws IOException {
    var commands = new Change();
    for (var entry : StoredSessions.replaced(before)) {
      var read = SessionEntry.read(entry, 0);
      if (read.closed()) {
        commands.remove(read.session());
      } else {
        commands.set(read.session(), entry);
      }
    }
    var all = commands.all();
    all.add(Command.of("DEL", StoredSessions.beforeKey(txn)));
    execute(txn, txn - 1, all);
  }

  @Override
  public void add(BatchRecord udr) {
    sessions.add(udr);
  }

  @Override
  public Commit endBatch(long txn, Bytes bill) throws IOException {
    var before = StoredSessions.beginBefore();
    var change = new Change();
    for (var session : sessions.takeChanged()) {
      var old = stored.get(session.id);
      if (old != null) {
        before.putBytes(old, 0, old.length);
      }
      if (session.complete()) {
        session.bill(bill);
        sessions.remove(session.id);
        if (old != null) {
          stored.remove(session.id);
          change.remove(session.id);
        }
      } else {
        if (old == null) {
          SessionEntry.closed(before, session);
        }
        var entry = new Bytes(SessionEntry.SIZE);
        SessionEntry.open(entry, session);
        var bytes = Arrays.copyOf(entry.array(), SessionEntry.SIZE);
        stored.put(session.id, bytes);
        change.set(session.id, bytes);
      }
    }
    var commands = change.all();
    var replaced = Arrays.copyOf(before.array(), before.length());
    commands.add(Command.of("SET", StoredSessions.beforeKey(txn)).add(replaced));
    commands.addAll(former.keep(txn, replaced.length));
    execute(txn - 1, txn, commands);
    Step.SESSIONS_APPLIED.reached();
    var rows = vouchedFor ? stored.takeTouched() : stored.rows();
    vouchedFor = true;
    return new RedisCommit(rows);
  }

  /** Does it all at once, if Redis is where this engine left it. */
  private void execute(long from, long to, List<Command> commands) throws IOException {
    redis.ask(Command.of("WATCH", StoredSessions.OWNER, StoredSessions.LAST));
    var now = redis.ask(Command.of("GET", StoredSessions.OWNER)).textOr("nobody");
    long last = StoredSessions.last(redis);
    commands.add(Command.of("SET", StoredSessions.LAST, Long.toString(to)));
    if (!now.equals(owner) || last != from || !redis.transaction(commands)) {
      throw new IOException(
          "Redis was changed by somebody else: it is at aggregation transaction %d, not %d, or"
                  .formatted(last, from)
              + " belongs to another engine");
    }
  }

  @Override
  public void close() throws IOException {
    redis.close();
  }

  private record RedisCommit(List<BucketRow> rows) implements Commit {
    @Override
    public void write(Ledger ledger, long txn) throws SQLException {
      ledger.putBuckets(rows, txn);
    }

    /** Former versions go when they are too many, with a later batch. */
    @Override
    public void deleteObsolete() {}
  }

  /** Changes of sessions, gathered so that each bucket needs at most two commands. */
  private static final class Change {
    private final @Nullable Command[] sets = new Command[Buckets.COUNT];
    private final @Nullable Command[] removals = new Command[Buckets.COUNT];

    void set(long session, byte[] entry) {
      command(sets, "HSET", session).add(field(session)).add(entry);
    }

    void remove(long session) {
      command(removals, "HDEL", session).add(field(session));
    }

    private static Command command(@Nullable Command[] of, String name, long session) {
      int bucket = Buckets.of(session);
      var command = of[bucket];
      if (command == null) {
        command = Command.of(name, StoredSessions.bucketKey(bucket));
        of[bucket] = command;
      }
      return command;
    }

    private static byte[] field(long session) {
      var hex = new Bytes(16).putHex(session, 16);
      return Arrays.copyOf(hex.array(), 16);
    }

    List<Command> all() {
      var all = new ArrayList<Command>();
      for (int bucket = 0; bucket < Buckets.COUNT; bucket++) {
        addIfAny(all, sets[bucket]);
        addIfAny(all, removals[bucket]);
      }
      return all;
    }

    private static void addIfAny(List<Command> all, @Nullable Command command) {
      if (command != null) {
        all.add(command);
      }
    }
  }
}
