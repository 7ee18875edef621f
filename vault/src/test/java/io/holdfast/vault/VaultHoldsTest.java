package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.faults.Calls;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.faults.Operation;
import io.holdfast.vault.hold.Hold;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I7: what is under legal hold is not removed")
class VaultHoldsTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private Snapshot first;
  private Snapshot second;

  @BeforeEach
  void init() {
    try (Vault vault = TestVault.init(store);
        VaultWriter writer = vault.writer()) {
      first = Backup.write(writer, Backup.files(1));
      second = Backup.write(writer, Backup.files(2));
    }
  }

  @Test
  @DisplayName("HF-413: a held snapshot is not forgotten, nor is any other with it; released it is")
  void heldAndReleased() {
    try (Vault vault = TestVault.open(store)) {
      Hold hold = vault.holds().place(first, "case 4711, \"Nord\"");
      assertThat(vault.holds().all()).containsExactly(hold);
      OpeningTest.assertCode(ErrorCode.LEGAL_HOLD, () -> vault.forget(List.of(second, first)));
      assertThat(vault.snapshots()).containsExactlyInAnyOrder(first, second);

      vault.holds().place(first, "another");
      assertThat(vault.holds().release(second)).isEmpty();
      assertThat(vault.holds().release(first)).hasSize(2);
      assertThat(vault.holds().all()).isEmpty();
      vault.forget(List.of(first));
      assertThat(vault.snapshots()).containsExactly(second);
    }
  }

  @Test
  @DisplayName("A hold is on the tree: restic's new id for other tags does not lift it")
  void retagged() {
    try (Vault vault = TestVault.open(store)) {
      vault.holds().place(first, "case");
      Snapshot retagged;
      try (VaultWriter writer = vault.writer()) {
        retagged = writer.commit(TestVault.draft(first.tree()));
      }
      assertThat(retagged.id()).isNotEqualTo(first.id());
      OpeningTest.assertCode(ErrorCode.LEGAL_HOLD, () -> vault.forget(List.of(retagged)));
    }
  }

  @Test
  @DisplayName("HF-501: beside a hold that cannot be read nothing is forgotten, and check says so")
  void damaged() throws IOException {
    byte[] garbage = TestVault.utf8("no hold");
    store.put(ObjectKind.HOLD, Hash.sha256(garbage).hex(), List.of(ByteBuffer.wrap(garbage)));
    try (Vault vault = TestVault.open(store)) {
      OpeningTest.assertCode(ErrorCode.OBJECT_DAMAGED, () -> vault.forget(List.of(first)));
      assertThat(vault.snapshots()).hasSize(2);
      assertThat(vault.check(new CheckOptions(false), Progress.NONE).findings())
          .anyMatch(finding -> finding.object().contains("holds"));
      assertThat(vault.holds().readable()).isEmpty();
    }
  }

  @Test
  @DisplayName("HF-602: a hold placed between a forget's look and its deed waits, and is not told")
  void besideForgetting() {
    List<ErrorCode> told = new ArrayList<>();
    FaultyStore meddled = new FaultyStore(store);
    try (Vault forgetting = TestVault.open(meddled);
        Vault holding = TestVault.open(store)) {
      meddled.before(
          Calls.of(Operation.DELETE, ObjectKind.SNAPSHOT).nth(1),
          call -> {
            try {
              holding.holds().place(first, "case");
            } catch (HoldfastException refused) {
              told.add(refused.code());
            }
          });
      forgetting.forget(List.of(first));
      assertThat(told).containsExactly(ErrorCode.VAULT_LOCKED);
      assertThat(holding.holds().all()).isEmpty();
    }
  }

  @Test
  @DisplayName("HF-208: a snapshot that was removed meanwhile is not held")
  void removedMeanwhile() {
    try (Vault vault = TestVault.open(store)) {
      vault.forget(List.of(first));
      OpeningTest.assertCode(ErrorCode.NOT_FOUND, () -> vault.holds().place(first, "case"));
      assertThat(vault.holds().all()).isEmpty();
    }
  }

  @Test
  @DisplayName("Killed at any call: what was told as held is held; a forget removes no held one")
  void killed() {
    int completed = 0;
    for (int at = 1; completed == 0; at++) {
      MemoryObjectStore copy = store.copy();
      boolean told = false;
      FaultyStore killing = new FaultyStore(copy).at(at, Fault.CRASH_AFTER);
      try (Vault vault =
          Vault.open(killing, TestVault.password(), Randomness.SECURE, TestVault.CLOCK)) {
        vault.holds().place(first, "case");
        told = true;
        vault.forget(List.of(second));
        completed++;
      } catch (HoldfastException expected) {
        assertThat(expected.code()).isEqualTo(ErrorCode.INPUT_OUTPUT);
      }
      try (Vault vault = TestVault.open(copy)) {
        assertThat(vault.snapshots()).contains(first);
        assertThat(vault.holds().all()).hasSizeBetween(told ? 1 : 0, 1);
        assertThat(vault.check(new CheckOptions(true), Progress.NONE).findings())
            .as("killed after call %d", at)
            .isEmpty();
      }
    }
  }
}
