package io.holdfast.vault.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.Backup;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.TestVault;
import io.holdfast.vault.Vault;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.parallel.Parallel;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.MemoryObjectStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs an operation on copies of a vault, and lets it go wrong at its first call to the store, at
 * its second, and so on until it runs through. After each: power is cut; a full check finds nothing
 * that it did not find before; every snapshot that could be read can be read and is the same; the
 * same operation, run again, completes; and then the check finds no error at all. Stock restic is
 * asked after a few of them, drawn by lot.
 *
 * <p>The runs that go wrong draw the same random numbers at the same time of day, so that two of
 * them that come equally far leave the very same objects. What is proved of a store is then proved
 * of all that hold the same, and only once; so one of these serves all faults of a test.
 */
public final class CrashAtEveryCall {
  /** How a store that holds to its contract can fail: a vault must come through each. */
  public static Stream<Fault> faults() {
    return Stream.of(
        Fault.FAIL_ONCE,
        Fault.DISK_FULL,
        Fault.ANSWER_LOST,
        Fault.NOT_SURE,
        Fault.NOT_DURABLE,
        Fault.CRASH_BEFORE,
        Fault.CRASH_AFTER);
  }

  /** More of what must hold. */
  @FunctionalInterface
  public interface Proof {
    /**
     * @param when words for a failure: what went wrong at which call, and the seed
     */
    void of(MemoryObjectStore store, String when);
  }

  private static final Proof NOTHING_MORE = (store, when) -> {};

  private final long seed = TestVault.seed();
  private final Instant now = Instant.now();
  private final MemoryObjectStore base;
  private final Consumer<Vault> operation;
  private final Map<BlobId, Map<String, BlobId>> readable;
  private final boolean sound;
  private final Set<BlobId> proved = new HashSet<>();
  private final Set<ErrorCode> told =
      EnumSet.of(ErrorCode.INPUT_OUTPUT, ErrorCode.DISK_FULL, ErrorCode.OUTCOME_UNKNOWN);
  private Duration pause = Duration.ofHours(1);
  private Proof afterCut = NOTHING_MORE;
  private Proof afterNextRun = NOTHING_MORE;
  private @Nullable ResticReferee referee;

  /**
   * @param base is not changed
   * @param operation must be one that may be made twice
   */
  public CrashAtEveryCall(MemoryObjectStore base, Consumer<Vault> operation) {
    this.base = base;
    this.operation = operation;
    try (Vault vault = TestVault.open(base.copy())) {
      readable = readable(vault);
      sound = vault.check(new CheckOptions(true), Progress.NONE).errors() == 0;
    }
  }

  /** The snapshots that are whole, and the hashes of their files. */
  private static Map<BlobId, Map<String, BlobId>> readable(Vault vault) {
    Map<BlobId, Map<String, BlobId>> readable = new TreeMap<>();
    for (Snapshot snapshot : vault.listing().snapshots()) {
      try {
        readable.put(snapshot.id(), Backup.hashes(Backup.read(vault, snapshot)));
      } catch (HoldfastException damaged) {
        assertThat(damaged.code()).isIn(ErrorCode.BLOB_MISSING, ErrorCode.OBJECT_DAMAGED);
      }
    }
    return readable;
  }

  /** The operation may end with this code too. */
  public CrashAtEveryCall mayTell(ErrorCode code) {
    told.add(code);
    return this;
  }

  /** The next run does not wait until the locks of the dead one are stale. */
  public CrashAtEveryCall nextRunAtOnce() {
    pause = Duration.ZERO;
    return this;
  }

  public CrashAtEveryCall provingAfterTheCut(Proof proof) {
    afterCut = proof;
    return this;
  }

  public CrashAtEveryCall provingAfterTheNextRun(Proof proof) {
    afterNextRun = proof;
    return this;
  }

  /**
   * Has restic check one store for each fault: after the cut, or after the next run if there was
   * damage before.
   */
  public CrashAtEveryCall refereed(Path directory) {
    referee = new ResticReferee(directory);
    return this;
  }

  /** How many calls the operation makes if nothing goes wrong. */
  public int calls() {
    FaultyStore counting = new FaultyStore(base.copy());
    run(counting, "nothing went wrong");
    return counting.calls();
  }

  /** Goes through all calls with one fault. */
  public void cutOff(Fault fault) {
    int refereed = referee == null ? 0 : 1 + new Random(seed + fault.ordinal()).nextInt(calls());
    int at = 1;
    while (cutOff(fault, at, at == refereed)) {
      at++;
    }
  }

  /** Whether there was such a call. */
  private boolean cutOff(Fault fault, int at, boolean judged) {
    MemoryObjectStore store = base.copy();
    FaultyStore faulty = new FaultyStore(store).at(at, fault);
    String when = fault + " at call " + at + ", holdfast.seed=" + seed;
    run(faulty, when);
    faulty.cutPower();
    if (proved.add(store.fingerprint()) || judged) {
      prove(store, judged, when);
    }
    return faulty.calls() >= at;
  }

  private void run(FaultyStore store, String when) {
    try (Vault vault = TestVault.openSeeded(store, seed, now)) {
      Parallel.alone(() -> operation.accept(vault));
    } catch (HoldfastException failure) {
      assertThat(store.happened()).as("without a fault: %s", failure).isPositive();
      assertThat(failure.code()).as(when).isIn(told);
    }
  }

  private void prove(MemoryObjectStore store, boolean judged, String when) {
    try (Vault vault = TestVault.open(store)) {
      Backup.proveKept(vault, readable, when);
      if (sound) {
        TestVault.proveSound(vault, when);
      }
    }
    if (sound && judged) {
      judge(store, when);
    }
    afterCut.of(store, when);
    try (Vault vault =
        Vault.open(
            store,
            TestVault.password(),
            Randomness.SECURE,
            TestVault.stoppedClock(now.plus(pause)))) {
      operation.accept(vault);
    }
    String later = when + ", and another run";
    try (Vault vault = TestVault.open(store)) {
      Backup.proveKept(vault, readable, later);
      TestVault.proveSound(vault, later);
    }
    if (judged && !sound) {
      judge(store, later);
    }
    afterNextRun.of(store, later);
  }

  private void judge(MemoryObjectStore store, String when) {
    if (referee != null) {
      referee.requireWhole(store, when);
    }
  }
}
