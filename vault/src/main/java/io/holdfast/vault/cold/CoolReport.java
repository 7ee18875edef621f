package io.holdfast.vault.cold;

import io.holdfast.vault.prune.Packs;

/**
 * What became cold.
 *
 * @param plan that was followed
 * @param cooled packs that are cold now
 * @param locked packs that the store locks, and so would keep in both places
 * @param left packs that were not touched because a writer is at work
 */
public record CoolReport(CoolPlan plan, Packs cooled, Packs locked, Packs left) {
  public static final CoolReport NOTHING =
      new CoolReport(CoolPlan.NOTHING, Packs.NONE, Packs.NONE, Packs.NONE);
}
