package io.holdfast.vault;

import io.holdfast.vault.index.Location;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackBuilder;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.prune.Packs;
import io.holdfast.vault.prune.PrunePlan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which packs stay, which are condemned, and what is copied out of them first. Of several places of
 * a needed blob one is chosen; the others are not needed.
 */
final class PruneSorting {
  /** Of a pack's blobs, in bytes, not needed: from here on the rest is worth copying. */
  private static final int WORTH_COPYING = 5;

  /** A pack that is shorter is copied together with others of its kind. */
  static final long SMALL_PACK = PackBuilder.TARGET / 4;

  static final int SMALL_PACKS = 10;

  private static final class Use {
    private final BlobKind kind;
    private long needed;
    private long unneeded;

    private Use(BlobKind kind) {
      this.kind = kind;
    }
  }

  private final PruneView view;
  private final Map<BlobId, Long> expected;
  private final Map<BlobId, Use> uses = new TreeMap<>();
  private final BitSet chosenBlobs = new BitSet();
  private final BitSet chosenPlaces = new BitSet();
  private final BitSet inCondemned = new BitSet();
  private final Set<BlobId> unneeded = new TreeSet<>();
  private final Set<BlobId> repacked = new TreeSet<>();
  private boolean namesWhatGoes;
  private long neededBytes;
  private long copiedBytes;

  PruneSorting(PruneView view) {
    this.view = view;
    this.expected = view.index().expectedSizes();
    view.index().forEachPlace(this::choose);
    refuseWhatIsMissing();
    sort();
    view.index().forEachPlace(this::limitToRepacked);
  }

  private void choose(int place, int blob, Location location) {
    BlobId pack = location.pack();
    boolean needed = view.needed().contains(blob);
    if (view.state().condemned().containsKey(pack)) {
      namesWhatGoes = true;
      inCondemned.set(blob, inCondemned.get(blob) || view.packs().containsKey(pack));
      return;
    }
    if (!Objects.equals(expected.get(pack), view.packs().get(pack))) {
      namesWhatGoes |= !view.packs().containsKey(pack);
      return;
    }
    PackedBlob packed = location.blob();
    Use use = uses.computeIfAbsent(pack, unknown -> new Use(packed.kind()));
    if (needed && !chosenBlobs.get(blob)) {
      chosenBlobs.set(blob);
      chosenPlaces.set(place);
      use.needed += packed.length();
      neededBytes += packed.length();
    } else {
      use.unneeded += packed.length();
    }
  }

  private void refuseWhatIsMissing() {
    view.index()
        .forEachPlace(
            (place, blob, location) -> {
              if (view.needed().contains(blob)
                  && !chosenBlobs.get(blob)
                  && !inCondemned.get(blob)) {
                throw view.needed().missing(location.blob().kind(), location.blob().id());
              }
            });
  }

  private void sort() {
    Map<BlobKind, List<BlobId>> small = new EnumMap<>(BlobKind.class);
    uses.forEach(
        (pack, use) -> {
          if (view.isBesideWriters(pack)) {
            return;
          }
          if (use.needed == 0) {
            unneeded.add(pack);
          } else if (use.unneeded * WORTH_COPYING >= use.needed + use.unneeded) {
            repacked.add(pack);
          } else if (size(pack) < SMALL_PACK) {
            small.computeIfAbsent(use.kind, kind -> new ArrayList<>()).add(pack);
          }
        });
    small.values().stream().filter(packs -> packs.size() >= SMALL_PACKS).forEach(repacked::addAll);
  }

  private void limitToRepacked(int place, int blob, Location location) {
    if (chosenPlaces.get(place)) {
      if (repacked.contains(location.pack())) {
        copiedBytes += location.blob().length();
      } else {
        chosenPlaces.clear(place);
      }
    }
  }

  private long size(BlobId pack) {
    return view.packs().getOrDefault(pack, 0L);
  }

  Set<BlobId> unneeded() {
    return unneeded;
  }

  Set<BlobId> repacked() {
    return repacked;
  }

  /** The places in packs to be repacked whose blobs are needed. */
  BitSet toCopy() {
    return chosenPlaces;
  }

  long copiedBytes() {
    return copiedBytes;
  }

  /** Whether the index is as it should be: it names no pack that is condemned or not there. */
  boolean indexIsClean() {
    return !namesWhatGoes;
  }

  PrunePlan plan() {
    Packs kept = Packs.NONE;
    Packs beside = Packs.NONE;
    for (BlobId pack : uses.keySet()) {
      if (!unneeded.contains(pack) && !repacked.contains(pack)) {
        kept = kept.plus(size(pack));
        beside = view.isBesideWriters(pack) ? beside.plus(size(pack)) : beside;
      }
    }
    Set<BlobId> waiting = new TreeSet<>(view.state().condemned().keySet());
    waiting.retainAll(view.packs().keySet());
    return new PrunePlan(
        view.snapshotCount(),
        view.needed().count(),
        neededBytes,
        kept,
        beside,
        packs(unneeded),
        packs(repacked),
        copiedBytes,
        packs(waiting));
  }

  private Packs packs(Set<BlobId> packs) {
    return new Packs(packs.size(), packs.stream().mapToLong(this::size).sum());
  }
}
