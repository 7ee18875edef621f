package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Stat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A walk's stay in one directory, from its listing until everything in it is done. */
final class Visit {
  final Place place;
  final Zone zone;
  final @Nullable Visit parent;

  /** Which of the parent's names this is. */
  final int slot;

  /** As it was seen in its parent, before it was opened. */
  final Stat seen;

  /** The directory's entry in the previous pass. */
  final @Nullable Entry before;

  /**
   * The directory's names at the fence, where they are known from elsewhere than from listing it.
   */
  @Nullable Listing known;

  /** Whether what is in here was not looked at inside the window. */
  boolean cold;

  private final AtomicInteger unfinished = new AtomicInteger(1);
  private List<FileName> names = List.of();
  private Listing previous = Listing.EMPTY;
  private @Nullable Entry[] entries = new Entry[0];

  Visit(
      Place place, Zone zone, @Nullable Visit parent, int slot, Stat seen, @Nullable Entry before) {
    this.place = place;
    this.zone = zone;
    this.parent = parent;
    this.slot = slot;
    this.seen = seen;
    this.before = before;
  }

  /** Whether another file system begins here. */
  boolean isMountPoint() {
    return parent != null && parent.seen.mount() != seen.mount();
  }

  /** The listing that lookups of the previous state go to. */
  Listing previousListing() {
    return previous;
  }

  /** Before any other thread sees this visit. */
  void names(List<FileName> found) {
    Body body = before == null ? null : before.body();
    previous =
        switch (body) {
          case Body.Listed listed -> listed.listing();
          case Body.Cold cold when cold.warm().listing() instanceof Listing listing -> listing;
          case Body.Stored stored -> stored.earlier().load(stored.tree());
          case null, default -> Listing.EMPTY;
        };
    names = found;
    entries = new Entry[found.size()];
  }

  List<FileName> names() {
    return names;
  }

  /** Each slot is written by one thread; {@link #finishOne} publishes it. */
  void put(int index, @Nullable Entry entry) {
    entries[index] = entry;
  }

  Listing listing() {
    return Listing.of(entries);
  }

  void expectOne() {
    unfinished.incrementAndGet();
  }

  /** Whether that was the last. */
  boolean finishOne() {
    return unfinished.decrementAndGet() == 0;
  }

  String path(FileName child) {
    return place.display(child);
  }
}
