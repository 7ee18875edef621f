package io.holdfast.vault.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Processes;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.crypto.MasterKey;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class VaultLockTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private final Documents documents =
      new Documents(store, MasterKey.random(Randomness.SECURE), Randomness.SECURE, 2);

  private VaultLock acquire() {
    return VaultLock.acquire(store, documents, TestVault.CLOCK);
  }

  private void foreign(boolean exclusive, String host, long pid, Duration age) {
    LockFile lock =
        new LockFile(Instant.now().minus(age), exclusive, host, "u", pid, 1000, 1000, "", false);
    documents.save(ObjectKind.LOCK, lock.encode());
  }

  private int locks() {
    return store.list(ObjectKind.LOCK).size();
  }

  private void assertRefused() {
    assertThatThrownBy(this::acquire)
        .isInstanceOfSatisfying(
            HoldfastException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.VAULT_LOCKED));
  }

  @Test
  @DisplayName("Shared locks stand beside each other, and go when closed")
  void shared() {
    foreign(false, "elsewhere", 1, Duration.ZERO);
    try (VaultLock first = acquire();
        VaultLock second = acquire()) {
      assertThat(locks()).isEqualTo(3);
      first.assertHeld();
      assertThat(second.isAlone()).isFalse();
    }
    assertThat(locks()).isEqualTo(1);
  }

  @Test
  @DisplayName("HF-602: an exclusive lock of a living owner refuses, and our own is taken back")
  void exclusive() {
    foreign(true, "elsewhere", 1, Duration.ofMinutes(29));
    assertRefused();
    assertThat(locks()).isEqualTo(1);
  }

  @Test
  @DisplayName("HF-602: an exclusive lock here of a process that lives refuses")
  void exclusiveHere() {
    foreign(true, Processes.hostName(), Processes.ownPid(), Duration.ZERO);
    assertRefused();
  }

  @Test
  @DisplayName("Locks that are too old, or whose process is gone, are removed")
  void stale() {
    foreign(true, "elsewhere", 1, Duration.ofMinutes(31));
    foreign(true, Processes.hostName(), 999_999_999, Duration.ZERO);
    foreign(false, Processes.hostName(), 999_999_998, Duration.ZERO);
    try (VaultLock lock = acquire()) {
      assertThat(lock.isAlone()).isTrue();
    }
    assertThat(locks()).isZero();
  }

  @Test
  @DisplayName("HF-602: a lock that cannot be read counts as exclusive")
  void unreadable() {
    foreign(false, "elsewhere", 1, Duration.ZERO);
    String name = store.list(ObjectKind.LOCK).getFirst().name();
    store.damage(ObjectKind.LOCK, name, bytes -> new byte[40]);
    assertRefused();
  }

  @Test
  @DisplayName("HF-602: a lock that another removed is noticed before anything is committed")
  void lost() {
    try (VaultLock lock = acquire()) {
      store.list(ObjectKind.LOCK).forEach(object -> store.delete(ObjectKind.LOCK, object.name()));
      assertThatThrownBy(lock::assertHeld)
          .isInstanceOfSatisfying(
              HoldfastException.class,
              lost -> assertThat(lost.code()).isEqualTo(ErrorCode.VAULT_LOCKED));
    }
  }
}
