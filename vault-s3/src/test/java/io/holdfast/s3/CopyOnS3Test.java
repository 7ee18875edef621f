package io.holdfast.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.s3.fake.Fault;
import io.holdfast.s3.fake.S3Double;
import io.holdfast.vault.Backup;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.copy.CopyReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("I1, I6: copies to a bucket, from one, and between two")
class CopyOnS3Test {
  private static final List<Map<String, byte[]>> CONTENTS =
      List.of(Backup.files(1), Backup.files(2));

  private S3Double s3;

  @BeforeEach
  void start() throws IOException {
    s3 = S3Double.start();
    s3.pageSize(4);
    s3.bucket("here");
    s3.bucket("there");
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  static void initWithContents(ObjectStore store) {
    try (Vault vault = TestVault.init(store);
        VaultWriter writer = vault.writer()) {
      CONTENTS.forEach(files -> Backup.write(writer, files));
    }
  }

  static CopyReport copy(ObjectStore from, ObjectStore to) {
    try (Vault source = TestVault.open(from);
        Vault target = TestVault.open(to)) {
      return source.copyTo(target, source.snapshots(), Progress.NONE);
    }
  }

  /** The target has every snapshot of the source, to the byte, and is sound. */
  static void proveCopied(ObjectStore from, ObjectStore to, String when) {
    try (Vault source = TestVault.open(from);
        Vault target = TestVault.open(to)) {
      TestVault.proveSound(target, when);
      List<Snapshot> copies = target.snapshots();
      assertThat(copies).as(when).hasSameSizeAs(source.snapshots());
      for (Snapshot copy : copies) {
        Snapshot original = source.find(copy.persistentId().hex(), any -> true);
        assertThat(Backup.hashes(Backup.read(target, copy)))
            .as(when)
            .isEqualTo(Backup.hashes(Backup.read(source, original)));
      }
    }
  }

  private ObjectStore bucket(String name) {
    return Buckets.retrying(s3, name);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("From a directory to a bucket, on to another bucket, and what is there stays")
  void onwards(boolean sameKey) {
    MemoryObjectStore home = new MemoryObjectStore();
    initWithContents(home);
    try (Vault source = TestVault.open(home)) {
      TestVault.target(source, bucket("here"), sameKey).close();
      TestVault.target(source, bucket("there"), sameKey).close();
    }
    assertThat(copy(home, bucket("here")).copied()).hasSize(CONTENTS.size());
    proveCopied(home, bucket("here"), "from a directory to a bucket");
    assertThat(copy(bucket("here"), bucket("there")).copied()).hasSize(CONTENTS.size());
    proveCopied(home, bucket("there"), "from a bucket to a bucket");
    CopyReport back = copy(bucket("there"), home);
    assertThat(back.copied()).as("home has them").isEmpty();
    assertThat(back.blobs()).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"CUT_BEFORE", "CUT_AFTER"})
  @DisplayName("Cut off for good at any request of either bucket, and copied again: all is there")
  void cutOffAtEveryRequest(Fault how) {
    initWithContents(bucket("here"));
    try (Vault source = TestVault.open(bucket("here"))) {
      TestVault.target(source, bucket("there"), true).close();
    }
    s3.copy("there", "counting");
    s3.faults().none();
    copy(bucket("here"), bucket("counting"));
    int requests = s3.faults().requests();
    assertThat(requests).isGreaterThan(15);
    for (int at = 1; at <= requests; at++) {
      String target = "cut-" + at;
      s3.copy("there", target);
      s3.faults().dieAt(at, how);
      try {
        copy(bucket("here"), bucket(target));
      } catch (HoldfastException told) {
        assertThat(told.code()).isIn(ErrorCode.OBJECT_STORE_UNAVAILABLE, ErrorCode.OUTCOME_UNKNOWN);
      }
      s3.faults().none();
      String when = how + " at request " + at;
      try (Vault cut = TestVault.open(bucket(target))) {
        TestVault.proveSound(cut, when);
      }
      copy(bucket("here"), bucket(target));
      proveCopied(bucket("here"), bucket(target), when + " and another run");
    }
  }

  @Test
  @DisplayName("With one request in six going wrong, a copy is complete and right")
  void byLot() {
    long seed = TestVault.seed();
    initWithContents(bucket("here"));
    try (Vault source = TestVault.open(bucket("here"))) {
      TestVault.target(source, bucket("there"), true).close();
    }
    s3.faults().byLot(seed, 6);
    copy(bucket("here"), bucket("there"));
    assertThat(s3.faults().happened()).as("seed %d", seed).isPositive();
    s3.faults().none();
    proveCopied(bucket("here"), bucket("there"), "seed " + seed);
  }
}
