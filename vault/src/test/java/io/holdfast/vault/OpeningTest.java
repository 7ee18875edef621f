package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.store.LocalObjectStore;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningTest {
  @TempDir Path directory;

  static void assertCode(ErrorCode code, ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            failure -> {
              assertThat(failure.code()).as("%s", failure.getMessage()).isEqualTo(code);
              assertThat(failure.safe()).endsWith(".");
              assertThat(failure.next()).endsWith(".");
            });
  }

  private ObjectStore local(String name) {
    return new LocalObjectStore(directory.resolve(name));
  }

  @Test
  @DisplayName("A new vault opens with its password, and is the same vault")
  void initAndOpen() {
    String id;
    try (Vault vault = TestVault.init(local("v"))) {
      id = vault.id();
      assertThat(vault.version()).isEqualTo(2);
    }
    try (Vault vault = TestVault.open(local("v"))) {
      assertThat(vault.id()).isEqualTo(id).hasSize(64);
      assertThat(vault.snapshots()).isEmpty();
      assertThat(vault.keys().list()).singleElement().matches(KeyInfo::current);
    }
  }

  @Test
  @DisplayName("HF-212: init does not touch a vault that is there")
  void exists() {
    TestVault.init(local("v")).close();
    assertCode(ErrorCode.VAULT_EXISTS, () -> TestVault.init(local("v")));
    TestVault.open(local("v")).close();
  }

  @Test
  @DisplayName("HF-401: nothing there; HF-403: something else, or a vault without config or keys")
  void notThere() throws IOException {
    assertCode(ErrorCode.VAULT_NOT_FOUND, () -> TestVault.open(local("missing")));
    Files.createDirectories(directory.resolve("empty"));
    assertCode(ErrorCode.VAULT_NOT_FOUND, () -> TestVault.open(local("empty")));
    Files.createDirectories(directory.resolve("home"));
    Files.writeString(directory.resolve("home/notes.txt"), "x");
    assertCode(ErrorCode.NOT_A_VAULT, () -> TestVault.open(local("home")));
    assertCode(ErrorCode.NOT_A_VAULT, () -> TestVault.init(local("home")));
    Files.writeString(directory.resolve("file"), "x");
    assertCode(ErrorCode.NOT_A_VAULT, () -> TestVault.open(local("file")));

    TestVault.init(local("v")).close();
    Path config = directory.resolve("v/config");
    byte[] saved = Files.readAllBytes(config);
    Files.delete(config);
    assertCode(ErrorCode.NOT_A_VAULT, () -> TestVault.open(local("v")));
    Files.write(config, saved);
    try (var keys = Files.list(directory.resolve("v/keys"))) {
      for (Path key : keys.toList()) {
        Files.delete(key);
      }
    }
    assertCode(ErrorCode.NOT_A_VAULT, () -> TestVault.open(local("v")));
  }

  @Test
  @DisplayName("HF-402: the wrong password")
  void wrongPassword() {
    TestVault.init(local("v")).close();
    assertCode(
        ErrorCode.WRONG_PASSWORD,
        () -> Vault.open(local("v"), Password.of("wrong"), Randomness.SECURE, TestVault.CLOCK));
  }

  @Test
  @DisplayName("HF-404: a format that is newer than this program")
  void tooNew() {
    MemoryObjectStore store = new MemoryObjectStore();
    TestVault.init(store).close();
    replaceConfig(store, "{\"version\":3,\"id\":\"x\",\"chunker_polynomial\":\"25b468838dcb75\"}");
    assertCode(ErrorCode.VAULT_TOO_NEW, () -> TestVault.open(store));
    replaceConfig(store, "{\"version\":0}");
    assertCode(ErrorCode.OBJECT_DAMAGED, () -> TestVault.open(store));
  }

  private static void replaceConfig(MemoryObjectStore store, String json) {
    String key = store.list(ObjectKind.KEY).getFirst().name();
    try {
      var master = VaultKeys.load(store, key).unlock(TestVault.password());
      byte[] sealed =
          new io.holdfast.vault.crypto.Seal(master, Randomness.SECURE).seal(TestVault.utf8(json));
      store.damage(ObjectKind.CONFIG, "config", old -> sealed);
    } catch (io.holdfast.vault.crypto.SealBrokenException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  @DisplayName("HF-405: no permission (as root, who may read everything: it opens)")
  void noAccess() throws IOException {
    TestVault.init(local("v")).close();
    Path keys = directory.resolve("v/keys");
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("---------"));
    try {
      if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0) {
        TestVault.open(local("v")).close();
      } else {
        assertCode(ErrorCode.VAULT_NO_ACCESS, () -> TestVault.open(local("v")));
      }
    } finally {
      Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  @DisplayName("HF-501: a damaged config or only key; a second key still opens the vault")
  void damaged() {
    MemoryObjectStore store = new MemoryObjectStore();
    TestVault.init(store).close();
    MemoryObjectStore badConfig = store.copy();
    badConfig.damage(ObjectKind.CONFIG, "config", bytes -> flip(bytes, 20));
    assertCode(ErrorCode.OBJECT_DAMAGED, () -> TestVault.open(badConfig));

    String key = store.list(ObjectKind.KEY).getFirst().name();
    try (Vault vault = TestVault.open(store)) {
      MemoryObjectStore badKey = store.copy();
      badKey.damage(ObjectKind.KEY, key, bytes -> flip(bytes, 100));
      assertCode(ErrorCode.OBJECT_DAMAGED, () -> TestVault.open(badKey));
      vault.keys().add(Password.of("second"), KdfParameters.forTests());
    }
    store.damage(ObjectKind.KEY, key, bytes -> flip(bytes, 100));
    Vault.open(store, Password.of("second"), Randomness.SECURE, TestVault.CLOCK).close();
    assertCode(ErrorCode.OBJECT_DAMAGED, () -> TestVault.open(store));
  }

  static byte[] flip(byte[] bytes, int at) {
    bytes[at % bytes.length] ^= 4;
    return bytes;
  }

  @Test
  @DisplayName("I6: a killed init leaves nothing that stands in the next one's way")
  void killedInit() {
    MemoryObjectStore whole = new MemoryObjectStore();
    FaultyStore counting = new FaultyStore(whole);
    TestVault.init(counting).close();
    for (int at = 1; at <= counting.calls(); at++) {
      MemoryObjectStore store = new MemoryObjectStore();
      FaultyStore faulty = new FaultyStore(store).at(at, Fault.CRASH_BEFORE);
      assertCode(ErrorCode.INPUT_OUTPUT, () -> TestVault.init(faulty));
      TestVault.init(store).close();
      TestVault.open(store).close();
      assertThat(store.list(ObjectKind.KEY)).extracting(StoredObject::name).hasSize(1);
    }
  }

  @Test
  @DisplayName("I6: killed at any call, a change of password leaves one that opens the vault")
  void killedChange() {
    MemoryObjectStore whole = new MemoryObjectStore();
    TestVault.init(whole).close();
    boolean done = false;
    for (int at = 1; !done; at++) {
      MemoryObjectStore store = whole.copy();
      Fault how = at % 2 == 0 ? Fault.CRASH_BEFORE : Fault.CRASH_AFTER;
      try (Vault vault = TestVault.open(new FaultyStore(store).at(at, how))) {
        vault.keys().change(Password.of("changed"), KdfParameters.forTests());
        done = true;
      } catch (HoldfastException expected) {
        assertThat(expected.code()).isIn(ErrorCode.INPUT_OUTPUT, ErrorCode.OUTCOME_UNKNOWN);
      }
      boolean old = opens(store, TestVault.password());
      boolean changed = opens(store, Password.of("changed"));
      assertThat(done ? changed && !old : changed || old).as("%s at call %d", how, at).isTrue();
    }
  }

  private static boolean opens(MemoryObjectStore store, Password password) {
    try {
      Vault.open(store, password, Randomness.SECURE, TestVault.CLOCK).close();
      return true;
    } catch (HoldfastException refused) {
      assertThat(refused.code()).isEqualTo(ErrorCode.WRONG_PASSWORD);
      return false;
    }
  }

  @Test
  @DisplayName("Passwords are added, changed and removed; HF-215 guards the last and the current")
  void keys() {
    MemoryObjectStore store = new MemoryObjectStore();
    KdfParameters quick = KdfParameters.forTests();
    try (Vault vault = TestVault.init(store)) {
      VaultKeys keys = vault.keys();
      BlobId first = keys.list().getFirst().id();
      assertCode(ErrorCode.LAST_KEY, () -> keys.remove(first.hex()));
      BlobId second = keys.add(Password.of("second"), quick);
      assertCode(ErrorCode.LAST_KEY, () -> keys.remove(first.brief()));
      assertCode(ErrorCode.NOT_FOUND, () -> keys.remove("xyz"));
      assertCode(ErrorCode.AMBIGUOUS, () -> keys.remove(""));
      keys.remove(second.brief());
      assertThat(keys.list()).hasSize(1);
      BlobId changed = keys.change(Password.of("changed"), quick);
      assertThat(keys.list()).extracting(KeyInfo::id).containsExactly(changed);
    }
    assertCode(ErrorCode.WRONG_PASSWORD, () -> TestVault.open(store));
    Vault.open(store, Password.of("changed"), Randomness.SECURE, TestVault.CLOCK).close();
  }
}
