package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.document.Damage;
import io.holdfast.vault.retention.Ledger;
import io.holdfast.vault.retention.Witness;
import io.holdfast.vault.store.KeepsTime;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The vault's minimum retention: how long every snapshot is kept from when the vault first saw it.
 * Decided once, kept in the vault, made longer and never shorter. Its time is the {@link Ledger}'s.
 */
public final class VaultRetention {
  private final Vault.Parts parts;

  VaultRetention(Vault.Parts parts) {
    this.parts = parts;
  }

  /** The ledgers that are there, as one, and their names. */
  private record Found(Optional<Ledger> ledger, Set<String> names) {}

  private Found find() {
    Map<String, byte[]> states =
        StateObjects.load(parts.store(), parts.documents(), ObjectKind.RETENTION);
    try {
      return new Found(Ledger.of(states.values()), states.keySet());
    } catch (IllegalArgumentException malformed) {
      throw Damage.of(
          ObjectKind.RETENTION.directory(), String.valueOf(malformed.getMessage()), malformed);
    }
  }

  /**
   * What a visit would find now; empty if no minimum was ever decided. Changes nothing.
   *
   * @param atLeast a minimum that is about to be decided; zero if none is
   * @throws HoldfastException HF-501 if a ledger is damaged: nobody knows what it keeps
   */
  public Optional<Ledger> look(Duration atLeast) {
    Optional<Ledger> found = find().ledger();
    if (found.isEmpty() && atLeast.isZero()) {
      return found;
    }
    return Optional.of(visited(found).keepingAtLeast(atLeast));
  }

  /** Decides on a minimum, unless there is a longer one already; zero decides nothing. */
  public Optional<Ledger> decide(Duration atLeast) {
    Found found = find();
    if (found.ledger().isEmpty() && atLeast.isZero()) {
      return found.ledger();
    }
    Ledger next = visited(found.ledger()).keepingAtLeast(atLeast);
    String name = parts.documents().save(ObjectKind.RETENTION, next.encode()).hex();
    // Only those that are in the new one: another's that came meanwhile counts beside it.
    found.names().stream().filter(old -> !old.equals(name)).forEach(this::delete);
    return Optional.of(next);
  }

  /** Time has passed, and snapshots have come. */
  Optional<Ledger> visit() {
    return decide(Duration.ZERO);
  }

  private Ledger visited(Optional<Ledger> before) {
    Instant now = parts.clock().now();
    return before.orElseGet(() -> Ledger.begun(now)).visited(now, witness(), snapshots());
  }

  /** The store's own clock if it has one; or how long this machine has been running. */
  private Witness witness() {
    Optional<KeepsTime> store = KeepsTime.of(parts.store());
    if (store.isPresent()) {
      try {
        return new Witness("store", Duration.ofSeconds(store.get().storeTime().getEpochSecond()));
      } catch (IOException failure) {
        throw StoreFailure.of(failure, parts.store(), "ask for the time");
      }
    }
    return parts
        .clock()
        .uptime()
        .map(up -> new Witness("boot " + up.boot(), up.passed()))
        .orElseGet(() -> new Witness("none " + parts.documents().freshName(), Duration.ZERO));
  }

  private Collection<BlobId> snapshots() {
    List<StoredObject> listed = Vault.list(parts.store(), ObjectKind.SNAPSHOT);
    return listed.stream().map(snapshot -> BlobId.parse(snapshot.name())).toList();
  }

  private void delete(String name) {
    try {
      parts.store().delete(ObjectKind.RETENTION, name);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, parts.store(), "delete " + ObjectKind.RETENTION.path(name));
    }
  }
}
