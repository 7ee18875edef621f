package io.holdfast.vault.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.platform.OutcomeUnknownException;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.Hash;
import io.holdfast.vault.TestVault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * I6: a call is made again only where that is right, and no outcome is claimed that is not known.
 */
class RetryingObjectStoreTest {
  private static final byte[] CONTENT = TestVault.utf8("what is written");
  private static final String NAME = Hash.sha256(CONTENT).hex();

  private final MemoryObjectStore memory = new MemoryObjectStore();
  private final ImpatientClock clock = new ImpatientClock();

  /** What happens at the next calls; afterwards, nothing out of the ordinary. */
  private enum Event {
    FINE,
    PASSING,
    /** Written, and the answer lost. */
    LOST_AFTER,
    /** Not written, and the answer lost. */
    LOST_BEFORE,
    /** Written, and perhaps not durably. */
    NOT_DURABLE,
    REFUSED,
    FULL
  }

  private final class Scripted extends ForwardingObjectStore {
    final Deque<Event> events;
    int calls;

    Scripted(Event... events) {
      super(memory);
      this.events = new ArrayDeque<>(Arrays.asList(events));
    }

    private static TransientStoreException passing() {
      return new TransientStoreException("SlowDown", new IOException("SlowDown"));
    }

    private void happen() throws IOException {
      calls++;
      Event event = events.isEmpty() ? Event.FINE : events.removeFirst();
      switch (event) {
        case PASSING -> throw passing();
        case LOST_AFTER, LOST_BEFORE -> throw new OutcomeUnknownException("no answer", passing());
        case NOT_DURABLE -> throw new OutcomeUnknownException("fsync", new IOException("fsync"));
        case REFUSED ->
            throw new StoreRefusedException(ErrorCode.OBJECT_STORE_REFUSES_LOGIN, "no", "a", "b");
        case FULL -> throw new IOException("No space left on device");
        case FINE -> {}
      }
    }

    @Override
    public void put(ObjectKind kind, String name, List<ByteBuffer> content) throws IOException {
      Event event = events.peekFirst();
      if (event == null || event == Event.FINE) {
        happen();
        super.put(kind, name, content);
        return;
      }
      if (event == Event.LOST_AFTER || event == Event.NOT_DURABLE) {
        super.put(kind, name, content);
      }
      happen();
    }

    @Override
    public void publish(String name) throws IOException {
      Event event = events.peekFirst();
      if (event == null || event == Event.FINE || event == Event.LOST_AFTER) {
        super.publish(name);
      }
      happen();
    }

    @Override
    public byte[] read(ObjectKind kind, String name, long offset, int length) throws IOException {
      happen();
      return super.read(kind, name, offset, length);
    }
  }

  private RetryingObjectStore retrying(ObjectStore store) {
    return new RetryingObjectStore(store, clock, Randomness.ofSeed(1));
  }

  private static void put(ObjectStore store) throws IOException {
    store.put(
        ObjectKind.PACK,
        NAME,
        List.of(ByteBuffer.wrap(CONTENT, 0, 4), ByteBuffer.wrap(CONTENT, 4, CONTENT.length - 4)));
  }

  @Test
  @DisplayName("What fails in passing is done in the end, with pauses between")
  void passes() throws IOException {
    put(retrying(new Scripted(Event.PASSING, Event.PASSING)));
    assertThat(memory.exists(ObjectKind.PACK, NAME)).isTrue();
    assertThat(clock.slept()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(1));

    Scripted reading = new Scripted(Event.PASSING);
    byte[] read = retrying(reading).read(ObjectKind.PACK, NAME, 0, CONTENT.length);
    assertThat(read).isEqualTo(CONTENT);
    assertThat(reading.calls).isEqualTo(2);
  }

  @Test
  @DisplayName("A put whose answer was lost is done, whether it had been written or not")
  void lost() throws IOException {
    for (Event event : List.of(Event.LOST_AFTER, Event.LOST_BEFORE)) {
      memory.delete(ObjectKind.PACK, NAME);
      put(retrying(new Scripted(event)));
      assertThat(memory.read(ObjectKind.PACK, NAME, 0, CONTENT.length)).isEqualTo(CONTENT);
    }
  }

  @Test
  @DisplayName("A publication whose answer was lost is done, unless it was deposed before")
  void published() throws IOException {
    for (Event event : List.of(Event.LOST_AFTER, Event.LOST_BEFORE, Event.PASSING)) {
      memory.delete(ObjectKind.SNAPSHOT, NAME);
      memory.put(ObjectKind.STAGED, NAME, List.of(ByteBuffer.wrap(CONTENT)));
      retrying(new Scripted(event)).publish(NAME);
      assertThat(memory.exists(ObjectKind.SNAPSHOT, NAME)).isTrue();
      assertThat(memory.exists(ObjectKind.STAGED, NAME)).isFalse();
    }
    memory.delete(ObjectKind.SNAPSHOT, NAME);
    assertThatThrownBy(() -> retrying(new Scripted(Event.LOST_BEFORE)).publish(NAME))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  @DisplayName("What remains unknown is told as unknown, however the last attempt failed")
  void staysUnknown() {
    for (Event last : List.of(Event.REFUSED, Event.FULL)) {
      assertThatThrownBy(() -> put(retrying(new Scripted(Event.LOST_BEFORE, last))))
          .isInstanceOf(OutcomeUnknownException.class);
    }
    Event[] ever = new Event[200];
    Arrays.fill(ever, Event.PASSING);
    ever[0] = Event.LOST_BEFORE;
    assertThatThrownBy(() -> put(retrying(new Scripted(ever))))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThatThrownBy(() -> put(retrying(new Scripted(Event.LOST_BEFORE, Event.REFUSED))))
        .isInstanceOfSatisfying(
            IOException.class,
            failure ->
                assertThat(StoreFailure.of(failure, memory, "write").code())
                    .isEqualTo(ErrorCode.OBJECT_STORE_REFUSES_LOGIN));
  }

  @Test
  @DisplayName("An object that is there and may not be durable is not taken for done")
  void notDurable() {
    Scripted store = new Scripted(Event.NOT_DURABLE);
    assertThatThrownBy(() -> put(retrying(store))).isInstanceOf(OutcomeUnknownException.class);
    assertThat(store.calls).isEqualTo(1);
  }

  @Test
  @DisplayName("What another has put there first is not ours, unless it is the same")
  void another() throws IOException {
    put(memory);
    assertThatThrownBy(() -> put(retrying(new Scripted())))
        .isInstanceOf(FileAlreadyExistsException.class);
    put(retrying(new Scripted(Event.LOST_BEFORE)));
    memory.damage(ObjectKind.PACK, NAME, bytes -> TestVault.utf8("something else "));
    assertThatThrownBy(() -> put(retrying(new Scripted(Event.LOST_BEFORE))))
        .isInstanceOf(FileAlreadyExistsException.class);
    memory.damage(ObjectKind.PACK, NAME, bytes -> Arrays.copyOf(bytes, 3));
    assertThatThrownBy(() -> put(retrying(new Scripted(Event.LOST_BEFORE))))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  @DisplayName("What is refused, full or not there is not asked for again")
  void onlyTransient() {
    for (Event event : List.of(Event.REFUSED, Event.FULL)) {
      Scripted store = new Scripted(event);
      assertThatThrownBy(() -> put(retrying(store))).isInstanceOf(IOException.class);
      assertThat(store.calls).isEqualTo(1);
    }
    Scripted store = new Scripted();
    assertThatThrownBy(() -> retrying(store).read(ObjectKind.PACK, NAME, 0, 1))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(store.calls).isEqualTo(1);
  }

  @Test
  @DisplayName("Patience ends: soon if the store never answered, after minutes if it did")
  void bounded() throws IOException {
    Event[] ever = new Event[500];
    Arrays.fill(ever, Event.PASSING);
    assertThatThrownBy(() -> put(retrying(new Scripted(ever))))
        .isInstanceOf(TransientStoreException.class);
    assertThat(clock.slept()).isLessThanOrEqualTo(RetryingObjectStore.FIRST_PATIENCE);

    put(memory);
    Scripted goneLater = new Scripted(ever);
    goneLater.events.addFirst(Event.FINE);
    RetryingObjectStore store = retrying(goneLater);
    store.read(ObjectKind.PACK, NAME, 0, 1);
    Duration before = clock.slept();
    assertThatThrownBy(() -> store.read(ObjectKind.PACK, NAME, 0, 1))
        .isInstanceOf(TransientStoreException.class);
    assertThat(clock.slept().minus(before))
        .isBetween(Duration.ofMinutes(4), RetryingObjectStore.PATIENCE);
    assertThat(goneLater.calls).isLessThan(60);
  }

  @Test
  @DisplayName("An interrupted run does not wait on")
  void interrupted() {
    Scripted store = new Scripted(Event.PASSING, Event.PASSING);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> put(retrying(store))).isInstanceOf(TransientStoreException.class);
      assertThat(store.calls).isEqualTo(1);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
