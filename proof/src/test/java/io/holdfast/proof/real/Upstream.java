package io.holdfast.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Delivers input from a stock to an engine at full speed: always a little more than it has read, so
 * that it never waits, and no more than that, because whatever is delivered has to be read again by
 * every engine that is restored. Real-time events come as lines of one growing file, in step with
 * the batch files or in bursts.
 */
public final class Upstream implements AutoCloseable {
  private static final long LOOK_MILLIS = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** The generator makes one line in so many a real-time event. */
  private static final long EVENT_IN = 10;

  private final UsageEngine engine;
  private final UsageEngine stock;
  private final Path from;
  private final Path to;
  private final long recordsPerFile;
  private final long ahead;
  private final Deque<Path> files = new ArrayDeque<>();
  private final Deque<Path> events = new ArrayDeque<>();
  private byte[] lines = {};
  private int used;
  private long delivered;
  private long starved;
  private long seed;
  private volatile boolean flowing;
  private @Nullable Thread courier;
  private volatile @Nullable Throwable failed;

  /**
   * @param recordsPerFile the smaller, the more transactions for the same input
   * @param ahead how many records the engine is kept from having read all there is
   */
  public Upstream(UsageEngine engine, Path root, long seed, long recordsPerFile, long ahead) {
    this.engine = engine;
    this.seed = seed * 1_000_000;
    this.recordsPerFile = recordsPerFile;
    this.ahead = ahead;
    this.from = root.resolve("stock");
    this.to = root.resolve("source");
    this.stock = new UsageEngine(from, root.resolve("home"), root.resolve("logs"));
    try {
      Files.createDirectories(to.resolve("batch"));
      Files.createDirectories(to.resolve("realtime"));
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /**
   * Makes more if less than half of so many records lie in stock; each making begins at the first
   * day again.
   */
  public synchronized void stockUp(long records) {
    assertThat(flowing).as("delivering").isFalse();
    if (files.size() * recordsPerFile < records / 2) {
      generate(records, files);
    }
  }

  private void generate(long records, Deque<Path> batch) {
    stock.generate(records, ++seed, recordsPerFile);
    String made = "-" + seed + "-";
    addMade(from.resolve("batch"), made, batch);
    addMade(from.resolve("realtime"), made, events);
  }

  private static void addMade(Path directory, String made, Deque<Path> to) {
    Site.entries(directory).stream()
        .filter(file -> file.toString().contains(made))
        .forEach(to::add);
  }

  /**
   * Begins to deliver, until {@link #rest}.
   *
   * @param withEvents whether real-time events come in step with the batch files
   */
  public void flow(boolean withEvents) {
    flowing = true;
    Thread started = new Thread(() -> deliver(withEvents), "upstream");
    started.setDaemon(true);
    started.start();
    courier = started;
  }

  /** Waits until the engine has read so many more. */
  public void awaitRead(long more) {
    await(engine.recordsIn() + more);
  }

  /** Waits until the engine has read as much as is delivered now, whatever else comes meanwhile. */
  public void awaitAllRead() {
    await(delivered());
  }

  private synchronized long delivered() {
    return delivered;
  }

  private void await(long records) {
    Await.until(records + " records are read", PATIENCE, () -> engine.recordsIn() >= records);
  }

  /** Delivers nothing more; what is delivered is what the bill must be made of. */
  public void rest() {
    flowing = false;
    Thread ending = courier;
    if (ending != null) {
      try {
        ending.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      courier = null;
    }
    assertThat(failed).as("why nothing more was delivered").isNull();
  }

  /** How often, while input was flowing, the engine was seen to have read all; when it rests. */
  public long starved() {
    return starved;
  }

  /**
   * Delivers so many records that lie evenly on all days, whatever day the flow has come to, as a
   * network element does that was cut off.
   */
  public synchronized void oldDays(long records) {
    Deque<Path> late = new ArrayDeque<>();
    generate(records, late);
    late.forEach(this::deliver);
  }

  /** Delivers so many real-time events at once. */
  public synchronized void burst(long count) {
    try (FileChannel into = eventsFile()) {
      event(into, count);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  private void deliver(boolean withEvents) {
    try (FileChannel into = eventsFile()) {
      FileChannel events = withEvents ? into : null;
      keepAhead(engine.recordsIn(), events);
      while (flowing) {
        Await.pause(LOOK_MILLIS);
        long read = engine.recordsIn();
        starved += delivered() <= read ? 1 : 0;
        keepAhead(read, events);
      }
    } catch (IOException | RuntimeException | AssertionError cannot) {
      failed = cannot;
    }
  }

  private synchronized void keepAhead(long read, @Nullable FileChannel into) throws IOException {
    while (flowing && delivered - read < ahead) {
      Path file = files.poll();
      assertThat(file).as("the stock of input is used up; it must be larger").isNotNull();
      deliver(file);
      if (into != null) {
        event(into, recordsPerFile / EVENT_IN);
      }
    }
  }

  private void deliver(Path file) {
    try {
      Files.move(
          file,
          to.resolve("batch").resolve(file.getFileName().toString()),
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
    delivered += recordsPerFile - recordsPerFile / EVENT_IN;
  }

  private FileChannel eventsFile() throws IOException {
    return FileChannel.open(
        to.resolve("realtime").resolve("events.udr"),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** Whole lines, in one write. */
  private void event(FileChannel into, long count) throws IOException {
    int begin = used;
    for (long line = 0; line < count; line++) {
      if (used == lines.length) {
        write(into, begin);
        Path next = events.poll();
        assertThat(next).as("the stock of events is used up; it must be larger").isNotNull();
        lines = Files.readAllBytes(next);
        begin = 0;
        used = 0;
      }
      while (lines[used] != '\n') {
        used++;
      }
      used++;
      delivered++;
    }
    write(into, begin);
  }

  private void write(FileChannel into, int begin) throws IOException {
    ByteBuffer whole = ByteBuffer.wrap(lines, begin, used - begin);
    while (whole.hasRemaining()) {
      into.write(whole);
    }
  }

  @Override
  public void close() {
    flowing = false;
  }
}
