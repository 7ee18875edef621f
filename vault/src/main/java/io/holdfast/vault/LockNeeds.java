package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.store.ObjectKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Until when each pack is needed: as long as the snapshot that needs it longest. */
final class LockNeeds {
  private static final int NOBODY = Integer.MAX_VALUE;

  private final Vault.Parts parts;

  /** By a blob's number: the first in the list of snapshots that needs it. */
  private int[] firstNeeder = new int[1024];

  LockNeeds(Vault.Parts parts) {
    this.parts = parts;
    Arrays.fill(firstNeeder, NOBODY);
  }

  /**
   * @param musts the longest first, so that who needs a blob first needs it longest
   */
  List<VaultLocks.Need> packs(List<VaultLocks.Must> musts, Progress progress) {
    try (Index index = parts.index().another((name, file) -> {})) {
      index.load();
      for (HoldfastException damage : index.damage()) {
        throw damage;
      }
      walk(musts, index, progress);
      Map<BlobId, Long> sizes = Ground.sizes(Vault.list(parts.store(), ObjectKind.PACK));
      List<VaultLocks.Need> needs = new ArrayList<>();
      int[] ofPack = ofPacks(index);
      index.forEachPack(
          (number, pack, expected) -> {
            Long size = sizes.get(pack);
            if (size != null && ofPack[number] != NOBODY) {
              needs.add(
                  new VaultLocks.Need(
                      ObjectKind.PACK, pack.hex(), size, musts.get(ofPack[number]).until()));
            }
          });
      return needs;
    }
  }

  private void walk(List<VaultLocks.Must> musts, Index index, Progress progress) {
    int[] current = {0};
    NeededBlobs needed =
        new NeededBlobs(
            parts,
            index,
            PruneState.load(parts.store(), parts.documents()).condemned().keySet(),
            number -> remember(number, current[0]));
    try (Progress.Phase phase =
        progress.begin("find what is needed", Progress.Unit.OBJECTS, musts.size())) {
      for (int at = 0; at < musts.size(); at++) {
        current[0] = at;
        needed.add(List.of(musts.get(at).snapshot().tree()), Progress.NONE);
        phase.advance(1);
      }
    }
  }

  private void remember(int blob, int needer) {
    if (blob >= firstNeeder.length) {
      int before = firstNeeder.length;
      firstNeeder = Arrays.copyOf(firstNeeder, Math.max(blob + 1, 2 * before));
      Arrays.fill(firstNeeder, before, firstNeeder.length, NOBODY);
    }
    firstNeeder[blob] = needer;
  }

  /** By a pack's number. Of a blob in several packs all are kept: nobody knows which is read. */
  private int[] ofPacks(Index index) {
    int[] packs = new int[(int) index.totals().packs()];
    Arrays.fill(packs, NOBODY);
    index.forEachPlace(
        (place, blob, pack, packed) -> {
          if (blob < firstNeeder.length) {
            packs[pack] = Math.min(packs[pack], firstNeeder[blob]);
          }
        });
    return packs;
  }
}
