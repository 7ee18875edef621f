package io.holdfast.model.lifecycle;

import java.util.List;

/**
 * What becomes of an era.
 *
 * @param reasons why it is kept, all of them; or why it goes
 */
public record EraVerdict(KnownEra era, boolean kept, List<String> reasons) {
  public EraVerdict {
    reasons = List.copyOf(reasons);
  }
}
