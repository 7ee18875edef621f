package io.holdfast.vault.prune;

import java.time.Duration;

/**
 * How a prune is to work.
 *
 * @param grace how long condemned packs stay, for readers that know them
 */
public record PruneOptions(Duration grace) {
  public static final Duration USUAL_GRACE = Duration.ofHours(24);

  public PruneOptions {
    if (grace.isNegative()) {
      throw new IllegalArgumentException("A grace is not negative: " + grace);
    }
  }
}
