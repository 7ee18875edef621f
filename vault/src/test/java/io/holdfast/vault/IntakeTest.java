package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.Randomness;
import io.holdfast.vault.chunk.Chunker;
import io.holdfast.vault.crypto.MasterKey;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private static final int READERS = 64;
  private static final int PROCESSORS = Math.max(2, Runtime.getRuntime().availableProcessors());
  private static final int LONG_STREAMS = 4;

  private final Benches benches =
      new Benches(MasterKey.random(Randomness.SECURE), Randomness.SECURE);
  private final Intake intake = new Intake(benches);

  @AfterEach
  void close() {
    intake.close();
    benches.close();
  }

  private static BlobId hash(Bench bench, byte[] buffer, int offset, int length) {
    return bench.hash(buffer, offset, length);
  }

  @Test
  @DisplayName("A stream is cut as the chunker cuts it, whether it is read whole or not")
  void cutAlike() throws IOException {
    SplittableRandom random = new SplittableRandom(20261123);
    int min = Chunker.MIN;
    for (int length : new int[] {0, 1, min - 1, min, min + 1, min + 300_000, 9 << 20}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      List<BlobId> expected = new ArrayList<>();
      benches
          .newChunker()
          .cut(
              new ByteArrayInputStream(bytes),
              (buffer, offset, count) ->
                  expected.add(intake.work(buffer, offset, count, IntakeTest::hash)));
      Trickle stream = new Trickle(bytes);
      Content content = intake.read(stream, IntakeTest::hash);
      assertThat(stream.closed).as("closing it is for whoever opened it").isFalse();
      assertThat(content).as("%d bytes", length).isEqualTo(new Content(expected, length));
    }
  }

  /** Gives few bytes at a time, as a network does. */
  private static final class Trickle extends FilterInputStream {
    private boolean closed;

    Trickle(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] into, int start, int length) throws IOException {
      return super.read(into, start, Math.min(length, 100_000));
    }

    @Override
    public void close() throws IOException {
      closed = true;
      super.close();
    }
  }

  @Test
  @DisplayName("The chunks of one stream are worked on by several at once, and stay in their order")
  void oneStream() throws IOException {
    byte[] bytes = new byte[24 << 20];
    new SplittableRandom(1).nextBytes(bytes);
    CountDownLatch two = new CountDownLatch(2);
    List<BlobId> expected = intake.read(new ByteArrayInputStream(bytes), IntakeTest::hash).blobs();
    Content content =
        intake.read(
            new ByteArrayInputStream(bytes),
            (bench, buffer, offset, length) -> {
              two.countDown();
              try {
                assertThat(two.await(60, TimeUnit.SECONDS)).as("another is at work").isTrue();
              } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
              }
              return bench.hash(buffer, offset, length);
            });
    assertThat(content.blobs()).isEqualTo(expected);
  }

  @Test
  @DisplayName("What goes wrong with a chunk ends the reading, and then nobody is at work on it")
  void failure() {
    byte[] bytes = new byte[24 << 20];
    new SplittableRandom(2).nextBytes(bytes);
    for (int bad = 1; bad <= 12; bad++) {
      int failing = bad;
      AtomicInteger begun = new AtomicInteger();
      AtomicInteger working = new AtomicInteger();
      assertThatThrownBy(
              () ->
                  intake.read(
                      new ByteArrayInputStream(bytes),
                      (bench, buffer, offset, length) -> {
                        working.incrementAndGet();
                        try {
                          if (begun.incrementAndGet() == failing) {
                            throw new IllegalStateException("chunk " + failing);
                          }
                          return bench.hash(buffer, offset, length);
                        } finally {
                          working.decrementAndGet();
                        }
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("chunk " + failing);
      assertThat(working.get()).isZero();
    }
  }

  @Test
  @DisplayName("Many read short streams at once, and as few as there are processors work")
  void fewWork() throws Exception {
    CountDownLatch allRead = new CountDownLatch(READERS);
    AtomicInteger working = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    together(
        () ->
            intake.read(
                new Meeting(allRead, 10),
                (bench, buffer, offset, length) -> {
                  most.accumulateAndGet(working.incrementAndGet(), Math::max);
                  Thread.onSpinWait();
                  BlobId id = bench.hash(buffer, offset, length);
                  working.decrementAndGet();
                  return id;
                }));
    assertThat(most.get()).isBetween(1, PROCESSORS);
  }

  @Test
  @DisplayName("Only a few long streams are read at once")
  void fewLongStreams() throws Exception {
    AtomicInteger reading = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    together(() -> intake.read(new LongStream(reading, most), IntakeTest::hash));
    assertThat(most.get()).isBetween(2, LONG_STREAMS);
  }

  private interface Reading {
    Content read() throws IOException;
  }

  private static void together(Reading reading) throws InterruptedException {
    AtomicInteger failures = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      reading.read();
                    } catch (IOException | RuntimeException failed) {
                      failures.incrementAndGet();
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures.get()).isZero();
  }

  /** Ends when all who read have come to its end. */
  private static final class Meeting extends InputStream {
    private final CountDownLatch all;
    private int left;

    Meeting(CountDownLatch all, int length) {
      this.all = all;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      if (left > 0) {
        return left--;
      }
      all.countDown();
      try {
        if (!all.await(60, TimeUnit.SECONDS)) {
          throw new IOException("not all could read at once");
        }
      } catch (InterruptedException interrupted) {
        throw new IOException(interrupted);
      }
      return -1;
    }
  }

  /** Counts who reads on after so much that it is long. */
  private static final class LongStream extends InputStream {
    private static final int LENGTH = 2 << 20;

    private final AtomicInteger reading;
    private final AtomicInteger most;
    private int at;
    private boolean counted;

    LongStream(AtomicInteger reading, AtomicInteger most) {
      this.reading = reading;
      this.most = most;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException("one by one it would take too long");
    }

    @Override
    public int read(byte[] into, int start, int length) {
      if (at == LENGTH) {
        reading.decrementAndGet();
        return -1;
      }
      if (at > Chunker.MIN && !counted) {
        counted = true;
        most.accumulateAndGet(reading.incrementAndGet(), Math::max);
        LockSupport.parkNanos(5_000_000);
      }
      int count = Math.min(Math.min(length, 64 << 10), LENGTH - at);
      at += count;
      return count;
    }
  }
}
