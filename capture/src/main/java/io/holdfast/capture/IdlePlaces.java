package io.holdfast.capture;

import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * The directories that are open and unused, in the order in which they fell out of use; bounded.
 */
final class IdlePlaces {
  /** Far below the 1024 handles that a process may have where nobody raised the limit. */
  private static final int MOST = 256;

  private final LinkedHashSet<Place> places = new LinkedHashSet<>();

  /** Returns the one that has to give way, which may be in use again by now; or null. */
  synchronized @Nullable Place add(Place place) {
    places.addLast(place);
    return places.size() > MOST ? places.removeFirst() : null;
  }

  synchronized @Nullable Place poll() {
    return places.isEmpty() ? null : places.removeFirst();
  }
}
