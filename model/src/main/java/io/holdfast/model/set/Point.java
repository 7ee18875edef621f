package io.holdfast.model.set;

import java.time.Instant;

/**
 * When a store's captured state was its state: at some instant not before {@code from} and not
 * after {@code to}, on the coordinator's clock. In a proved suspension nothing changes between the
 * two.
 */
public record Point(Instant from, Instant to) {
  public Point {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "A point cannot end at " + to + ", before it begins at " + from);
    }
  }

  /** Whether this point, a referrer's, is certainly not after the other, its referent's (I2). */
  public boolean notAfter(Point referent) {
    return !to.isAfter(referent.from);
  }
}
