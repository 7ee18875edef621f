package io.holdfast.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Randomness;
import io.holdfast.s3.fake.Bucket;
import io.holdfast.s3.fake.Fault;
import io.holdfast.s3.fake.S3Double;
import io.holdfast.vault.Backup;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.retention.LockPlan;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.ImpatientClock;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.RetryingObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I7: what a snapshot needs is locked for as long as the snapshot must be kept")
class ExtendLocksTest {
  private static final String LOCK = "&lock=governance:30d";

  /** Every third request, from one that the seed draws; odd, so that both kinds of cut come. */
  private static final int STRIDE = 3;

  private static final Duration DAY = Duration.ofDays(1);

  private S3Double s3;
  private Bucket bucket;
  private Snapshot older;
  private Snapshot newer;
  private final Set<String> ofOlder = new TreeSet<>();

  /** A snapshot that was made 28 days ago, and one of now that needs part of the same. */
  @BeforeEach
  void backUp() throws IOException {
    s3 = S3Double.start();
    bucket = s3.lockingBucket("locked");
    try (Vault vault = TestVault.init(store("locked"));
        VaultWriter writer = vault.writer()) {
      older = Backup.write(writer, Backup.files(1));
      ofOlder.addAll(bucket.keys());
      ofOlder.removeIf(key -> key.contains("/locks/"));
      newer = Backup.write(writer, Backup.files(2));
    }
    ofOlder.forEach(key -> bucket.lockUntil(key, Instant.now().plus(DAY.multipliedBy(2))));
  }

  @AfterEach
  void stop() {
    s3.close();
  }

  private ObjectStore store(String inBucket) {
    return new RetryingObjectStore(
        Buckets.once(s3, inBucket, LOCK), new ImpatientClock(), Randomness.ofSeed(1));
  }

  private static LockPlan plan(Vault vault) {
    return vault.storeLocks().plan(Progress.NONE);
  }

  private static LockPlan extend(Vault vault) {
    LockPlan plan = plan(vault);
    vault.storeLocks().extend(plan, Progress.NONE);
    return plan;
  }

  private static Map<String, Instant> locks(Bucket bucket) {
    Map<String, Instant> locks = new TreeMap<>();
    bucket.keys().forEach(key -> locks.put(key, bucket.lockedUntil(key)));
    return locks;
  }

  private static void assertNothingShorter(Map<String, Instant> before, Bucket bucket) {
    before.forEach(
        (key, until) -> assertThat(bucket.lockedUntil(key)).as(key).isAfterOrEqualTo(until));
  }

  private String key(Snapshot snapshot) {
    return "vault/" + ObjectKind.SNAPSHOT.path(snapshot.id().hex());
  }

  @Test
  @DisplayName("Shared packs, the config and the key last as long as the newest snapshot; no more")
  void shared() {
    Map<String, Instant> before = locks(bucket);
    try (Vault vault = TestVault.open(store("locked"))) {
      LockPlan plan = plan(vault);
      assertThat(plan.snapshots()).isEqualTo(2);
      assertThat(locks(bucket)).as("a plan changes nothing").isEqualTo(before);
      assertThat(plan.looks()).isEqualTo(plan.enough().count() + plan.extended().count());
      assertThat(extend(vault).locks()).hasSameSizeAs(plan.locks());
      assertThat(plan(vault).extended().count()).as("once is enough").isZero();
    }
    assertNothingShorter(before, bucket);
    Instant end = bucket.lockedUntil(key(newer));
    assertThat(bucket.lockedUntil("vault/config")).isAfterOrEqualTo(end);
    assertThat(ofOlder)
        .filteredOn(key -> key.contains("/keys/"))
        .allSatisfy(key -> assertThat(bucket.lockedUntil(key)).isAfterOrEqualTo(end));
    assertThat(ofOlder.stream().filter(key -> key.contains("/data/")))
        .as("the shared pack is locked as long, those of the old snapshot alone are not")
        .anyMatch(key -> !bucket.lockedUntil(key).isBefore(end))
        .anyMatch(key -> bucket.lockedUntil(key).isBefore(end));
    assertThat(bucket.lockedUntil(key(older))).isEqualTo(before.get(key(older)));
    assertThat(bucket.lock("vault/config")).startsWith("GOVERNANCE ");
  }

  @Test
  @DisplayName("A compliance lock stays one, whatever the location says")
  void compliance() {
    try (Vault vault = TestVault.open(Buckets.once(s3, "locked", "&lock=compliance:30d"))) {
      assertThat(extend(vault).extended().count()).isPositive();
    }
    assertThat(bucket.lock("vault/config")).startsWith("COMPLIANCE ");
    bucket.lockUntil("vault/config", Instant.now().plus(DAY));
    try (Vault vault = TestVault.open(store("locked"))) {
      assertThat(extend(vault).extended().count()).isEqualTo(1);
    }
    assertThat(bucket.lock("vault/config")).startsWith("COMPLIANCE ");
  }

  @Test
  @DisplayName("Minimum retention and legal holds lock their snapshots with all that they need")
  void promises() {
    try (Vault vault = TestVault.open(store("locked"))) {
      vault.holds().place(older, "case 4711");
      extend(vault);
      Instant held = Instant.now().plus(DAY.multipliedBy(29));
      assertThat(ofOlder)
          .filteredOn(key -> !key.contains("/index/"))
          .allSatisfy(key -> assertThat(bucket.lockedUntil(key)).as(key).isAfter(held));
      vault.retention().decide(DAY.multipliedBy(400));
      extend(vault);
      Instant kept = Instant.now().plus(DAY.multipliedBy(399));
      assertThat(bucket.keys())
          .filteredOn(key -> key.matches("vault/(config|(keys|snapshots|data)/.*)"))
          .allSatisfy(key -> assertThat(bucket.lockedUntil(key)).as(key).isAfter(kept));
      assertThat(plan(vault).extended().count()).isZero();
    }
  }

  @Test
  @DisplayName("Cut off at any request, nothing is locked for less, and the next run ends it")
  void cutOffAtEveryRequest() {
    s3.copy("locked", "counting");
    s3.faults().none();
    try (Vault vault = TestVault.open(store("counting"))) {
      extend(vault);
    }
    Map<String, Instant> done = locks(s3.bucket("counting"));
    int requests = s3.faults().requests();
    assertThat(requests).isGreaterThan(15);
    long seed = TestVault.seed();
    for (int at = 1 + Math.floorMod(seed, STRIDE); at <= requests; at += STRIDE) {
      String copy = "cut-" + at;
      s3.copy("locked", copy);
      Map<String, Instant> before = locks(s3.bucket(copy));
      s3.faults().dieAt(at, at % 2 == 0 ? Fault.CUT_BEFORE : Fault.CUT_AFTER);
      ObjectStore store = store(copy);
      try (Vault vault = TestVault.open(store)) {
        extend(vault);
      } catch (HoldfastException told) {
        assertThat(told.code()).isEqualTo(ErrorCode.OBJECT_STORE_UNAVAILABLE);
      }
      s3.faults().none();
      assertNothingShorter(before, s3.bucket(copy));
      try (Vault vault = TestVault.open(store)) {
        extend(vault);
        assertThat(plan(vault).extended().count())
            .as("cut at %d, holdfast.seed=%d", at, seed)
            .isZero();
      }
      Map<String, Instant> after = locks(s3.bucket(copy));
      done.forEach(
          (key, until) -> assertThat(after.get(key)).isAfter(until.minus(Duration.ofMinutes(1))));
    }
  }

  @Test
  @DisplayName("HF-201: a location without a lock cannot lock what has none")
  void noLock() {
    bucket.endLock("vault/config");
    try (Vault vault = TestVault.open(Buckets.once(s3, "locked", ""))) {
      assertThatThrownBy(() -> extend(vault))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              refused -> {
                assertThat(refused.code()).isEqualTo(ErrorCode.USAGE);
                assertThat(refused.next()).contains("?lock=");
              });
    }
    assertThat(bucket.lock("vault/config")).isNull();
  }
}
