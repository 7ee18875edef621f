package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Processes;
import io.holdfast.vault.document.Damage;
import io.holdfast.vault.hold.Hold;
import io.holdfast.vault.lock.VaultLock;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The legal holds of a vault. One is placed first and asked about afterwards: whoever removes
 * snapshots shows it by a lock before he reads the holds, so either he sees the hold, or it is seen
 * here that he is at work.
 */
public final class VaultHolds {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final int PAUSES = 300;

  private final Vault.Parts parts;

  VaultHolds(Vault.Parts parts) {
    this.parts = parts;
  }

  /**
   * Every hold, the oldest first.
   *
   * @throws HoldfastException HF-501 if one is damaged: nobody knows what it holds
   */
  public List<Hold> all() {
    return read().values().stream().sorted(Comparator.comparing(Hold::since)).toList();
  }

  /** The holds that can be read, for telling of them; never for deciding what may go. */
  public List<Hold> readable() {
    List<Hold> readable = new ArrayList<>();
    for (StoredObject object : Vault.list(parts.store(), ObjectKind.HOLD)) {
      try {
        load(object.name()).ifPresent(readable::add);
      } catch (HoldfastException damaged) {
        NoAnswer.isNoFinding(damaged);
      }
    }
    readable.sort(Comparator.comparing(Hold::since));
    return readable;
  }

  private Map<String, Hold> read() {
    Map<String, Hold> holds = new LinkedHashMap<>();
    for (StoredObject object : Vault.list(parts.store(), ObjectKind.HOLD)) {
      load(object.name()).ifPresent(hold -> holds.put(object.name(), hold));
    }
    return holds;
  }

  /** Empty if it was released since it was listed. */
  private Optional<Hold> load(String name) {
    try {
      return Optional.of(Hold.decode(parts.documents().load(ObjectKind.HOLD, name)));
    } catch (IllegalArgumentException malformed) {
      throw Damage.of(
          ObjectKind.HOLD.path(name), String.valueOf(malformed.getMessage()), malformed);
    } catch (HoldfastException failure) {
      if (failure.code() == ErrorCode.BLOB_MISSING) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  /**
   * Holds a snapshot until {@link #release}.
   *
   * @throws HoldfastException HF-208 if it is removed at this moment, HF-602 if that does not come
   *     to an end
   */
  public Hold place(Snapshot snapshot, String reason) {
    Hold hold =
        new Hold(
            snapshot.id(),
            snapshot.tree(),
            reason,
            Processes.userName() + "@" + Processes.hostName(),
            parts.clock().now());
    String name = parts.documents().save(ObjectKind.HOLD, hold.encode()).hex();
    try {
      awaitForgetting();
      if (!parts.store().exists(ObjectKind.SNAPSHOT, snapshot.id().hex())) {
        throw new HoldfastException(
            ErrorCode.NOT_FOUND,
            "Snapshot %s was removed while the hold was placed".formatted(snapshot.id().brief()),
            "Nothing was changed.",
            "Hold another set; 'holdfast sets' lists what there is.");
      }
      return hold;
    } catch (HoldfastException notHeld) {
      delete(name);
      throw notHeld;
    } catch (IOException failure) {
      throw StoreFailure.of(
          failure, parts.store(), "look for " + ObjectKind.SNAPSHOT.path(snapshot.id().hex()));
    }
  }

  private void awaitForgetting() {
    for (int pause = 0; isForgetting(); pause++) {
      if (pause == PAUSES || Thread.currentThread().isInterrupted()) {
        throw new HoldfastException(
            ErrorCode.VAULT_LOCKED,
            "Snapshots are being removed from " + parts.store().location() + ".",
            "Nothing was changed; the set may be among those that are removed.",
            "Look with 'holdfast sets' and place the hold when that has ended.");
      }
      parts.clock().sleep(PAUSE);
    }
  }

  private boolean isForgetting() {
    return VaultLock.isAnyForgetting(parts.store(), parts.documents(), parts.clock());
  }

  /** Lifts every hold on a snapshot and returns what was lifted. */
  public List<Hold> release(Snapshot snapshot) {
    List<Hold> released = new ArrayList<>();
    read()
        .forEach(
            (name, hold) -> {
              if (hold.isOn(snapshot)) {
                delete(name);
                released.add(hold);
              }
            });
    return released;
  }

  private void delete(String name) {
    try {
      parts.store().delete(ObjectKind.HOLD, name);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, parts.store(), "delete " + ObjectKind.HOLD.path(name));
    }
  }
}
