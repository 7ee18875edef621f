package io.holdfast.vault;

import io.holdfast.model.progress.Progress;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.store.ObjectKind;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The look at the vault after the announcement and before anything is removed. What it says of a
 * condemned pack stays true for ever: no snapshot that it did not see can need it.
 */
final class PruneRecheck {
  private final Index index;
  private final NeededBlobs needed;
  private final Set<BlobId> packs;
  private final Set<BlobId> announced;

  /** Announced by this prune, or by another that slept or was killed. */
  private final Set<BlobId> condemned;

  private final BitSet safe = new BitSet();
  private final BitSet somewhere = new BitSet();
  private final Set<BlobId> revived = new TreeSet<>();

  PruneRecheck(Vault.Parts parts, PruneView view, Set<BlobId> announced, Progress progress) {
    this.index = view.index();
    this.needed = view.needed();
    this.announced = announced;
    view.readNewSnapshots(progress);
    this.condemned =
        new HashSet<>(PruneState.load(parts.store(), parts.documents()).condemned().keySet());
    this.packs = Ground.sizes(Vault.list(parts.store(), ObjectKind.PACK)).keySet();
  }

  /**
   * The packs that hold the only copy of what a snapshot needs, and so are condemned no more.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-502 if a snapshot needs what is nowhere
   */
  Set<BlobId> revived() {
    index.forEachPlace(
        (place, blob, location) -> {
          if (needed.contains(blob) && packs.contains(location.pack())) {
            somewhere.set(blob);
            if (!condemned.contains(location.pack())) {
              safe.set(blob);
            }
          }
        });
    index.forEachPlace(
        (place, blob, location) -> {
          if (!needed.contains(blob) || safe.get(blob)) {
            return;
          }
          if (!somewhere.get(blob)) {
            throw needed.missing(location.blob().kind(), location.blob().id());
          }
          BlobId pack = location.pack();
          if (revived.contains(pack) || (announced.contains(pack) && packs.contains(pack))) {
            revived.add(pack);
            safe.set(blob);
          }
        });
    return revived;
  }
}
