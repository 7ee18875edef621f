package io.holdfast.vault.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.vault.Hash;
import io.holdfast.vault.TestVault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every store must hold to. A store's test extends this and says how to make one. */
public abstract class ObjectStoreContract {
  private ObjectStore store = new MemoryObjectStore();

  protected ObjectStoreContract() {}

  /** A store at a place where nothing is. */
  protected abstract ObjectStore newStore() throws IOException;

  @BeforeEach
  void makeStore() throws IOException {
    store = newStore();
  }

  private static String nameOf(byte[] content) {
    return Hash.sha256(content).hex();
  }

  private String put(ObjectKind kind, byte[] content) throws IOException {
    String name = nameOf(content);
    store.put(kind, name, List.of(ByteBuffer.wrap(content)));
    return name;
  }

  @ParameterizedTest
  @EnumSource(ObjectKind.class)
  @DisplayName("What was put is read back, whole and in part")
  void putAndRead(ObjectKind kind) throws IOException {
    byte[] content = TestVault.utf8("one object of each kind");
    assertThat(store.exists(kind, nameOf(content))).isFalse();
    String name = put(kind, content);
    assertThat(store.exists(kind, name)).isTrue();
    assertThat(store.size(kind, name)).isEqualTo(content.length);
    assertThat(store.read(kind, name, 0, content.length)).isEqualTo(content);
    assertThat(store.read(kind, name, 4, 6)).asString().isEqualTo("object");
    assertThat(store.read(kind, name, content.length, 0)).isEmpty();
  }

  @Test
  @DisplayName("Several buffers become one object, in order; an empty object is an object")
  void buffers() throws IOException {
    byte[] whole = TestVault.utf8("abcdef");
    store.put(
        ObjectKind.PACK,
        nameOf(whole),
        List.of(
            ByteBuffer.wrap(whole, 0, 2),
            ByteBuffer.wrap(whole, 2, 0),
            ByteBuffer.wrap(whole, 2, 4)));
    assertThat(store.read(ObjectKind.PACK, nameOf(whole), 0, 6)).isEqualTo(whole);
    String empty = put(ObjectKind.INDEX, new byte[0]);
    assertThat(store.size(ObjectKind.INDEX, empty)).isZero();
  }

  @Test
  @DisplayName("An object is written once: a second put fails and changes nothing")
  void writeOnce() throws IOException {
    byte[] first = TestVault.utf8("first");
    String name = put(ObjectKind.SNAPSHOT, first);
    assertThatThrownBy(
            () ->
                store.put(
                    ObjectKind.SNAPSHOT, name, List.of(ByteBuffer.wrap(TestVault.utf8("second")))))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(store.read(ObjectKind.SNAPSHOT, name, 0, 5)).isEqualTo(first);
  }

  @Test
  @DisplayName("What does not exist is reported as such; a short object never yields fewer bytes")
  void missingAndShort() throws IOException {
    String nothing = nameOf(TestVault.utf8("nothing"));
    assertThatThrownBy(() -> store.read(ObjectKind.PACK, nothing, 0, 1))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> store.size(ObjectKind.PACK, nothing))
        .isInstanceOf(NoSuchFileException.class);
    String name = put(ObjectKind.PACK, TestVault.utf8("short"));
    assertThatThrownBy(() -> store.read(ObjectKind.PACK, name, 3, 3))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(NoSuchFileException.class);
  }

  @Test
  @DisplayName("A listing names each complete object once, with its size, and only its kind")
  void list() throws IOException {
    assertThat(store.list(ObjectKind.PACK)).isEmpty();
    List<StoredObject> expected = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      byte[] content = TestVault.utf8("pack " + i);
      expected.add(new StoredObject(put(ObjectKind.PACK, content), content.length));
    }
    put(ObjectKind.INDEX, TestVault.utf8("index"));
    assertThat(store.list(ObjectKind.PACK)).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(store.list(ObjectKind.INDEX)).hasSize(1);
  }

  @Test
  @DisplayName("A staged snapshot is published under its name; one that was removed is not")
  void publish() throws IOException {
    byte[] content = TestVault.utf8("a snapshot");
    String name = put(ObjectKind.STAGED, content);
    assertThat(store.list(ObjectKind.SNAPSHOT)).isEmpty();
    store.publish(name);
    assertThat(store.read(ObjectKind.SNAPSHOT, name, 0, content.length)).isEqualTo(content);
    assertThat(store.list(ObjectKind.STAGED)).isEmpty();
    String removed = put(ObjectKind.STAGED, TestVault.utf8("another"));
    store.delete(ObjectKind.STAGED, removed);
    assertThatThrownBy(() -> store.publish(removed)).isInstanceOf(NoSuchFileException.class);
    assertThat(store.list(ObjectKind.SNAPSHOT)).hasSize(1);
  }

  @Test
  @DisplayName("What was deleted is gone; deleting it again is no error")
  void delete() throws IOException {
    String name = put(ObjectKind.LOCK, TestVault.utf8("lock"));
    store.delete(ObjectKind.LOCK, name);
    store.delete(ObjectKind.LOCK, name);
    assertThat(store.exists(ObjectKind.LOCK, name)).isFalse();
    assertThat(store.list(ObjectKind.LOCK)).isEmpty();
  }

  @Test
  @DisplayName("A place is empty until its first object, and again after its last")
  void empty() throws IOException {
    assertThat(store.isEmpty()).isTrue();
    String name = put(ObjectKind.KEY, TestVault.utf8("key"));
    assertThat(store.isEmpty()).isFalse();
    store.delete(ObjectKind.KEY, name);
    assertThat(store.isEmpty()).isTrue();
    assertThat(store.location()).isNotEmpty();
  }

  @Test
  @DisplayName("Many threads write and read at once")
  void concurrent() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> results = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        byte[] content = TestVault.randomBytes(i, 10_000);
        Callable<Boolean> task =
            () -> {
              String name = put(ObjectKind.PACK, content);
              return java.util.Arrays.equals(
                  content, store.read(ObjectKind.PACK, name, 0, content.length));
            };
        results.add(pool.submit(task));
      }
      for (Future<Boolean> result : results) {
        assertThat(result.get()).isTrue();
      }
    }
    assertThat(store.list(ObjectKind.PACK)).hasSize(24);
  }
}
