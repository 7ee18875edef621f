package io.holdfast.usage.source;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * An endless seeded stream of lines. Sessions are interleaved; some records come late, some come
 * again (in the same or a later file), some are malformed, and a few sessions never stop. Records
 * that wait to come late or again are at most {@link #MAX_DELAY} lines away.
 */
final class Stream {
  private static final int MAX_DELAY = 30_000;
  private static final long FIRST_EVENT = 1_793_491_200_000L; // 2026-11-01T00:00:00Z
  private static final long DAYS = 5;

  private record Delayed(long due, long order, byte[] line) {}

  private final SplittableRandom random;
  private final Subscribers subscribers;
  private final boolean duplicates;
  private final long seedOfIds;
  private final double millisPerLine;
  private final Session[] active;
  private final Line line = new Line();
  private final PriorityQueue<Delayed> delayed =
      new PriorityQueue<>(Comparator.comparingLong(Delayed::due).thenComparingLong(Delayed::order));
  private final long total;
  private long sessions;
  private long made;

  /** {@code duplicates} false: this upstream numbers its records and never sends one twice. */
  Stream(long seed, long total, Subscribers subscribers, boolean duplicates) {
    this.random = new SplittableRandom(seed);
    this.seedOfIds = random.nextLong();
    this.subscribers = subscribers;
    this.duplicates = duplicates;
    this.total = total;
    this.millisPerLine = DAYS * 86_400_000.0 / Math.max(1, total);
    this.active = new Session[Math.clamp(total / 20, 4, 3000)];
    for (int i = 0; i < active.length; i++) {
      active[i] = newSession();
    }
  }

  /** The next line, without its end; the stream holds exactly {@code total} lines. */
  byte[] next() {
    var head = delayed.peek();
    boolean mustDrain = total - made <= delayed.size();
    made++;
    if (head != null && (mustDrain || head.due <= made)) {
      delayed.remove();
      return head.line;
    }
    return fresh();
  }

  private byte[] fresh() {
    int slot = random.nextInt(active.length);
    var session = active[slot];
    boolean last = session.sequence == session.parts - 1;
    char kind = last && session.stops ? 'E' : session.sequence == 0 ? 'S' : 'I';
    long eventTime = FIRST_EVENT + (long) (made * millisPerLine) + random.nextInt(1000);
    var right = line.of(kind, session, eventTime, random.nextLong(1, 50_000_000));
    session.sequence++; // before delivering, which may come back to this session
    if (last) {
      active[slot] = newSession();
    }
    return deliver(right, session);
  }

  /** What comes now in place of {@code right}; the rest may follow later. */
  private byte[] deliver(byte[] right, Session session) {
    int chance = random.nextInt(1000);
    if (chance < 3) {
      if (random.nextBoolean() && roomToDelay()) {
        delay(right); // the upstream notices and sends the right one after all
      }
      return line.malformed(right, session, random);
    }
    if (chance < 15 && duplicates && roomToDelay()) {
      delay(right);
    } else if (chance < 25 && roomToDelay()) {
      delay(right);
      return fresh();
    }
    return right;
  }

  private boolean roomToDelay() {
    return delayed.size() < 2 * MAX_DELAY && total - made > delayed.size() + 1L;
  }

  private void delay(byte[] later) {
    int distance = random.nextInt(4) == 0 ? MAX_DELAY : 100;
    delayed.add(
        new Delayed(made + random.nextLong(1, distance), made * 64 + delayed.size(), later));
  }

  private Session newSession() {
    long id = mix(seedOfIds + ++sessions * 0x9E3779B97F4A7C15L);
    int parts = Math.min(20, 1 + (int) Math.floor(-4 * Math.log(1 - random.nextDouble())));
    boolean stops = random.nextInt(200) != 0;
    return new Session(id, subscribers.pick(random), parts, stops, random.nextInt(1, 20_000));
  }

  /** One to one, so that no two sessions of a stream share an id (the finisher of SplitMix64). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
