package io.holdfast.vault.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.platform.Randomness;
import io.holdfast.vault.Hash;
import io.holdfast.vault.TestVault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** With everything in front of it that can stand there, a store still holds to the contract. */
class DecoratedObjectStoreTest extends ObjectStoreContract {
  private final ImpatientClock clock = new ImpatientClock();
  private final List<String> log = new CopyOnWriteArrayList<>();

  @Override
  protected ObjectStore newStore() {
    return inFrontOf(new MemoryObjectStore());
  }

  private ObjectStore inFrontOf(ObjectStore store) {
    RateLimit limit = RateLimit.of(1024, clock);
    return new RetryingObjectStore(
        new LimitedObjectStore(new LoggedObjectStore(store, clock, log::add), limit, limit),
        clock,
        Randomness.ofSeed(1));
  }

  private static String put(ObjectStore store, byte[] content) throws IOException {
    String name = Hash.sha256(content).hex();
    store.put(ObjectKind.PACK, name, List.of(ByteBuffer.wrap(content)));
    return name;
  }

  @Test
  @DisplayName("A local store still sweeps its temporaries; one that cannot is not said to")
  void sweeping() {
    assertThat(SweepsTemporaries.of(inFrontOf(new LocalObjectStore(Path.of("x"))))).isPresent();
    assertThat(SweepsTemporaries.of(inFrontOf(new MemoryObjectStore()))).isEmpty();
  }

  @Test
  @DisplayName("Each way has its rate, on average; what was not used is not saved up")
  void rates() throws IOException {
    RateLimit up = RateLimit.of(1024, clock);
    RateLimit down = RateLimit.of(4096, clock);
    ObjectStore store = new LimitedObjectStore(new MemoryObjectStore(), up, down);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      names.add(put(store, TestVault.randomBytes(i, 1 << 20)));
    }
    assertThat(clock.slept()).as("3 of 4 MiB have to be through").isEqualTo(Duration.ofSeconds(3));
    clock.sleep(Duration.ofMinutes(1));
    Duration before = clock.slept();
    for (String name : names) {
      store.read(ObjectKind.PACK, name, 0, 1 << 20);
    }
    assertThat(clock.slept().minus(before)).isEqualTo(Duration.ofMillis(750));
  }

  @Test
  @DisplayName("No limit waits for nothing")
  void noLimit() throws IOException {
    RateLimit none = RateLimit.of(0, clock);
    ObjectStore store = new LimitedObjectStore(new MemoryObjectStore(), none, none);
    put(store, TestVault.randomBytes(1, 1 << 20));
    put(store, TestVault.randomBytes(2, 1 << 20));
    assertThat(clock.slept()).isEqualTo(Duration.ZERO);
  }

  @Test
  @DisplayName("The log tells what was called, with how much, and how it ended")
  void logged() throws IOException {
    ObjectStore store = inFrontOf(new MemoryObjectStore());
    String name = put(store, TestVault.utf8("12345"));
    store.list(ObjectKind.PACK);
    assertThatThrownBy(() -> store.size(ObjectKind.INDEX, name)).isInstanceOf(IOException.class);
    assertThat(log)
        .containsExactly(
            "store: put " + ObjectKind.PACK.path(name) + ", 5 bytes: 0 ms, done",
            "store: list data: 0 ms, 1 objects",
            "store: size of index/%s: 0 ms, java.nio.file.NoSuchFileException: index/%s"
                .formatted(name, name));
  }
}
