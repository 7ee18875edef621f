package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.hold.Hold;
import io.holdfast.vault.parallel.Parallel;
import io.holdfast.vault.prune.Packs;
import io.holdfast.vault.retention.Ledger;
import io.holdfast.vault.retention.LockPlan;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.KeepsLocks;
import io.holdfast.vault.store.KeepsTime;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.RetryingObjectStore;
import io.holdfast.vault.store.StoreFailure;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The locks of the vault's store: makes them as long as the snapshots must be kept that need what
 * is locked. A pack is locked from when it was written, and newer snapshots use it for years.
 * Nothing is ever locked for less, and what is done is not done again.
 */
public final class VaultLocks {
  /** What a legal hold asks for from one run to the next, as it has no end of its own. */
  static final Duration HELD = Duration.ofDays(30);

  /**
   * Of the time that is left, this part is added to it: otherwise each night's snapshot would have
   * every pack locked for a day more.
   */
  private static final int MARGIN = 4;

  private static final int THREADS = 8;

  private final Vault.Parts parts;
  private final BlobId keyId;

  VaultLocks(Vault.Parts parts, BlobId keyId) {
    this.parts = parts;
    this.keyId = keyId;
  }

  /** A snapshot, and until when it must be kept. */
  record Must(Snapshot snapshot, Instant until) {}

  /** An object, and until when something must be kept that needs it. */
  record Need(ObjectKind kind, String name, long size, Instant until) {}

  /**
   * What would be extended now. Changes nothing, but asks the store about each object.
   *
   * @throws HoldfastException HF-201 if the store knows no locks, HF-501 or HF-502 if the vault is
   *     damaged
   */
  public LockPlan plan(Progress progress) {
    KeepsLocks locks = locks();
    Instant now = storeTime();
    List<Must> musts = musts(now);
    if (musts.isEmpty()) {
      return new LockPlan(0, now, Packs.NONE, Packs.NONE, 0, List.of());
    }
    List<Need> needs = new ArrayList<>(new LockNeeds(parts).packs(musts, progress));
    Instant last = musts.getFirst().until();
    needs.add(needOf(ObjectKind.CONFIG, "config", last));
    needs.add(needOf(ObjectKind.KEY, keyId.hex(), last));
    for (Must must : musts) {
      needs.add(needOf(ObjectKind.SNAPSHOT, must.snapshot().id().hex(), must.until()));
    }
    List<LockPlan.Lock> found = tooShort(needs, locks, now, progress);
    return new LockPlan(
        musts.size(),
        last,
        new Packs(
            needs.size() - found.size(),
            needs.stream().mapToLong(Need::size).sum()
                - found.stream().mapToLong(LockPlan.Lock::size).sum()),
        new Packs(found.size(), found.stream().mapToLong(LockPlan.Lock::size).sum()),
        needs.size(),
        found);
  }

  /** Does what was planned; killed at any instant and planned again, it goes on where it was. */
  public void extend(LockPlan plan, Progress progress) {
    KeepsLocks locks = locks();
    try (Progress.Phase phase =
        progress.begin("extend locks", Progress.Unit.OBJECTS, plan.locks().size())) {
      Parallel.forEach(
          "locks",
          THREADS,
          plan.locks(),
          lock -> {
            extend(locks, lock);
            phase.advance(1);
          });
    }
  }

  private KeepsLocks locks() {
    return KeepsLocks.of(parts.store())
        .orElseThrow(
            () ->
                new HoldfastException(
                    ErrorCode.USAGE,
                    "The store at " + parts.store().location() + " knows no locks.",
                    "Nothing was changed.",
                    "Object Lock needs a vault in a bucket; a local vault has its minimum"
                        + " retention."));
  }

  private Instant storeTime() {
    Optional<KeepsTime> clock = KeepsTime.of(parts.store());
    try {
      return clock.isPresent()
          ? RetryingObjectStore.patiently(parts.store(), clock.get()::storeTime)
          : parts.clock().now();
    } catch (IOException failure) {
      throw StoreFailure.of(failure, parts.store(), "ask for the time");
    }
  }

  /** Those that must be kept for a while, the longest first. */
  private List<Must> musts(Instant now) {
    List<Hold> holds = new VaultHolds(parts).all();
    Optional<Ledger> ledger = new VaultRetention(parts).look(Duration.ZERO);
    List<Must> musts = new ArrayList<>();
    for (Snapshot snapshot : new Snapshots(parts.store(), parts.documents()).all()) {
      Instant until = lockOf(snapshot, now);
      if (ledger.isPresent()) {
        until = later(until, now.plus(ledger.get().left(snapshot.id())));
      }
      if (holds.stream().anyMatch(hold -> hold.isOn(snapshot))) {
        until = later(until, now.plus(HELD));
      }
      if (until.isAfter(now)) {
        musts.add(new Must(snapshot, until));
      }
    }
    musts.sort(Comparator.comparing(Must::until).reversed());
    return musts;
  }

  /** Without an end is as a legal hold; not locked is now. */
  private Instant lockOf(Snapshot snapshot, Instant now) {
    Instant until =
        new ObjectLocks(parts.store()).until(ObjectKind.SNAPSHOT, snapshot.id().hex()).orElse(now);
    return until.equals(Instant.MAX) ? now.plus(HELD) : until;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private Need needOf(ObjectKind kind, String name, Instant until) {
    try {
      return new Need(kind, name, parts.store().size(kind, name), until);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, parts.store(), "look for " + kind.path(name));
    }
  }

  private List<LockPlan.Lock> tooShort(
      List<Need> needs, KeepsLocks locks, Instant now, Progress progress) {
    List<LockPlan.Lock> found = Collections.synchronizedList(new ArrayList<>());
    try (Progress.Phase phase =
        progress.begin("look at locks", Progress.Unit.OBJECTS, needs.size())) {
      Parallel.forEach(
          "locks",
          THREADS,
          needs,
          need -> {
            if (lockOf(locks, need).isBefore(need.until())) {
              Duration left = Duration.between(now, need.until());
              Instant until = need.until().plus(left.dividedBy(MARGIN));
              // Stores keep whole seconds; up, or it would be found too short for ever.
              Instant whole = until.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
              found.add(new LockPlan.Lock(need.kind(), need.name(), need.size(), whole));
            }
            phase.advance(1);
          });
    }
    return found;
  }

  private Instant lockOf(KeepsLocks locks, Need need) {
    try {
      return RetryingObjectStore.patiently(
              parts.store(), () -> locks.lockedUntil(need.kind(), need.name()))
          .orElse(Instant.EPOCH);
    } catch (IOException failure) {
      throw StoreFailure.of(
          failure, parts.store(), "look for the lock of " + need.kind().path(need.name()));
    }
  }

  private void extend(KeepsLocks locks, LockPlan.Lock lock) {
    try {
      RetryingObjectStore.patiently(
          parts.store(),
          () -> {
            locks.extendLock(lock.kind(), lock.name(), lock.until());
            return true;
          });
    } catch (NoSuchFileException repackedMeanwhile) {
      return;
    } catch (IOException failure) {
      throw StoreFailure.of(failure, parts.store(), "lock " + lock.kind().path(lock.name()));
    }
  }
}
