package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.store.Cold;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a writer may build upon: packs that are there, not cold, and that no prune has condemned.
 */
final class Ground {
  private Ground() {}

  /**
   * Reads prune states, index and packs anew, in this order: what a prune announces later is told
   * by the names of the states, and what it had deleted before is missing from the packs.
   */
  static PruneState survey(Vault.Parts parts) {
    PruneState state = PruneState.load(parts.store(), parts.documents());
    Index index = parts.index();
    index.reread();
    for (HoldfastException damage : index.damage()) {
      throw damage;
    }
    List<StoredObject> listed = Vault.list(parts.store(), ObjectKind.PACK);
    Map<BlobId, Long> packs = sizes(listed);
    packs.keySet().removeAll(state.condemned().keySet());
    packs.keySet().removeAll(cold(listed).keySet());
    index.buildUpon(packs);
    return state;
  }

  /** Those of the packs that are cold. */
  static Map<BlobId, Cold> cold(List<StoredObject> packs) {
    Map<BlobId, Cold> cold = new HashMap<>();
    for (StoredObject pack : packs) {
      if (pack.cold() != null) {
        cold.put(BlobId.parse(pack.name()), pack.cold());
      }
    }
    return cold;
  }

  static Map<BlobId, Long> sizes(List<StoredObject> packs) {
    Map<BlobId, Long> sizes = new HashMap<>();
    packs.forEach(pack -> sizes.put(BlobId.parse(pack.name()), pack.size()));
    return sizes;
  }
}
