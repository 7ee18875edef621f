package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.faults.Calls;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.faults.Operation;
import io.holdfast.vault.parallel.Parallel;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.repair.SalvageOptions;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.ImpatientClock;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.RetryingObjectStore;
import io.holdfast.vault.store.StoredObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What no store should do and some do. A vault cannot promise what it then writes; that it keeps
 * what it had, says what is wrong, and is put in order by what the guide says, it can.
 */
@DisplayName(
    "I6, I7: a bad store costs what is written then, never what was there, and never silently")
class UnfaithfulStoreTest {
  private static final int TRIALS = Integer.getInteger("holdfast.trials", 4);
  private static final PruneOptions WITH_GRACE = new PruneOptions(Duration.ofDays(1));
  private static final SalvageOptions KEEP_ALL = new SalvageOptions(true, false, false);
  private static final Set<ErrorCode> DAMAGE =
      EnumSet.of(ErrorCode.OBJECT_DAMAGED, ErrorCode.BLOB_MISSING);
  private static final Calls DELETES = Calls.of(Operation.DELETE);

  private static final Calls PUTS = Calls.of(Operation.PUT);

  private static final Instant NOW = Instant.now();
  private static final Vault SOURCE = source();
  private static final MemoryObjectStore BASE = new MemoryObjectStore();
  private static final Map<BlobId, Map<String, BlobId>> KEPT = fill();

  /** What is done to the vault. */
  private enum Job {
    BACKUP,
    PRUNE,
    COPY,
    REPAIR;

    void run(Vault vault) {
      switch (this) {
        case BACKUP -> backUp(vault, 4);
        case PRUNE -> vault.prune(WITH_GRACE, Progress.NONE);
        case COPY -> CopyTest.copyAll(SOURCE, vault);
        case REPAIR -> {
          vault.repairIndex(true, Progress.NONE);
          vault.repairPacks(Progress.NONE);
          vault.repairSnapshots(List.of(), KEEP_ALL, Progress.NONE);
        }
      }
    }
  }

  /** What the store does. */
  private enum Trouble {
    /** With the product's patience in front, and slow besides: nothing may come of it. */
    PASSING,
    FULL,
    STALE_LISTS,
    FORGOTTEN_DELETES,
    HALF_OBJECTS,
    /** A killed writer leaves part of an object. */
    TORN_WRITES,
    /** A power cut takes back what was said to be durable. */
    LOST_WRITES;

    /** A store that takes back what was copied before the original is deleted loses it. */
    boolean isSurvivedBy(Job job) {
      return this != LOST_WRITES || job == Job.BACKUP || job == Job.COPY;
    }

    /** Whether what is read or listed is wrong, and things are done upon it. */
    boolean deceives() {
      return this == STALE_LISTS || this == HALF_OBJECTS;
    }

    ObjectStore infest(FaultyStore store, long seed) {
      Random random = new Random(seed);
      return switch (this) {
        case PASSING -> {
          ImpatientClock clock = new ImpatientClock();
          store.delay(Calls.ANY, clock, Duration.ofMillis(200));
          store.byLot(seed, 4, Calls.of(Operation.PUT), Fault.LOST_BEFORE, Fault.LOST_AFTER);
          store.byLot(seed, 2, Calls.of(Operation.PUBLISH), Fault.LOST_BEFORE, Fault.LOST_AFTER);
          // A store that has never answered is not waited for so long.
          store.byLot(seed, 4, Calls.ANY.from(2), Fault.PASSING);
          yield new RetryingObjectStore(store, clock, Randomness.ofSeed(seed));
        }
        case FULL -> store.fullAfter(random.nextInt(20_000));
        case STALE_LISTS -> store.listsBehind(1 + random.nextInt(8));
        case FORGOTTEN_DELETES -> store.byLot(seed, 2, DELETES, Fault.FORGOTTEN);
        case HALF_OBJECTS ->
            store.byLot(seed, 3 + random.nextInt(20), Calls.of(Operation.READ), Fault.HALF);
        case TORN_WRITES -> store.on(PUTS.nth(1 + random.nextInt(6)), Fault.TORN);
        case LOST_WRITES -> store.byLot(seed, 2, Calls.of(Operation.PUT), Fault.UNSYNCED);
      };
    }
  }

  private static Map<String, byte[]> files(int set) {
    Map<String, byte[]> files = new TreeMap<>();
    for (int i = 0; i < 6; i++) {
      files.put("file-" + i, TestVault.randomBytes(i < 2 ? i : 100L * set + i, 1_500 * (i + 1)));
    }
    return files;
  }

  private static Snapshot backUp(Vault vault, int set) {
    try (VaultWriter writer = vault.writer()) {
      writer.adoptOrphans();
      return Backup.write(writer, files(set));
    }
  }

  private static Vault source() {
    Vault source = TestVault.init(new MemoryObjectStore());
    backUp(source, 5);
    backUp(source, 6);
    return source;
  }

  /** Two snapshots, what another has left, and packs that a prune has condemned. */
  private static Map<BlobId, Map<String, BlobId>> fill() {
    Map<BlobId, Map<String, BlobId>> kept = new TreeMap<>();
    try (Vault vault = TestVault.init(BASE)) {
      vault.forget(List.of(backUp(vault, 1)));
      vault.prune(WITH_GRACE, Progress.NONE);
      vault.forget(List.of(backUp(vault, 7)));
      for (int set = 2; set <= 3; set++) {
        kept.put(backUp(vault, set).id(), Backup.hashes(files(set)));
      }
    }
    return kept;
  }

  @AfterAll
  static void close() {
    SOURCE.close();
  }

  static Stream<Arguments> combinations() {
    return Arrays.stream(Job.values())
        .flatMap(
            job ->
                Arrays.stream(Trouble.values())
                    .filter(trouble -> trouble.isSurvivedBy(job))
                    .map(trouble -> Arguments.of(job, trouble)));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void survives(Job job, Trouble trouble) {
    long seed = TestVault.seed();
    for (long at = seed; at < seed + TRIALS; at++) {
      survives(job, trouble, at);
    }
  }

  private void survives(Job job, Trouble trouble, long seed) {
    String when = "%s with %s, holdfast.seed=%d".formatted(job, trouble, seed);
    MemoryObjectStore store = BASE.copy();
    FaultyStore faulty = new FaultyStore(store);
    try (Vault vault = TestVault.openSeeded(trouble.infest(faulty, seed), seed, NOW)) {
      Parallel.alone(() -> job.run(vault));
    } catch (HoldfastException told) {
      assertThat(trouble).as("%s: %s", when, told.getMessage()).isNotEqualTo(Trouble.PASSING);
      assertThat(told.code()).as(when).isNotEqualTo(ErrorCode.INTERNAL);
    } catch (RuntimeException mistake) {
      throw new AssertionError(when, mistake);
    }
    faulty.cutPower();
    if (!trouble.deceives()) {
      proveKept(store, when);
    }
    putInOrder(store, when);
    proveKept(store, when + ", put in order");
    try (Vault vault = TestVault.openLater(store)) {
      job.run(vault);
      TestVault.proveSound(vault, when + ", put in order and done again");
    }
    proveKept(store, when + ", put in order and done again");
  }

  private static void proveKept(MemoryObjectStore store, String when) {
    try (Vault vault = TestVault.open(store)) {
      Backup.proveKept(vault, KEPT, when);
    }
  }

  /**
   * As the guide has it: unlock, repair the index and the packs, prune; what check finds broken is
   * forgotten.
   */
  private static void putInOrder(MemoryObjectStore store, String when) {
    store.list(ObjectKind.LOCK).forEach(lock -> store.delete(ObjectKind.LOCK, lock.name()));
    try (Vault vault = TestVault.openLater(store)) {
      vault.repairIndex(false, Progress.NONE);
      vault.repairPacks(Progress.NONE);
      List<Snapshot> broken = new ArrayList<>();
      for (Snapshot snapshot : vault.snapshots()) {
        if (!KEPT.containsKey(snapshot.id()) && !isReadable(vault, snapshot)) {
          broken.add(snapshot);
        }
      }
      if (!broken.isEmpty()) {
        assertThat(vault.check(new CheckOptions(true), Progress.NONE).errors())
            .as("%s is broken after %s", broken, when)
            .isPositive();
        vault.forget(broken);
      }
      vault.prune(WITH_GRACE, Progress.NONE);
      TestVault.proveSound(vault, when + ", put in order");
    }
  }

  private static boolean isReadable(Vault vault, Snapshot snapshot) {
    try {
      return !Backup.read(vault, snapshot).isEmpty();
    } catch (HoldfastException told) {
      assertThat(told.code()).isIn(DAMAGE);
      return false;
    }
  }

  @Test
  @DisplayName("Half an object is never taken for good data, and hides no error from a check")
  void halfObjects() {
    long seed = TestVault.seed();
    int refused = 0;
    for (long at = seed; at < seed + 5L * TRIALS; at++) {
      String when = "holdfast.seed=" + at;
      FaultyStore faulty = new FaultyStore(BASE);
      try (Vault vault = TestVault.open(faulty)) {
        faulty.byLot(at, 4, Calls.of(Operation.READ), Fault.HALF);
        for (Map.Entry<BlobId, Map<String, BlobId>> kept : KEPT.entrySet()) {
          Snapshot snapshot = vault.find(kept.getKey().hex(), any -> true);
          assertThat(Backup.hashes(Backup.read(vault, snapshot)))
              .as(when)
              .isEqualTo(kept.getValue());
        }
      } catch (HoldfastException told) {
        assertThat(told.code()).as(when).isIn(DAMAGE);
        refused++;
      }
      List<StoredObject> packs = BASE.list(ObjectKind.PACK);
      String bad = packs.get(Math.floorMod(at, packs.size())).name();
      faulty.heal();
      faulty.by(
          call ->
              call.operation() == Operation.READ && call.name().equals(bad)
                  ? Fault.HALF
                  : Fault.NONE);
      try (Vault vault = TestVault.open(faulty)) {
        CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
        assertThat(report.findings()).as(when).anyMatch(found -> found.object().contains(bad));
      }
    }
    assertThat(refused).as("of %d readers, holdfast.seed=%d", 5 * TRIALS, seed).isPositive();
  }
}
