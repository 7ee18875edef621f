package io.holdfast.engine;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.stores.EarlierMember;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.tree.TreeWalk;
import java.util.Optional;

/**
 * The newest set of an installation, for a backup to begin with. It only saves reading: a set that
 * is missing or cannot be read is none, and the backup reads everything.
 */
final class EarlierSet {
  private final Vault vault;
  private final Optional<Found> found;

  private record Found(Snapshot snapshot, RecoverySet set) {}

  EarlierSet(Vault vault, String installation) {
    this.vault = vault;
    this.found = newest(vault, new Sets(vault, installation));
  }

  private static Optional<Found> newest(Vault vault, Sets sets) {
    try {
      return vault.listing().snapshots().reversed().stream()
          .filter(sets::isOurs)
          .findFirst()
          .map(snapshot -> new Found(snapshot, sets.manifest(snapshot)));
    } catch (HoldfastException unreadable) {
      return Optional.empty();
    }
  }

  Optional<Snapshot> snapshot() {
    return found.map(Found::snapshot);
  }

  Optional<EarlierMember> member(StoreSpec spec) {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Found earlier = found.get();
    for (Member member : earlier.set().members()) {
      if (member.store().equals(spec.name()) && member.kind().equals(spec.kind())) {
        try {
          return TreeWalk.find(vault, earlier.snapshot().tree(), member.path())
              .map(root -> new EarlierMember(vault, root, member.evidence()));
        } catch (HoldfastException unreadable) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
