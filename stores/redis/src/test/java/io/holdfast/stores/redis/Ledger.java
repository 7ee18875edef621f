package io.holdfast.stores.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writers at full speed. Each transaction appends to one list, so that the list is the order in
 * which the server did them, and counts itself at its writer and in its database.
 */
final class Ledger implements AutoCloseable {
  private static final int FILLING = 300;

  private final List<Thread> writers = new ArrayList<>();
  private final AtomicLong committed = new AtomicLong();
  private volatile boolean stopped;

  Ledger(RunningRedis server, int count, long seed) {
    for (int n = 0; n < count; n++) {
      String writer = "writer-" + n;
      Random random = new Random(seed + n);
      writers.add(Thread.ofPlatform().daemon().start(() -> write(server, writer, random)));
    }
  }

  private void write(RunningRedis server, String writer, Random random) {
    try (RespConnection connection = server.connect()) {
      for (long n = 1; !stopped; n++) {
        connection.send("MULTI");
        connection.send("RPUSH", "ledger", writer + ":" + n);
        connection.send("INCR", "count:" + writer);
        connection.send("SET", "last:" + writer + ":" + random.nextInt(FILLING), "x".repeat(500));
        connection.send("SELECT", "3");
        connection.send("INCR", "count:" + writer);
        connection.send("SELECT", "0");
        connection.send("EXEC");
        connection.flush();
        for (int answer = 0; answer < 8; answer++) {
          connection.read();
        }
        committed.incrementAndGet();
      }
    } catch (IOException ended) {
      return; // The server was killed, which some tests do.
    }
  }

  long committed() {
    return committed.get();
  }

  void awaitCommitted(long count) {
    for (int tries = 0; committed.get() < count; tries++) {
      if (tries > 1000) {
        throw new AssertionError("The writers stand still at " + committed);
      }
      RunningRedis.pause(10);
    }
  }

  static List<String> list(RunningRedis server) throws IOException {
    try (RespConnection connection = server.connect()) {
      return ((Reply.Many) connection.call("LRANGE", "ledger", "0", "-1"))
          .all().stream().map(Reply::words).toList();
    }
  }

  /** What a writer counted is what it wrote, in both databases. */
  static void check(RunningRedis server, List<String> list, int writers) throws IOException {
    for (int n = 0; n < writers; n++) {
      String writer = "writer-" + n;
      long written = list.stream().filter(entry -> entry.startsWith(writer + ":")).count();
      for (int database : List.of(0, 3)) {
        String counted = server.askIn(database, "GET", "count:" + writer);
        if (Long.parseLong(counted.isEmpty() ? "0" : counted) != written) {
          throw new AssertionError(
              "%s wrote %d and counted %s in database %d"
                  .formatted(writer, written, counted, database));
        }
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    for (Thread writer : writers) {
      try {
        writer.join();
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }
  }
}
