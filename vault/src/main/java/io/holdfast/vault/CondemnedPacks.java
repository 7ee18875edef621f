package io.holdfast.vault;

import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.IndexedPack;
import java.util.Set;

/**
 * Packs that a prune is going to delete and that no index names any more. What they hold stands in
 * their headers, which are read once, if something is missing.
 */
final class CondemnedPacks {
  private final Vault.Parts parts;
  private final Index index;
  private boolean areRead;

  CondemnedPacks(Vault.Parts parts, Index index) {
    this.parts = parts;
    this.index = index;
  }

  /** Makes what they hold readable, and not to be built upon. */
  synchronized void readInto(Set<BlobId> condemned) {
    if (!areRead) {
      areRead = true;
      for (BlobId pack : condemned) {
        Orphans.readHeader(parts.store(), parts.benches(), pack.hex())
            .map(IndexedPack::blobs)
            .ifPresent(blobs -> index.addWithheld(pack, blobs));
      }
    }
  }
}
