package io.holdfast.model.lifecycle;

import java.time.Instant;
import java.util.List;

/**
 * A stretch of a store's log as its lifecycle sees it: what the log begins with, and all of it
 * since then without a gap.
 *
 * @param from the first time that it can bring back, and {@code until} the last, by the clock of
 *     whoever stored it
 * @param bytes as they would be restored
 * @param growing whether it is the store's newest, which what is received is added to
 * @param sets by their ids, those that were made from it; at least all that stay
 * @param protections why nothing may remove it, whatever the rules say; usually none
 */
public record KnownEra(
    String store,
    Instant from,
    Instant until,
    long bytes,
    boolean growing,
    List<String> sets,
    List<String> protections) {
  public KnownEra {
    sets = List.copyOf(sets);
    protections = List.copyOf(protections);
  }
}
