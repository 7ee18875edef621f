package io.holdfast.model.lifecycle;

import io.holdfast.model.set.Grade;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set as its lifecycle sees it.
 *
 * @param rule that made it
 * @param grade null if its manifest cannot be read: nobody knows what would be lost with it
 * @param time when it was sealed, by the clock of the machine that made it
 * @param protections why nothing may remove it, whatever its rule says; usually none
 */
public record KnownSet(
    String id, String rule, @Nullable Grade grade, Instant time, List<String> protections) {
  static final Comparator<KnownSet> OLDEST_FIRST =
      Comparator.comparing(KnownSet::time).thenComparing(KnownSet::id);

  public KnownSet {
    protections = List.copyOf(protections);
  }
}
