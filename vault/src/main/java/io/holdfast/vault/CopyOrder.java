package io.holdfast.vault;

import io.holdfast.vault.index.Index;
import io.holdfast.vault.pack.PackedBlob;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The blobs at chosen places, in the order of the places, in which neighbours in a pack come one
 * after the other. The index is sorted by id, so it is walked for some of them at a time: for so
 * many that copying them takes much longer than the walk.
 */
final class CopyOrder {
  private static final int AT_ONCE = 1 << 17;

  private record Chosen(int place, PackedBlob blob) {}

  private final Index index;
  private final BitSet places;

  CopyOrder(Index index, BitSet places) {
    this.index = index;
    this.places = places;
  }

  /** Some at a time. The index may grow meanwhile. */
  void forEach(Consumer<List<PackedBlob>> action) {
    for (int from = places.nextSetBit(0); from >= 0; ) {
      int end = endOfSome(from);
      action.accept(some(from, end).stream().map(Chosen::blob).toList());
      from = places.nextSetBit(end);
    }
  }

  private int endOfSome(int from) {
    int last = from;
    for (int count = 1; count < AT_ONCE; count++) {
      int next = places.nextSetBit(last + 1);
      if (next < 0) {
        break;
      }
      last = next;
    }
    return last + 1;
  }

  private List<Chosen> some(int from, int end) {
    List<Chosen> some = new ArrayList<>();
    index.forEachPlace(
        (place, blob, pack, packed) -> {
          if (place >= from && place < end && places.get(place)) {
            some.add(new Chosen(place, packed));
          }
        });
    some.sort(Comparator.comparingInt(Chosen::place));
    return some;
  }
}
