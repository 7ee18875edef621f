package io.holdfast.vault.store;

import io.holdfast.platform.Clock;
import io.holdfast.platform.OutcomeUnknownException;
import io.holdfast.platform.Randomness;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a call again that failed in passing ({@link TransientStoreException}), and no other: what
 * was refused is refused again, and what is damaged stays so. Pauses grow, and are drawn by lot, so
 * that a thousand writers do not come back at the same moment.
 *
 * <p>A put whose answer was lost is made again as well. It then finds the object there, and is done
 * if the bytes are the same: that this object or another's of the same name came first is no
 * difference, because the name is the hash. What remains unknown at the end is told as unknown,
 * however the last attempt failed.
 */
public final class RetryingObjectStore extends ForwardingObjectStore {
  /** How long one call is made again and again. */
  static final Duration PATIENCE = Duration.ofMinutes(5);

  /**
   * The same, while the store has not answered once: its name is likelier wrong than it is down.
   */
  static final Duration FIRST_PATIENCE = Duration.ofSeconds(10);

  static final Duration SHORTEST_PAUSE = Duration.ofMillis(250);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

  private final Clock clock;
  private final Randomness randomness;
  private volatile boolean hasAnswered;

  public RetryingObjectStore(ObjectStore store, Clock clock, Randomness randomness) {
    super(store);
    this.clock = clock;
    this.randomness = randomness;
  }

  /** One call of a store. */
  @FunctionalInterface
  public interface Call<T> {
    T run() throws IOException;
  }

  /**
   * Makes a call that only the innermost store knows ({@link KeepsCold}) as patiently as the one in
   * front of it makes its own. It must be one that may be made twice.
   */
  public static <T> T patiently(ObjectStore front, Call<T> call) throws IOException {
    return front instanceof RetryingObjectStore retrying ? retrying.persist(call) : call.run();
  }

  /** The attempts at one call. */
  private final class Attempts {
    private final long began = clock.nanos();
    private Duration longest = SHORTEST_PAUSE;

    /** Waits before the next attempt, or fails if there is none. */
    void next(IOException failure) throws IOException {
      Duration patience = hasAnswered ? PATIENCE : FIRST_PATIENCE;
      Duration pause = longest.dividedBy(2).plus(longest.dividedBy(512).multipliedBy(lot()));
      longest = longest.multipliedBy(2);
      if (longest.compareTo(LONGEST_PAUSE) > 0) {
        longest = LONGEST_PAUSE;
      }
      if (clock.nanos() - began + pause.toNanos() > patience.toNanos()) {
        throw failure;
      }
      clock.sleep(pause);
      if (Thread.currentThread().isInterrupted()) {
        throw failure;
      }
    }

    private int lot() {
      return Byte.toUnsignedInt(randomness.bytes(1)[0]);
    }
  }

  private <T> T persist(Call<T> call) throws IOException {
    Attempts attempts = new Attempts();
    while (true) {
      try {
        T result = call.run();
        hasAnswered = true;
        return result;
      } catch (TransientStoreException passing) {
        attempts.next(passing);
      }
    }
  }

  private interface Write {
    void run() throws IOException;
  }

  /** Whether a write whose answer was lost has taken effect, now that it is refused. */
  private interface Look {
    boolean isDone(OutcomeUnknownException unknown) throws IOException;
  }

  private void persist(Write write, Look look) throws IOException {
    Attempts attempts = new Attempts();
    OutcomeUnknownException unknown = null;
    while (true) {
      try {
        write.run();
        break;
      } catch (FileAlreadyExistsException | NoSuchFileException refused) {
        if (unknown == null || !look.isDone(unknown)) {
          throw refused;
        }
        break;
      } catch (TransientStoreException passing) {
        attempts.next(told(unknown, passing));
      } catch (OutcomeUnknownException lost) {
        if (!(lost.getCause() instanceof TransientStoreException)) {
          throw lost;
        }
        unknown = lost;
        attempts.next(lost);
      } catch (IOException other) {
        throw told(unknown, other);
      }
    }
    hasAnswered = true;
  }

  @Override
  public void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException {
    persist(
        () -> super.put(kind, name, content.stream().map(ByteBuffer::duplicate).toList()),
        unknown -> isThere(kind, name, content, unknown));
    content.forEach(buffer -> buffer.position(buffer.limit()));
  }

  /** Of a publication that has taken effect, the staged object is gone at the second attempt. */
  @Override
  public void publish(String name) throws IOException {
    persist(() -> super.publish(name), unknown -> exists(ObjectKind.SNAPSHOT, name));
  }

  /** Whatever came later, an attempt whose answer was lost may still have written. */
  private static IOException told(@Nullable OutcomeUnknownException unknown, IOException last) {
    return unknown == null
        ? last
        : new OutcomeUnknownException(String.valueOf(last.getMessage()), last);
  }

  /** Byte for byte: this is rare, and nothing else is proof for every store. */
  private boolean isThere(
      ObjectKind kind, String name, List<ByteBuffer> content, OutcomeUnknownException unknown)
      throws IOException {
    try {
      int length = content.stream().mapToInt(ByteBuffer::remaining).sum();
      if (size(kind, name) != length) {
        return false;
      }
      ByteBuffer stored = ByteBuffer.wrap(read(kind, name, 0, length));
      for (ByteBuffer part : content) {
        if (!part.equals(stored.slice(stored.position(), part.remaining()))) {
          return false;
        }
        stored.position(stored.position() + part.remaining());
      }
      return true;
    } catch (IOException cannotLook) {
      unknown.addSuppressed(cannotLook);
      throw unknown;
    }
  }

  @Override
  public byte[] read(ObjectKind kind, String name, long offset, int length) throws IOException {
    return persist(() -> super.read(kind, name, offset, length));
  }

  @Override
  public void read(ObjectKind kind, String name, long offset, int length, byte[] into)
      throws IOException {
    persist(
        () -> {
          super.read(kind, name, offset, length, into);
          return true;
        });
  }

  @Override
  public long size(ObjectKind kind, String name) throws IOException {
    return persist(() -> super.size(kind, name));
  }

  @Override
  public boolean exists(ObjectKind kind, String name) throws IOException {
    return persist(() -> super.exists(kind, name));
  }

  @Override
  public List<StoredObject> list(ObjectKind kind) throws IOException {
    return persist(() -> super.list(kind));
  }

  @Override
  public void delete(ObjectKind kind, String name) throws IOException {
    persist(
        () -> {
          super.delete(kind, name);
          return true;
        });
  }

  @Override
  public boolean isEmpty() throws IOException {
    return persist(super::isEmpty);
  }
}
