package io.holdfast.vault.cold;

import io.holdfast.vault.prune.Packs;

/**
 * What is going to become cold.
 *
 * @param cold packs that are cold already
 * @param due packs that nothing needs but snapshots that are due
 */
public record CoolPlan(Packs cold, Packs due) {
  public static final CoolPlan NOTHING = new CoolPlan(Packs.NONE, Packs.NONE);
}
