package io.holdfast.capture;

import io.holdfast.platform.FileName;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** The entries of one directory, sorted by name, as one pass captured them. */
final class Listing {
  static final Listing EMPTY = new Listing(new Entry[0]);
  private static final Comparator<Entry> BY_NAME = Comparator.comparing(Entry::name);

  private final Entry[] entries;

  private Listing(Entry[] entries) {
    this.entries = entries;
  }

  /** Takes what is there of {@code slots}: a slot stays null if its entry is not captured. */
  static Listing of(@Nullable Entry[] slots) {
    Entry[] present = new Entry[slots.length];
    int count = 0;
    for (Entry slot : slots) {
      if (slot != null) {
        present[count++] = slot;
      }
    }
    if (count == 0) {
      return EMPTY;
    }
    Entry[] sorted = count == present.length ? present : Arrays.copyOf(present, count);
    Arrays.sort(sorted, BY_NAME);
    return new Listing(sorted);
  }

  int size() {
    return entries.length;
  }

  Entry get(int index) {
    return entries[index];
  }

  /** The entry of that name; {@code guess} is looked at first, since lookups come in order. */
  int indexOf(FileName name, int guess) {
    if (guess >= 0 && guess < entries.length && entries[guess].name().equals(name)) {
      return guess;
    }
    int low = 0;
    int high = entries.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = entries[middle].name().compareTo(name);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  @Nullable Entry find(FileName name) {
    int index = indexOf(name, -1);
    return index < 0 ? null : entries[index];
  }

  /** Replaces an entry by a later state of the same name. */
  void set(int index, Entry entry) {
    entries[index] = entry;
  }
}
