package io.holdfast.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.s3.fake.Bucket;
import io.holdfast.s3.fake.S3Double;
import io.holdfast.vault.Backup;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Object Lock and storage classes. */
class ObjectLockTest {
  private static final String LOCK = "&lock=governance:30d";

  private S3Double s3;
  private Bucket bucket;

  @BeforeEach
  void start() throws IOException {
    s3 = S3Double.start();
    bucket = s3.lockingBucket("locked");
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  private static void assertLocked(ObjectStore store, ObjectKind kind, String name, String says) {
    assertThatThrownBy(() -> store.delete(kind, name))
        .isInstanceOfSatisfying(
            IOException.class,
            failure -> {
              HoldfastException told = StoreFailure.of(failure, store, "delete it");
              assertThat(told.code()).isEqualTo(ErrorCode.OBJECT_LOCKED);
              assertThat(told).hasMessageContaining(says);
            });
  }

  @Test
  @DisplayName("What a backup writes is locked, and its lock files are not")
  void backup() {
    ObjectStore store = Buckets.once(s3, "locked", LOCK);
    try (Vault vault = TestVault.init(store);
        VaultWriter writer = vault.writer()) {
      Backup.write(writer, Backup.files(1));
    }
    assertThat(bucket.keys())
        .hasSizeGreaterThan(4)
        .noneMatch(key -> key.contains("locks/"))
        .allSatisfy(key -> assertThat(bucket.lock(key)).as(key).startsWith("GOVERNANCE "));
  }

  @Test
  @DisplayName("HF-411: what is locked is neither deleted nor hidden, until its time has come")
  void deletion() throws IOException {
    ObjectStore store = Buckets.once(s3, "locked", "&lock=compliance:30d");
    String name = Buckets.put(store, ObjectKind.PACK, TestVault.utf8("pack"));
    String until = Instant.now().plus(Duration.ofDays(30)).toString().substring(0, 10);
    assertLocked(store, ObjectKind.PACK, name, "it is locked until " + until);
    assertThat(store.list(ObjectKind.PACK)).hasSize(1);

    s3.clockError(Duration.ofMinutes(10));
    assertLocked(Buckets.once(s3, "locked", ""), ObjectKind.PACK, name, "locked until");
  }

  @Test
  @DisplayName("HF-411: a legal hold has no end")
  void hold() throws IOException {
    ObjectStore store = Buckets.once(s3, "locked", "");
    String name = Buckets.put(store, ObjectKind.SNAPSHOT, TestVault.utf8("snapshot"));
    bucket.hold("vault/" + ObjectKind.SNAPSHOT.path(name));
    assertLocked(store, ObjectKind.SNAPSHOT, name, "legal hold");
  }

  @Test
  @DisplayName("A lock file goes at once, and an object without a lock too")
  void unlocked() throws IOException {
    ObjectStore store = Buckets.once(s3, "locked", LOCK);
    String lock = Buckets.put(store, ObjectKind.LOCK, TestVault.utf8("lock"));
    store.delete(ObjectKind.LOCK, lock);
    ObjectStore without = Buckets.once(s3, "locked", "");
    String pack = Buckets.put(without, ObjectKind.PACK, TestVault.utf8("pack"));
    store.delete(ObjectKind.PACK, pack);
    store.delete(ObjectKind.PACK, pack);
    assertThat(bucket.keys()).isEmpty();
    // What was deleted may come back under its name, as when a pack is written again.
    Buckets.put(without, ObjectKind.PACK, TestVault.utf8("pack"));
    assertThat(store.exists(ObjectKind.PACK, pack)).isTrue();
  }

  @Test
  @DisplayName("A bucket that allows no locks says so, and nothing is written")
  void noLocksHere() {
    s3.bucket("plain");
    ObjectStore store = Buckets.once(s3, "plain", LOCK);
    assertThatThrownBy(() -> Buckets.put(store, ObjectKind.PACK, TestVault.utf8("pack")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Bucket is missing Object Lock Configuration");
    assertThat(s3.bucket("plain").keys()).isEmpty();
  }

  @Test
  @DisplayName("The storage class is that of packs; what is read at every opening stays STANDARD")
  void storageClass() throws IOException {
    ObjectStore store = Buckets.once(s3, "locked", "&storage-class=GLACIER_IR");
    String pack = Buckets.put(store, ObjectKind.PACK, TestVault.utf8("pack"));
    String index = Buckets.put(store, ObjectKind.INDEX, TestVault.utf8("index"));
    assertThat(bucket.storageClass("vault/" + ObjectKind.PACK.path(pack))).isEqualTo("GLACIER_IR");
    assertThat(bucket.storageClass("vault/" + ObjectKind.INDEX.path(index))).isEqualTo("STANDARD");
  }
}
