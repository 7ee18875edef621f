package io.holdfast.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.s3.fake.Bucket;
import io.holdfast.s3.fake.S3Double;
import io.holdfast.vault.Backup;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.prune.PruneReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I7: a prune lives with Object Lock: what is locked waits, and nothing else does")
class PruneLockedTest {
  private static final PruneOptions AT_ONCE = new PruneOptions(Duration.ZERO);

  private S3Double s3;
  private Bucket bucket;
  private ObjectStore store;
  private Snapshot first;
  private Snapshot second;

  @BeforeEach
  void backup() throws IOException {
    s3 = S3Double.start();
    bucket = s3.lockingBucket("locked");
    store = Buckets.once(s3, "locked", "&lock=compliance:30d");
    try (Vault vault = TestVault.init(store);
        VaultWriter writer = vault.writer()) {
      first = Backup.write(writer, Backup.files(1));
      second = Backup.write(writer, Backup.files(2));
    }
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  private static void assertWhole(Vault vault) {
    assertThat(vault.check(new CheckOptions(true), Progress.NONE).errors()).isZero();
  }

  @Test
  @DisplayName(
      "HF-411: of several snapshots none goes if the last is locked, and it is told until when")
  void snapshots() {
    bucket.endLock("vault/" + ObjectKind.SNAPSHOT.path(first.id().hex()));
    try (Vault vault = TestVault.open(store)) {
      assertThat(vault.lockedUntil(first)).isEmpty();
      assertThat(vault.lockedUntil(second)).get().matches(until -> until.isAfter(Instant.now()));
      assertThatThrownBy(() -> vault.forget(List.of(first, second)))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_LOCKED));
      assertThat(vault.snapshots()).hasSize(2);
    }
  }

  @Test
  @DisplayName("Packs and indexes that are locked stay, condemned; after the locks' end they go")
  void packs() throws IOException {
    bucket.endLock("vault/" + ObjectKind.SNAPSHOT.path(first.id().hex()));
    try (Vault vault = TestVault.open(store)) {
      vault.forget(List.of(first));
      int packs = store.list(ObjectKind.PACK).size();
      int files = store.list(ObjectKind.INDEX).size();
      PruneReport locked = vault.prune(AT_ONCE, Progress.NONE);
      assertThat(locked.condemned().count()).isPositive();
      assertThat(locked.deleted().count()).isZero();
      assertThat(locked.waiting()).isEqualTo(locked.condemned());
      assertThat(store.list(ObjectKind.PACK)).hasSizeGreaterThanOrEqualTo(packs);
      assertWhole(vault);

      int afterOne = store.list(ObjectKind.INDEX).size();
      vault.prune(AT_ONCE, Progress.NONE);
      assertThat(store.list(ObjectKind.INDEX))
          .as("no index is written anew each day")
          .hasSize(afterOne)
          .hasSizeGreaterThanOrEqualTo(files);

      bucket.keys().stream().filter(key -> key.contains("/data/")).forEach(bucket::endLock);
      assertThat(vault.prune(AT_ONCE, Progress.NONE).deleted().count())
          .as("a locked index names them")
          .isZero();
      assertWhole(vault);

      bucket.keys().stream().filter(key -> key.contains("/index/")).forEach(bucket::endLock);
      assertThat(vault.prune(AT_ONCE, Progress.NONE).deleted()).isEqualTo(locked.condemned());
      assertWhole(vault);
      assertThat(Backup.hashes(Backup.read(vault, second)))
          .isEqualTo(Backup.hashes(Backup.files(2)));
    }
  }
}
