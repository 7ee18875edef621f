package io.holdfast.vault.cold;

import io.holdfast.vault.BlobId;
import io.holdfast.vault.prune.Packs;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cold packs that a tree needs, of what lies nowhere else.
 *
 * @param cold packs of which nobody has asked the store yet
 * @param warming packs of which it was asked
 * @param warm packs that can be read for a while
 * @param until when the first of these will be cold again; null if there is none
 * @param toRequest the cold packs' names
 */
public record WarmPlan(
    Packs cold, Packs warming, Packs warm, @Nullable Instant until, List<BlobId> toRequest) {
  public static final WarmPlan NOTHING =
      new WarmPlan(Packs.NONE, Packs.NONE, Packs.NONE, null, List.of());

  public WarmPlan {
    toRequest = List.copyOf(toRequest);
  }

  /** Whether everything can be read now. */
  public boolean isWarm() {
    return cold.count() == 0 && warming.count() == 0;
  }
}
