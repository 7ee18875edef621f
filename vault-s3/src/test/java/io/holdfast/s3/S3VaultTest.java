package io.holdfast.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.s3.fake.Fault;
import io.holdfast.s3.fake.S3Double;
import io.holdfast.vault.Backup;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.snapshot.Snapshot;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A whole vault in a bucket. */
class S3VaultTest {
  private static final Map<String, byte[]> OLD = Backup.files(1);
  private static final Map<String, byte[]> NEW = Backup.files(2);

  private S3Double s3;

  @BeforeEach
  void start() throws IOException {
    s3 = S3Double.start();
    s3.pageSize(4);
    s3.bucket("backup");
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  private Snapshot init() {
    try (Vault vault = TestVault.init(Buckets.retrying(s3, "backup"));
        VaultWriter writer = vault.writer()) {
      return Backup.write(writer, OLD);
    }
  }

  private Snapshot backup(String bucket) {
    try (Vault vault = TestVault.open(Buckets.retrying(s3, bucket));
        VaultWriter writer = vault.writer()) {
      writer.adoptOrphans();
      return Backup.write(writer, NEW);
    }
  }

  private void assertWhole(
      String bucket, Snapshot snapshot, Map<String, byte[]> files, String when) {
    try (Vault vault = TestVault.open(Buckets.retrying(s3, bucket))) {
      CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
      assertThat(report.errors()).as("%s: %s", when, report.findings()).isZero();
      Snapshot found = vault.find(snapshot.id().hex(), any -> true);
      assertThat(Backup.hashes(Backup.read(vault, found))).isEqualTo(Backup.hashes(files));
    }
  }

  @Test
  @DisplayName("I6: made, written, listed, checked and read back, in a bucket")
  void endToEnd() {
    Snapshot first = init();
    Snapshot second = backup("backup");
    assertWhole("backup", first, OLD, "two backups");
    assertWhole("backup", second, NEW, "two backups");
    try (Vault vault = TestVault.open(Buckets.retrying(s3, "backup"))) {
      assertThat(vault.snapshots()).hasSize(2);
      assertThat(vault.stats().unindexedPacks()).isZero();
      assertThat(vault.location()).startsWith("s3://backup/vault at http://127.0.0.1:");
    }
    assertThat(s3.bucket("backup").keys())
        .contains("vault/config")
        .allMatch(key -> key.matches("vault/(config|(keys|index|snapshots|data/..)/[0-9a-f]{64})"));
  }

  @Test
  @DisplayName("I6: with one request in six going wrong, a backup is complete and right")
  void byLot() {
    long seed = TestVault.seed();
    init();
    s3.faults().byLot(seed, 6);
    Snapshot written = backup("backup");
    assertThat(s3.faults().happened()).as("seed %d", seed).isPositive();
    assertWhole("backup", written, NEW, "seed " + seed);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CUT_BEFORE", "CUT_AFTER"})
  @DisplayName("I6: cut off for good at any request, nothing is lost, and the next run completes")
  void cutOffAtEveryRequest(Fault how) {
    Snapshot old = init();
    s3.copy("backup", "counting");
    s3.faults().none();
    backup("counting");
    int requests = s3.faults().requests();
    assertThat(requests).isGreaterThan(15);
    for (int at = 1; at <= requests; at++) {
      String bucket = "cut-" + at;
      s3.copy("backup", bucket);
      s3.faults().dieAt(at, how);
      try {
        backup(bucket);
      } catch (HoldfastException told) {
        assertThat(told.code()).isIn(ErrorCode.OBJECT_STORE_UNAVAILABLE, ErrorCode.OUTCOME_UNKNOWN);
      }
      s3.faults().none();
      String when = how + " at request " + at;
      assertWhole(bucket, old, OLD, when);
      assertWhole(bucket, backup(bucket), NEW, when + " and another run");
    }
  }

  @Test
  @DisplayName("HF-120: a store that falls silent under a check is not taken for damage")
  void silenceIsNoDamage() {
    init();
    s3.faults().none();
    try (Vault vault = TestVault.open(Buckets.retrying(s3, "backup"))) {
      vault.check(new CheckOptions(true), Progress.NONE);
    }
    int requests = s3.faults().requests();
    assertThat(requests).isGreaterThan(8);
    for (int at = 1; at <= requests; at++) {
      s3.faults().dieAt(at, Fault.CUT_MIDWAY);
      assertThatThrownBy(
              () -> {
                try (Vault vault = TestVault.open(Buckets.retrying(s3, "backup"))) {
                  vault.check(new CheckOptions(true), Progress.NONE);
                }
              })
          .as("silent from request %d", at)
          .isInstanceOfSatisfying(
              HoldfastException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.OBJECT_STORE_UNAVAILABLE));
    }
  }

  @Test
  @DisplayName("A store whose listings are behind, as S3's once were, makes no run lose anything")
  void staleListings() {
    Snapshot old = init();
    for (int lag = 1; lag <= 4; lag++) {
      String bucket = "stale-" + lag;
      s3.copy("backup", bucket);
      s3.bucket(bucket).listingLag(lag);
      try {
        backup(bucket);
      } catch (HoldfastException told) {
        assertThat(told.code()).isNotEqualTo(ErrorCode.INTERNAL);
      }
      s3.bucket(bucket).listingLag(0);
      assertWhole(bucket, old, OLD, "lag " + lag);
      assertWhole(bucket, backup(bucket), NEW, "lag " + lag + " and another run");
    }
  }
}
