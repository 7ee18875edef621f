package io.holdfast.vault.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.platform.OutcomeUnknownException;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.Hash;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.faults.Calls;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.FaultyStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
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

  /** What becomes of the next calls; the later ones go well. */
  private FaultyStore going(Fault... faults) {
    FaultyStore store = new FaultyStore(memory);
    for (int i = 0; i < faults.length; i++) {
      store.at(i + 1, faults[i]);
    }
    return store;
  }

  /** The same, and all later ones fail in passing. */
  private FaultyStore downAfter(Fault... faults) {
    return going(faults).on(Calls.ANY.from(faults.length + 1), Fault.PASSING);
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
    put(retrying(going(Fault.PASSING, Fault.PASSING)));
    assertThat(memory.exists(ObjectKind.PACK, NAME)).isTrue();
    assertThat(clock.slept()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(1));

    FaultyStore reading = going(Fault.PASSING);
    byte[] read = retrying(reading).read(ObjectKind.PACK, NAME, 0, CONTENT.length);
    assertThat(read).isEqualTo(CONTENT);
    assertThat(reading.calls()).isEqualTo(2);
  }

  @Test
  @DisplayName("A put whose answer was lost is done, whether it had been written or not")
  void lost() throws IOException {
    for (Fault fault : List.of(Fault.LOST_AFTER, Fault.LOST_BEFORE)) {
      memory.delete(ObjectKind.PACK, NAME);
      put(retrying(going(fault)));
      assertThat(memory.read(ObjectKind.PACK, NAME, 0, CONTENT.length)).isEqualTo(CONTENT);
    }
  }

  @Test
  @DisplayName("A publication whose answer was lost is done, unless it was deposed before")
  void published() throws IOException {
    for (Fault fault : List.of(Fault.LOST_AFTER, Fault.LOST_BEFORE, Fault.PASSING)) {
      memory.delete(ObjectKind.SNAPSHOT, NAME);
      memory.put(ObjectKind.STAGED, NAME, List.of(ByteBuffer.wrap(CONTENT)));
      retrying(going(fault)).publish(NAME);
      assertThat(memory.exists(ObjectKind.SNAPSHOT, NAME)).isTrue();
      assertThat(memory.exists(ObjectKind.STAGED, NAME)).isFalse();
    }
    memory.delete(ObjectKind.SNAPSHOT, NAME);
    assertThatThrownBy(() -> retrying(going(Fault.LOST_BEFORE)).publish(NAME))
        .isInstanceOf(NoSuchFileException.class);
  }

  @Test
  @DisplayName("What remains unknown is told as unknown, however the last attempt failed")
  void staysUnknown() {
    for (Fault last : List.of(Fault.REFUSED, Fault.DISK_FULL)) {
      assertThatThrownBy(() -> put(retrying(going(Fault.LOST_BEFORE, last))))
          .isInstanceOf(OutcomeUnknownException.class);
    }
    assertThatThrownBy(() -> put(retrying(downAfter(Fault.LOST_BEFORE))))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThatThrownBy(() -> put(retrying(going(Fault.LOST_BEFORE, Fault.REFUSED))))
        .isInstanceOfSatisfying(
            IOException.class,
            failure ->
                assertThat(StoreFailure.of(failure, memory, "write").code())
                    .isEqualTo(ErrorCode.OBJECT_STORE_REFUSES_LOGIN));
  }

  @Test
  @DisplayName("An object that is there and may not be durable is not taken for done")
  void notDurable() {
    FaultyStore store = going(Fault.NOT_DURABLE);
    assertThatThrownBy(() -> put(retrying(store))).isInstanceOf(OutcomeUnknownException.class);
    assertThat(store.calls()).isEqualTo(1);
  }

  @Test
  @DisplayName("What another has put there first is not ours, unless it is the same")
  void another() throws IOException {
    put(memory);
    assertThatThrownBy(() -> put(retrying(going()))).isInstanceOf(FileAlreadyExistsException.class);
    put(retrying(going(Fault.LOST_BEFORE)));
    memory.damage(ObjectKind.PACK, NAME, bytes -> TestVault.utf8("something else "));
    assertThatThrownBy(() -> put(retrying(going(Fault.LOST_BEFORE))))
        .isInstanceOf(FileAlreadyExistsException.class);
    memory.damage(ObjectKind.PACK, NAME, bytes -> Arrays.copyOf(bytes, 3));
    assertThatThrownBy(() -> put(retrying(going(Fault.LOST_BEFORE))))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  @DisplayName("What is refused, full or not there is not asked for again")
  void onlyTransient() {
    for (Fault fault : List.of(Fault.REFUSED, Fault.DISK_FULL)) {
      FaultyStore store = going(fault);
      assertThatThrownBy(() -> put(retrying(store))).isInstanceOf(IOException.class);
      assertThat(store.calls()).isEqualTo(1);
    }
    FaultyStore store = going();
    assertThatThrownBy(() -> retrying(store).read(ObjectKind.PACK, NAME, 0, 1))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(store.calls()).isEqualTo(1);
  }

  @Test
  @DisplayName("Patience ends: soon if the store never answered, after minutes if it did")
  void bounded() throws IOException {
    assertThatThrownBy(() -> put(retrying(downAfter())))
        .isInstanceOf(TransientStoreException.class);
    assertThat(clock.slept()).isLessThanOrEqualTo(RetryingObjectStore.FIRST_PATIENCE);

    put(memory);
    FaultyStore goneLater = downAfter(Fault.NONE);
    RetryingObjectStore store = retrying(goneLater);
    store.read(ObjectKind.PACK, NAME, 0, 1);
    Duration before = clock.slept();
    assertThatThrownBy(() -> store.read(ObjectKind.PACK, NAME, 0, 1))
        .isInstanceOf(TransientStoreException.class);
    assertThat(clock.slept().minus(before))
        .isBetween(Duration.ofMinutes(4), RetryingObjectStore.PATIENCE);
    assertThat(goneLater.calls()).isLessThan(60);
  }

  @Test
  @DisplayName("An interrupted run does not wait on")
  void interrupted() {
    FaultyStore store = going(Fault.PASSING, Fault.PASSING);
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> put(retrying(store))).isInstanceOf(TransientStoreException.class);
      assertThat(store.calls()).isEqualTo(1);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
