package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.DurationText;
import io.holdfast.vault.hold.Hold;
import io.holdfast.vault.lock.VaultLock;
import io.holdfast.vault.retention.Ledger;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoreFailure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Removes snapshots that nothing protects. The lock says that somebody removes before it is read
 * what is protected ({@link VaultHolds}), and must still be there before each removal.
 */
final class Forgetting {
  private final Vault.Parts parts;

  Forgetting(Vault.Parts parts) {
    this.parts = parts;
  }

  /** All of them, or none if one is protected. */
  void forget(List<Snapshot> forgotten) {
    try (VaultLock lock =
        VaultLock.acquireToForget(parts.store(), parts.documents(), parts.clock())) {
      refuseHeld(forgotten);
      refuseLocked(forgotten);
      refuseYoung(forgotten);
      for (Snapshot snapshot : forgotten) {
        lock.assertHeld();
        delete(snapshot.id().hex());
      }
    }
  }

  private void refuseHeld(List<Snapshot> forgotten) {
    for (Hold hold : new VaultHolds(parts).all()) {
      for (Snapshot snapshot : forgotten) {
        if (hold.isOn(snapshot)) {
          throw new HoldfastException(
              ErrorCode.LEGAL_HOLD,
              "Snapshot %s is held since %s by %s: %s"
                  .formatted(snapshot.id().brief(), hold.since(), hold.by(), hold.reason()),
              "Nothing was removed.",
              "Leave it out; or lift the hold with 'holdfast release' if its reason is gone.");
        }
      }
    }
  }

  /** Before the first is removed, or a lock on the last would leave half of the work done. */
  private void refuseLocked(List<Snapshot> forgotten) {
    ObjectLocks locks = new ObjectLocks(parts.store());
    for (Snapshot snapshot : forgotten) {
      Optional<Instant> until = locks.until(ObjectKind.SNAPSHOT, snapshot.id().hex());
      if (until.isPresent()) {
        throw new HoldfastException(
            ErrorCode.OBJECT_LOCKED,
            "Snapshot %s is locked by %s %s"
                .formatted(
                    snapshot.id().brief(),
                    parts.store().location(),
                    until.get().equals(Instant.MAX) ? "without an end" : "until " + until.get()),
            "Nothing was removed.",
            "Leave it out until then; the lock is there to keep it.");
      }
    }
  }

  private void refuseYoung(List<Snapshot> forgotten) {
    Optional<Ledger> ledger = new VaultRetention(parts).visit();
    if (ledger.isEmpty()) {
      return;
    }
    for (Snapshot snapshot : forgotten) {
      Duration left = ledger.get().left(snapshot.id());
      if (left.isPositive()) {
        throw new HoldfastException(
            ErrorCode.MINIMUM_RETENTION,
            "Snapshot %s is kept for %s yet: this vault keeps everything for at least %s."
                .formatted(
                    snapshot.id().brief(),
                    DurationText.format(left),
                    DurationText.format(ledger.get().minimum())),
            "Nothing was removed.",
            "Run the command again when that time is over; no command and no clock shortens it.");
      }
    }
  }

  private void delete(String name) {
    try {
      parts.store().delete(ObjectKind.SNAPSHOT, name);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, parts.store(), "delete " + ObjectKind.SNAPSHOT.path(name));
    }
  }
}
