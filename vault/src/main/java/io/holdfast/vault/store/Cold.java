package io.holdfast.vault.store;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That an object lies where it is cheap.
 *
 * @param since when it came there, by the store's clock
 * @param atLeast how long it is charged for, deleted or not
 * @param until when a warm one will be cold again; null if it is not warm
 */
public record Cold(Instant since, Duration atLeast, Warmth warmth, @Nullable Instant until) {
  /** Whether it can be read. */
  public enum Warmth {
    /** Not before the store has been asked and has had its time. */
    COLD,
    /** The store was asked, and is not done. */
    WARMING,
    /** For a while, like any other. */
    WARM,
    /** At any time, at a price for each byte. */
    AT_A_PRICE
  }

  public boolean isReadable() {
    return warmth == Warmth.WARM || warmth == Warmth.AT_A_PRICE;
  }

  /** Whether deleting it now saves nothing yet. */
  public boolean isPaidFor(Instant now) {
    return since.plus(atLeast).isAfter(now);
  }
}
