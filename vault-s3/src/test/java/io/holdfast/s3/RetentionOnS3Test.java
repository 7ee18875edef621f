package io.holdfast.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.s3.fake.S3Double;
import io.holdfast.vault.Backup;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A bucket's minimum retention goes by the store's clock. */
class RetentionOnS3Test {
  private static final Duration MINIMUM = Duration.ofSeconds(5);

  /** A machine whose clock is years ahead, and whose uptime lies too. */
  private static final Clock LYING =
      new Clock() {
        private long asked;

        @Override
        public Instant now() {
          return Instant.now().plus(Duration.ofDays(9_000));
        }

        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(Duration duration) {}

        @Override
        public Optional<Uptime> uptime() {
          return Optional.of(new Uptime("boot", Duration.ofDays(100 * asked++)));
        }
      };

  @Test
  @DisplayName("HF-414: no clock of this machine shortens what the store's clock says")
  void storesClock() throws IOException, InterruptedException {
    try (S3Double s3 = S3Double.start()) {
      s3.bucket("plain");
      ObjectStore store = Buckets.once(s3, "plain", "");
      Snapshot snapshot;
      try (Vault vault = TestVault.init(store);
          VaultWriter writer = vault.writer()) {
        snapshot = Backup.write(writer, Backup.files(1));
        vault.retention().decide(MINIMUM);
      }
      try (Vault vault = Vault.open(store, TestVault.password(), Randomness.SECURE, LYING)) {
        assertThatThrownBy(() -> vault.forget(List.of(snapshot)))
            .isInstanceOfSatisfying(
                HoldfastException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.MINIMUM_RETENTION));
        Thread.sleep(MINIMUM);
        vault.forget(List.of(snapshot));
        assertThat(vault.snapshots()).isEmpty();
      }
    }
  }

  private static Duration left(ObjectStore store, Snapshot snapshot) {
    try (Vault vault = TestVault.open(store)) {
      // A visit that is not kept, and then one that is.
      Duration told = vault.retention().look(Duration.ZERO).orElseThrow().left(snapshot.id());
      assertThat(vault.retention().decide(Duration.ZERO).orElseThrow().left(snapshot.id()))
          .isLessThanOrEqualTo(told);
      return told;
    }
  }

  @Test
  @DisplayName(
      "A store's clock that is wrong within S3's quarter of an hour shortens no more, once")
  void storesClockWrong() throws IOException {
    Duration day = Duration.ofDays(1);
    try (S3Double s3 = S3Double.startSayingItsTime()) {
      s3.bucket("plain");
      ObjectStore store = Buckets.once(s3, "plain", "");
      Snapshot snapshot;
      try (Vault vault = TestVault.init(store);
          VaultWriter writer = vault.writer()) {
        snapshot = Backup.write(writer, Backup.files(1));
        vault.retention().decide(day);
      }
      s3.clockError(Duration.ofMinutes(-14));
      assertThat(left(store, snapshot)).as("back").isEqualTo(day);
      for (int again = 0; again < 3; again++) {
        s3.clockError(Duration.ofMinutes(14));
        left(store, snapshot);
        s3.clockError(Duration.ofMinutes(-14));
        left(store, snapshot);
      }
      s3.clockError(Duration.ZERO);
      assertThat(left(store, snapshot)).isBetween(day.minusMinutes(15), day.minusMinutes(14));
    }
  }

  @Test
  @DisplayName("HF-410: a store's clock that is a year ahead or behind is not believed")
  void storesClockFarOff() throws IOException {
    for (long days : new long[] {400, -400}) {
      try (S3Double s3 = S3Double.startSayingItsTime()) {
        s3.bucket("plain");
        ObjectStore store = Buckets.once(s3, "plain", "");
        Snapshot snapshot;
        try (Vault vault = TestVault.init(store)) {
          try (VaultWriter writer = vault.writer()) {
            snapshot = Backup.write(writer, Backup.files(1));
          }
          vault.retention().decide(Duration.ofDays(100));
          s3.clockError(Duration.ofDays(days));
          // The first requests are refused by S3; the SDK then goes by the store's clock.
          for (int again = 0; again < 3; again++) {
            assertThatThrownBy(() -> vault.forget(List.of(snapshot)))
                .isInstanceOfSatisfying(
                    HoldfastException.class,
                    e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_STORE_REFUSES_LOGIN));
          }
          s3.clockError(Duration.ZERO);
          // And once more, back to the right time, by the date of an answer that refuses.
          assertThatThrownBy(vault::stats).isInstanceOf(HoldfastException.class);
        }
        assertThat(left(Buckets.once(s3, "plain", ""), snapshot))
            .isGreaterThan(Duration.ofDays(99));
      }
    }
  }
}
