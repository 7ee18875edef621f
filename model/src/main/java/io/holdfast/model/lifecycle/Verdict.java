package io.holdfast.model.lifecycle;

import java.time.Duration;
import java.util.List;

/**
 * What becomes of a set.
 *
 * @param age that counts, which may be less than the clock says ({@link Ages})
 * @param reasons why it is kept, all of them; or why it goes
 */
public record Verdict(KnownSet set, boolean kept, Duration age, List<String> reasons) {
  public Verdict {
    reasons = List.copyOf(reasons);
  }
}
