package io.holdfast.vault;

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
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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

  private enum Standing {
    SOUND,
    /** Not as long as the index says. */
    WRONG,
    GONE,
    CONDEMNED,
    CONDEMNED_AND_GONE
  }

  /** What is known of a pack. */
  private static final class Use {
    private final Standing standing;

    /** Neither read nor written anew. */
    private final boolean cold;

    private @Nullable BlobKind kind;
    private long needed;
    private long unneeded;

    private Use(Standing standing, boolean cold) {
      this.standing = standing;
      this.cold = cold;
    }

    /** A pack of which the index names no blob is nobody's concern here. */
    private boolean counts() {
      return standing == Standing.SOUND && kind != null;
    }
  }

  private final PruneView view;

  /** By the number that the index gives a pack. */
  private final List<Use> uses = new ArrayList<>();

  private final BitSet chosenBlobs = new BitSet();
  private final BitSet chosenPlaces = new BitSet();
  private final BitSet inCondemned = new BitSet();
  private final BitSet toRepack = new BitSet();
  private final Set<BlobId> unneeded = new TreeSet<>();
  private final Set<BlobId> repacked = new TreeSet<>();
  private boolean namesWhatGoes;
  private long neededBytes;
  private long copiedBytes;

  PruneSorting(PruneView view) {
    this.view = view;
    view.index()
        .forEachPack(
            (number, pack, size) ->
                uses.add(new Use(standing(pack, size), view.cold().containsKey(pack))));
    chooseAmong(false);
    chooseAmong(true);
    refuseWhatIsMissing();
    sort();
    view.index().forEachPlace(this::limitToRepacked);
  }

  private Standing standing(BlobId pack, long expected) {
    Long found = view.packs().get(pack);
    if (view.state().condemned().containsKey(pack)) {
      return found == null ? Standing.CONDEMNED_AND_GONE : Standing.CONDEMNED;
    }
    if (found == null) {
      return Standing.GONE;
    }
    return found == expected ? Standing.SOUND : Standing.WRONG;
  }

  /** Hot places first: of two copies, the one that can be read is kept. */
  private void chooseAmong(boolean cold) {
    view.index()
        .forEachPlace(
            (place, blob, pack, packed) -> {
              if (uses.get(pack).cold == cold) {
                choose(place, blob, pack, packed);
              }
            });
  }

  private void choose(int place, int blob, int pack, PackedBlob packed) {
    Use use = uses.get(pack);
    switch (use.standing) {
      case CONDEMNED -> {
        namesWhatGoes = true;
        inCondemned.set(blob);
      }
      case CONDEMNED_AND_GONE, GONE -> namesWhatGoes = true;
      case WRONG -> {}
      case SOUND -> {
        use.kind = use.kind == null ? packed.kind() : use.kind;
        if (view.needed().contains(blob) && !chosenBlobs.get(blob)) {
          chosenBlobs.set(blob);
          chosenPlaces.set(place);
          use.needed += packed.length();
          neededBytes += packed.length();
        } else {
          use.unneeded += packed.length();
        }
      }
    }
  }

  private void refuseWhatIsMissing() {
    view.index()
        .forEachPlace(
            (place, blob, pack, packed) -> {
              if (view.needed().contains(blob)
                  && !chosenBlobs.get(blob)
                  && !inCondemned.get(blob)) {
                throw view.needed().missing(packed.kind(), packed.id());
              }
            });
  }

  private void sort() {
    Map<BlobKind, BitSet> small = new EnumMap<>(BlobKind.class);
    for (int pack = 0; pack < uses.size(); pack++) {
      Use use = uses.get(pack);
      BlobId name = view.index().pack(pack);
      if (!use.counts() || view.isBesideWriters(name)) {
        continue;
      }
      if (use.needed == 0) {
        unneeded.add(name);
      } else if (use.cold) {
        continue;
      } else if (use.unneeded * WORTH_COPYING >= use.needed + use.unneeded) {
        toRepack.set(pack);
      } else if (size(name) < SMALL_PACK) {
        small.computeIfAbsent(use.kind, kind -> new BitSet()).set(pack);
      }
    }
    small.values().stream()
        .filter(packs -> packs.cardinality() >= SMALL_PACKS)
        .forEach(toRepack::or);
    toRepack.stream().forEach(pack -> repacked.add(view.index().pack(pack)));
  }

  private void limitToRepacked(int place, int blob, int pack, PackedBlob packed) {
    if (chosenPlaces.get(place)) {
      if (toRepack.get(pack)) {
        copiedBytes += packed.length();
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
    Packs cold = Packs.NONE;
    for (int number = 0; number < uses.size(); number++) {
      BlobId pack = view.index().pack(number);
      if (uses.get(number).counts() && !unneeded.contains(pack) && !repacked.contains(pack)) {
        kept = kept.plus(size(pack));
        beside = view.isBesideWriters(pack) ? beside.plus(size(pack)) : beside;
        cold = uses.get(number).cold ? cold.plus(size(pack)) : cold;
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
        cold,
        packs(unneeded),
        packs(repacked),
        copiedBytes,
        packs(waiting));
  }

  private Packs packs(Set<BlobId> packs) {
    return new Packs(packs.size(), packs.stream().mapToLong(this::size).sum());
  }
}
