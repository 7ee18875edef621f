package io.holdfast.vault;

import io.holdfast.model.progress.Progress;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.store.ObjectKind;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * The look at the vault after the announcement and before anything is removed. What it says of a
 * condemned pack stays true for ever: no snapshot that it did not see can need it.
 */
final class PruneRecheck {
  private final Index index;
  private final NeededBlobs needed;

  /** By number: packs that are there; of these, those announced by this prune. */
  private final BitSet there = new BitSet();

  private final BitSet announced = new BitSet();

  /** Packs announced by this prune, or by another that slept or was killed. */
  private final BitSet condemned = new BitSet();

  private final BitSet safe = new BitSet();
  private final BitSet somewhere = new BitSet();
  private final BitSet revived = new BitSet();

  PruneRecheck(Vault.Parts parts, PruneView view, Set<BlobId> announcedPacks, Progress progress) {
    this.index = view.index();
    this.needed = view.needed();
    view.readNewSnapshots(progress);
    Set<BlobId> condemnedPacks =
        PruneState.load(parts.store(), parts.documents()).condemned().keySet();
    Set<BlobId> packs = Ground.sizes(Vault.list(parts.store(), ObjectKind.PACK)).keySet();
    index.forEachPack(
        (number, pack, size) -> {
          there.set(number, packs.contains(pack));
          announced.set(number, packs.contains(pack) && announcedPacks.contains(pack));
          condemned.set(number, condemnedPacks.contains(pack));
        });
  }

  /**
   * The packs that hold the only copy of what a snapshot needs, and so are condemned no more.
   *
   * @throws io.holdfast.model.error.HoldfastException HF-502 if a snapshot needs what is nowhere
   */
  Set<BlobId> revived() {
    index.forEachPlace(
        (place, blob, pack, packed) -> {
          if (needed.contains(blob) && there.get(pack)) {
            somewhere.set(blob);
            if (!condemned.get(pack)) {
              safe.set(blob);
            }
          }
        });
    index.forEachPlace(
        (place, blob, pack, packed) -> {
          if (!needed.contains(blob) || safe.get(blob)) {
            return;
          }
          if (!somewhere.get(blob)) {
            throw needed.missing(packed.kind(), packed.id());
          }
          if (announced.get(pack)) {
            revived.set(pack);
            safe.set(blob);
          }
        });
    Set<BlobId> names = new TreeSet<>();
    revived.stream().forEach(pack -> names.add(index.pack(pack)));
    return names;
  }
}
