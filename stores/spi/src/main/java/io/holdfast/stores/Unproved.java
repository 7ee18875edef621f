package io.holdfast.stores;

import java.util.List;

/**
 * What of a fixed point cannot be proved to be the state at that point.
 *
 * @param count how much there is
 * @param named the first of it, by name; never more than {@code count}
 */
public record Unproved(long count, List<String> named) {
  public static final Unproved NOTHING = new Unproved(0, List.of());

  public Unproved {
    named = List.copyOf(named);
    if (count < named.size()) {
      throw new IllegalArgumentException(named.size() + " names of " + count);
    }
  }
}
