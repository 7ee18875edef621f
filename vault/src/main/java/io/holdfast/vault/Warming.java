package io.holdfast.vault;

import io.holdfast.model.progress.Progress;
import io.holdfast.vault.cold.Part;
import io.holdfast.vault.cold.WarmPlan;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.parallel.Parallel;
import io.holdfast.vault.prune.Packs;
import io.holdfast.vault.store.Cold;
import io.holdfast.vault.store.KeepsCold;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.RetryingObjectStore;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.store.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/** Says which cold packs a tree needs, and asks the store for them. Reads none of them. */
final class Warming {
  private static final int THREADS = 4;

  private final Vault.Parts parts;

  Warming(Vault.Parts parts) {
    this.parts = parts;
  }

  WarmPlan plan(BlobId tree, Part part, Progress progress) {
    List<StoredObject> listed = Vault.list(parts.store(), ObjectKind.PACK);
    Map<BlobId, Cold> cold = Ground.cold(listed);
    if (cold.values().stream().allMatch(one -> one.warmth() == Cold.Warmth.AT_A_PRICE)) {
      return WarmPlan.NOTHING;
    }
    Map<BlobId, Long> sizes = Ground.sizes(listed);
    try (Index index = parts.index().another((name, file) -> {})) {
      index.load();
      NeededBlobs needed =
          new NeededBlobs(
              parts, index, PruneState.load(parts.store(), parts.documents()).condemned().keySet());
      needed.add(tree, part, progress);
      return sorted(neededPacks(index, needed, sizes, cold), sizes, cold);
    }
  }

  /** Of each needed blob that no hot pack holds, the first cold one that does. */
  private static List<BlobId> neededPacks(
      Index index, NeededBlobs needed, Map<BlobId, Long> sizes, Map<BlobId, Cold> cold) {
    BitSet hotPacks = new BitSet();
    BitSet coldPacks = new BitSet();
    index.forEachPack(
        (number, pack, size) -> {
          coldPacks.set(number, cold.containsKey(pack));
          hotPacks.set(number, sizes.containsKey(pack) && !cold.containsKey(pack));
        });
    BitSet found = new BitSet();
    index.forEachPlace(
        (place, blob, pack, packed) -> found.set(blob, found.get(blob) || hotPacks.get(pack)));
    BitSet chosen = new BitSet();
    index.forEachPlace(
        (place, blob, pack, packed) -> {
          if (needed.contains(blob) && !found.get(blob) && coldPacks.get(pack)) {
            found.set(blob);
            chosen.set(pack);
          }
        });
    return chosen.stream().mapToObj(index::pack).toList();
  }

  private static WarmPlan sorted(
      List<BlobId> packs, Map<BlobId, Long> sizes, Map<BlobId, Cold> cold) {
    List<BlobId> toRequest = new ArrayList<>();
    Packs coldOnes = Packs.NONE;
    Packs warming = Packs.NONE;
    Packs warm = Packs.NONE;
    Instant until = null;
    for (BlobId pack : packs) {
      long size = sizes.getOrDefault(pack, 0L);
      Cold state = cold.get(pack);
      switch (state == null ? Cold.Warmth.AT_A_PRICE : state.warmth()) {
        case COLD -> {
          coldOnes = coldOnes.plus(size);
          toRequest.add(pack);
        }
        case WARMING -> warming = warming.plus(size);
        case WARM -> {
          warm = warm.plus(size);
          Instant end = state == null ? null : state.until();
          until = until == null || (end != null && end.isBefore(until)) ? end : until;
        }
        case AT_A_PRICE -> {}
      }
    }
    return new WarmPlan(coldOnes, warming, warm, until, toRequest);
  }

  void request(KeepsCold tier, WarmPlan plan, int days, KeepsCold.Haste haste, Progress progress) {
    try (Progress.Phase phase =
        progress.begin("ask for packs", Progress.Unit.OBJECTS, plan.toRequest().size())) {
      Parallel.forEach(
          "warm",
          THREADS,
          plan.toRequest(),
          pack -> {
            request(tier, pack.hex(), days, haste);
            phase.advance(1);
          });
    }
  }

  private void request(KeepsCold tier, String pack, int days, KeepsCold.Haste haste) {
    try {
      RetryingObjectStore.patiently(
          parts.store(),
          () -> {
            tier.warm(pack, days, haste);
            return true;
          });
    } catch (IOException failure) {
      throw StoreFailure.of(failure, parts.store(), "warm " + ObjectKind.PACK.path(pack));
    }
  }
}
