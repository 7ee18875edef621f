package io.holdfast.vault.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.vault.Hash;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.store.ImpatientClock;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.ObjectStoreContract;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What does not go wrong holds to the contract; what goes wrong does so as it was told to. */
class FaultyStoreTest extends ObjectStoreContract {
  private static final byte[] CONTENT = TestVault.utf8("what is written");
  private static final String NAME = Hash.sha256(CONTENT).hex();

  private final MemoryObjectStore memory = new MemoryObjectStore();
  private final FaultyStore faulty = new FaultyStore(memory);

  @Override
  protected ObjectStore newStore() {
    return new FaultyStore(new MemoryObjectStore());
  }

  private static String put(ObjectStore store, ObjectKind kind, String text) throws IOException {
    byte[] content = TestVault.utf8(text);
    String name = Hash.sha256(content).hex();
    store.put(kind, name, List.of(ByteBuffer.wrap(content)));
    return name;
  }

  private void put() throws IOException {
    faulty.put(ObjectKind.PACK, NAME, List.of(ByteBuffer.wrap(CONTENT)));
  }

  private static List<String> names(ObjectStore store, ObjectKind kind) throws IOException {
    return store.list(kind).stream().map(StoredObject::name).toList();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  @DisplayName("Each fault has the effect on a put that it says, and tells what it says")
  void puts(Fault fault) throws IOException {
    faulty.at(1, fault);
    boolean told = false;
    try {
      put();
    } catch (IOException failure) {
      told = true;
      assertThat(failure).hasMessageContaining(fault.name()).hasMessageContaining("call 1");
    }
    boolean acknowledged =
        switch (fault) {
          case NONE, UNSYNCED, FORGOTTEN, HALF -> true;
          default -> false;
        };
    boolean there =
        switch (fault) {
          case NONE, ANSWER_LOST, LOST_AFTER, CRASH_AFTER, NOT_DURABLE, UNSYNCED, TORN, HALF ->
              true;
          default -> false;
        };
    assertThat(told).isEqualTo(!acknowledged);
    assertThat(memory.exists(ObjectKind.PACK, NAME)).isEqualTo(there);
    faulty.cutPower();
    boolean gone = fault == Fault.NOT_DURABLE || fault == Fault.UNSYNCED;
    assertThat(memory.exists(ObjectKind.PACK, NAME)).isEqualTo(there && !gone);
    assertThat(faulty.happened()).isEqualTo(fault == Fault.NONE || fault == Fault.HALF ? 0 : 1);
  }

  @Test
  @DisplayName("A rule is for what it names: the operation, the kind, and the how-manieth of these")
  void rules() throws IOException {
    faulty.on(Calls.of(Operation.PUT, ObjectKind.INDEX).nth(2), Fault.FAIL_ONCE);
    put(faulty, ObjectKind.INDEX, "first");
    put(faulty, ObjectKind.PACK, "pack");
    faulty.list(ObjectKind.INDEX);
    assertThatThrownBy(() -> put(faulty, ObjectKind.INDEX, "second"))
        .isInstanceOf(IOException.class);
    put(faulty, ObjectKind.INDEX, "third");
    assertThat(faulty.calls()).isEqualTo(5);
    assertThat(faulty.made().get(3).operation()).isEqualTo(Operation.PUT);
    assertThat(faulty.happened()).isEqualTo(1);
    assertThat(memory.list(ObjectKind.INDEX)).hasSize(2);
  }

  @Test
  @DisplayName("The dead do nothing more, whatever they call, until they are healed")
  void dead() throws IOException {
    put();
    faulty.at(1, Fault.CRASH_BEFORE);
    assertThatThrownBy(() -> faulty.delete(ObjectKind.PACK, NAME)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> faulty.delete(ObjectKind.PACK, NAME)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> faulty.exists(ObjectKind.PACK, NAME)).isInstanceOf(IOException.class);
    assertThat(faulty.isDead()).isTrue();
    assertThat(memory.exists(ObjectKind.PACK, NAME)).isTrue();
    faulty.heal();
    faulty.delete(ObjectKind.PACK, NAME);
    assertThat(memory.exists(ObjectKind.PACK, NAME)).isFalse();
  }

  @Test
  @DisplayName("Of a torn object a beginning stays: nothing, a quarter, half or three quarters")
  void torn() throws IOException {
    List<Long> left = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      faulty.at(1, Fault.TORN);
      String text = "a pack of 24 bytes, no " + i;
      assertThatThrownBy(() -> put(faulty, ObjectKind.PACK, text)).isInstanceOf(IOException.class);
      String name = Hash.sha256(TestVault.utf8(text)).hex();
      left.add(memory.size(ObjectKind.PACK, name));
      faulty.heal();
    }
    assertThat(left).containsExactlyInAnyOrder(0L, 6L, 12L, 18L);
  }

  @Test
  @DisplayName("Of half an object the length is right and the rest is zeros")
  void half() throws IOException {
    put();
    faulty.on(Calls.of(Operation.READ).nth(1), Fault.HALF);
    byte[] read = faulty.read(ObjectKind.PACK, NAME, 0, CONTENT.length);
    assertThat(read).hasSize(CONTENT.length).startsWith(TestVault.utf8("what is")).endsWith(0, 0);
    assertThat(faulty.read(ObjectKind.PACK, NAME, 0, CONTENT.length)).isEqualTo(CONTENT);
  }

  @Test
  @DisplayName("A power cut takes back what was not synced, and nothing else")
  void powerCut() throws IOException {
    put();
    String staged = put(faulty, ObjectKind.STAGED, "a snapshot");
    faulty.on(Calls.ANY, Fault.UNSYNCED);
    faulty.publish(staged);
    faulty.delete(ObjectKind.PACK, NAME);
    put(faulty, ObjectKind.INDEX, "an index");
    assertThat(faulty.exists(ObjectKind.SNAPSHOT, staged)).isTrue();
    assertThat(faulty.exists(ObjectKind.PACK, NAME)).isFalse();
    faulty.cutPower();
    assertThat(names(memory, ObjectKind.STAGED)).containsExactly(staged);
    assertThat(names(memory, ObjectKind.SNAPSHOT)).isEmpty();
    assertThat(names(memory, ObjectKind.PACK)).containsExactly(NAME);
    assertThat(names(memory, ObjectKind.INDEX)).isEmpty();
  }

  @Test
  @DisplayName("Listings that are behind show what was there so many changes ago")
  void behind() throws IOException {
    String old = put(faulty, ObjectKind.PACK, "old");
    faulty.listsBehind(2);
    String fresh = put(faulty, ObjectKind.PACK, "fresh");
    faulty.delete(ObjectKind.PACK, old);
    assertThat(names(faulty, ObjectKind.PACK)).containsExactly(old);
    String staged = put(faulty, ObjectKind.STAGED, "staged");
    assertThat(names(faulty, ObjectKind.PACK)).containsExactlyInAnyOrder(old, fresh);
    faulty.publish(staged);
    assertThat(names(faulty, ObjectKind.PACK)).containsExactly(fresh);
    assertThat(names(faulty, ObjectKind.SNAPSHOT)).isEmpty();
    assertThat(faulty.exists(ObjectKind.SNAPSHOT, staged)).isTrue();
    faulty.heal();
    assertThat(names(faulty, ObjectKind.SNAPSHOT)).containsExactly(staged);
  }

  @Test
  @DisplayName("A full disk takes what still fits")
  void full() throws IOException {
    faulty.fullAfter(10);
    put(faulty, ObjectKind.PACK, "12345678");
    assertThatThrownBy(() -> put(faulty, ObjectKind.PACK, "123"))
        .hasMessageContaining("No space left on device");
    put(faulty, ObjectKind.PACK, "12");
    assertThat(memory.list(ObjectKind.PACK)).hasSize(2);
  }

  @Test
  @DisplayName("The same seed draws the same lot, and another one another")
  void lots() throws IOException {
    List<List<Integer>> drawn = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2}) {
      FaultyStore store =
          new FaultyStore(memory).byLot(seed, 3, Calls.of(Operation.EXISTS), Fault.FAIL_ONCE);
      List<Integer> failed = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        store.list(ObjectKind.PACK);
        try {
          store.exists(ObjectKind.PACK, NAME);
        } catch (IOException drawnByLot) {
          failed.add(i);
        }
      }
      drawn.add(failed);
    }
    assertThat(drawn.getFirst()).hasSizeBetween(5, 30).isEqualTo(drawn.get(1));
    assertThat(drawn.get(2)).isNotEqualTo(drawn.get(1));
  }

  @Test
  @DisplayName("A delay is waited for, and by the clock that is given")
  void delays() throws IOException {
    ImpatientClock clock = new ImpatientClock();
    faulty.delay(Calls.of(Operation.PUT).upTo(2), clock, Duration.ofSeconds(3));
    for (String text : List.of("one", "two", "three")) {
      put(faulty, ObjectKind.PACK, text);
    }
    assertThat(clock.slept()).isEqualTo(Duration.ofSeconds(6));
  }
}
