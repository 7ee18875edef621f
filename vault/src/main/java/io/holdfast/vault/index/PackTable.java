package io.holdfast.vault.index;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.pack.PackHeader;
import io.holdfast.vault.pack.PackedBlob;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The packs that the index names, numbered; how long each must be; which of them are not built
 * upon.
 */
final class PackTable {
  private final List<BlobId> names = new ArrayList<>();
  private final Map<BlobId, Integer> numbers = new HashMap<>();
  private final BitSet withheld = new BitSet();
  private long[] ends = new long[64];
  private long[] sizes = new long[64];

  int numberOf(BlobId pack) {
    Integer known = numbers.get(pack);
    if (known != null) {
      return known;
    }
    int number = names.size();
    names.add(pack);
    numbers.put(pack, number);
    if (number == ends.length) {
      ends = Arrays.copyOf(ends, 2 * number);
      sizes = Arrays.copyOf(sizes, 2 * number);
    }
    sizes[number] = PackHeader.OVERHEAD;
    return number;
  }

  void add(int number, PackedBlob blob) {
    ends[number] = Math.max(ends[number], blob.offset() + blob.length());
    sizes[number] +=
        blob.length()
            + (blob.isCompressed() ? PackHeader.COMPRESSED_ENTRY : PackHeader.PLAIN_ENTRY);
  }

  boolean contains(BlobId pack) {
    return numbers.containsKey(pack);
  }

  BlobId name(int number) {
    return names.get(number);
  }

  long end(int number) {
    return ends[number];
  }

  /** The size a pack must have, header included, if the index lists all its blobs. */
  long size(int number) {
    return sizes[number];
  }

  boolean isWithheld(int number) {
    return withheld.get(number);
  }

  void withhold(int number) {
    withheld.set(number);
  }

  void offer(int number) {
    withheld.clear(number);
  }

  void offerAll() {
    withheld.clear();
  }

  int count() {
    return names.size();
  }
}
