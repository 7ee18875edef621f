package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.cold.CoolChoice;
import io.holdfast.vault.cold.CoolPlan;
import io.holdfast.vault.cold.CoolReport;
import io.holdfast.vault.cold.Part;
import io.holdfast.vault.cold.WarmPlan;
import io.holdfast.vault.store.KeepsCold;
import io.holdfast.vault.store.KeepsCold.Haste;
import java.util.Optional;

/**
 * The vault's cold tier ({@code docs/design/0016-cold-tier.md}). A vault whose store has none is
 * hot throughout: there is nothing to cool and nothing to warm.
 */
public final class VaultColdTier {
  private final Vault.Parts parts;
  private final Optional<KeepsCold> tier;

  VaultColdTier(Vault.Parts parts) {
    this.parts = parts;
    this.tier = KeepsCold.of(parts.store());
  }

  /** The storage class that packs are moved to; empty if the vault's location names none. */
  public Optional<String> coldClass() {
    return tier.flatMap(KeepsCold::coldClass);
  }

  /** What {@link #cool} would do now. Changes nothing and takes no lock. */
  public CoolPlan plan(CoolChoice choice, Progress progress) {
    return coldClass().isEmpty()
        ? CoolPlan.NOTHING
        : new Cooling(parts, tier.orElseThrow(), choice, progress).plan();
  }

  /**
   * Moves packs that nothing needs but snapshots that are due. Killed at any instant and run again,
   * it goes on where it was.
   *
   * @throws HoldfastException HF-602 if another program or a prune is at work, HF-501 or HF-502 if
   *     the vault is damaged: then nothing is moved
   */
  public CoolReport cool(CoolChoice choice, Progress progress) {
    return coldClass().isEmpty()
        ? CoolReport.NOTHING
        : new Cooling(parts, tier.orElseThrow(), choice, progress).run();
  }

  /** What must be warmed before a part of a tree can be read. Changes nothing. */
  public WarmPlan needs(BlobId tree, Part part, Progress progress) {
    return tier.isEmpty() ? WarmPlan.NOTHING : new Warming(parts).plan(tree, part, progress);
  }

  /** Asks the store for what the plan found cold; what was asked for before is left as it is. */
  public void request(WarmPlan plan, int days, Haste haste, Progress progress) {
    if (!plan.toRequest().isEmpty()) {
      new Warming(parts).request(tier.orElseThrow(), plan, days, haste, progress);
    }
  }

  /**
   * Refuses to begin what could not be ended.
   *
   * @param name of the snapshot, as {@code vault warm} takes it
   * @throws HoldfastException HF-412 if anything below the tree is cold
   */
  public void requireWarm(BlobId tree, String name) {
    requireWarm(tree, Part.ALL, name, "", Progress.NONE);
  }

  /**
   * As {@link #requireWarm(BlobId, String)}, for a part of the tree.
   *
   * @param options how {@code vault warm} is told of that part, with a space before each
   */
  public void requireWarm(BlobId tree, Part part, String name, String options, Progress progress) {
    WarmPlan plan = needs(tree, part, progress);
    if (plan.isWarm()) {
      return;
    }
    throw new HoldfastException(
        ErrorCode.OBJECT_COLD,
        "%s needs %d packs with %d bytes that are cold, and %d with %d bytes that are being warmed."
            .formatted(
                name,
                plan.cold().count(),
                plan.cold().bytes(),
                plan.warming().count(),
                plan.warming().bytes()),
        "Nothing was changed, and nothing was asked of the store.",
        "Run 'holdfast vault warm %s%s --request'; go on when 'holdfast vault warm' ends with 0."
            .formatted(name, options));
  }
}
