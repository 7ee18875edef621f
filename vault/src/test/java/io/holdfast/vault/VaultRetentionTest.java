package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.retention.Ledger;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
    "I7: within the vault's minimum retention nothing is forgotten, whatever the clock says")
class VaultRetentionTest {
  private static final Duration MONTH = Duration.ofDays(30);
  private final MemoryObjectStore store = new MemoryObjectStore();
  private Instant now = Instant.parse("2026-11-23T03:00:00Z");
  private Duration up = Duration.ofDays(100);
  private Snapshot snapshot;

  private final Clock clock =
      new Clock() {
        @Override
        public Instant now() {
          return now;
        }

        @Override
        public long nanos() {
          return 0;
        }

        @Override
        public void sleep(Duration duration) {}

        @Override
        public Optional<Uptime> uptime() {
          return Optional.of(new Uptime("this boot", up));
        }
      };

  @BeforeEach
  void init() {
    try (Vault vault = TestVault.init(store);
        VaultWriter writer = vault.writer()) {
      snapshot = Backup.write(writer, Backup.files(1));
    }
  }

  private Vault open(ObjectStore objects) {
    return Vault.open(objects, TestVault.password(), Randomness.SECURE, clock);
  }

  @Test
  @DisplayName("HF-414: kept for its time, from when it was decided on; then it goes")
  void keptForItsTime() {
    try (Vault vault = open(store)) {
      assertThat(vault.retention().look(Duration.ZERO)).isEmpty();
      assertThat(vault.retention().look(MONTH).map(kept -> kept.left(snapshot.id())))
          .contains(MONTH);
      assertThat(store.list(ObjectKind.RETENTION)).as("to look changes nothing").isEmpty();
      vault.retention().decide(MONTH);
      vault.retention().decide(Duration.ofDays(1));

      now = now.plus(Duration.ofDays(3650));
      OpeningTest.assertCode(ErrorCode.MINIMUM_RETENTION, () -> vault.forget(List.of(snapshot)));
      now = now.minus(Duration.ofDays(7300));
      OpeningTest.assertCode(ErrorCode.MINIMUM_RETENTION, () -> vault.forget(List.of(snapshot)));
      up = up.plus(MONTH).minusSeconds(1);
      OpeningTest.assertCode(ErrorCode.MINIMUM_RETENTION, () -> vault.forget(List.of(snapshot)));
      up = up.plusSeconds(1);
      vault.forget(List.of(snapshot));
      assertThat(vault.snapshots()).isEmpty();
      assertThat(store.list(ObjectKind.RETENTION)).hasSize(1);
    }
  }

  @Test
  @DisplayName(
      "HF-501: beside a ledger that cannot be read nothing is forgotten, and check says so")
  void damaged() throws IOException {
    byte[] garbage = TestVault.utf8("no ledger");
    store.put(ObjectKind.RETENTION, Hash.sha256(garbage).hex(), List.of(ByteBuffer.wrap(garbage)));
    try (Vault vault = open(store)) {
      OpeningTest.assertCode(ErrorCode.OBJECT_DAMAGED, () -> vault.forget(List.of(snapshot)));
      assertThat(vault.snapshots()).hasSize(1);
      assertThat(vault.check(new CheckOptions(false), Progress.NONE).findings())
          .anyMatch(finding -> finding.object().contains("retention"));
    }
  }

  @Test
  @DisplayName("Killed at any call while it is made longer: it is never shorter than before")
  void killed() {
    try (Vault vault = open(store)) {
      vault.retention().decide(MONTH);
    }
    boolean done = false;
    for (int at = 1; !done; at++) {
      MemoryObjectStore copy = store.copy();
      try (Vault killed = open(new FaultyStore(copy).at(at, Fault.CRASH_AFTER))) {
        killed.retention().decide(MONTH.multipliedBy(2));
        done = true;
      } catch (HoldfastException expected) {
        assertThat(expected.code()).isEqualTo(ErrorCode.INPUT_OUTPUT);
      }
      try (Vault vault = open(copy)) {
        Duration minimum =
            vault.retention().look(Duration.ZERO).map(Ledger::minimum).orElse(Duration.ZERO);
        assertThat(minimum).as("killed at %d", at).isIn(MONTH, MONTH.multipliedBy(2));
        OpeningTest.assertCode(ErrorCode.MINIMUM_RETENTION, () -> vault.forget(List.of(snapshot)));
      }
    }
  }
}
