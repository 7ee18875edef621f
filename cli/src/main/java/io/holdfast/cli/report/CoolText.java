package io.holdfast.cli.report;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.engine.Prune;
import io.holdfast.vault.VaultColdTier;
import io.holdfast.vault.cold.CoolPlan;
import io.holdfast.vault.cold.CoolReport;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What is going to become cold, or did, for people and for scripts. */
public final class CoolText {
  private CoolText() {}

  /** Nothing, if no set is old enough. */
  public static List<String> lines(Prune.Plan plan, VaultColdTier tier) {
    int sets = plan.cold().size();
    if (sets == 0) {
      return List.of();
    }
    if (tier.coldClass().isEmpty()) {
      return List.of(
          "%s sets are old enough for the cold tier, but the vault's location names none: none moves."
              .formatted(Units.count(sets)));
    }
    CoolPlan cooling = plan.cooling();
    return List.of(
        "Old enough for %s: %s sets; %s are cold, %s become cold."
            .formatted(
                tier.coldClass().get(),
                Units.count(sets),
                PruneText.text(cooling.cold()),
                PruneText.text(cooling.due())));
  }

  public static List<String> lines(CoolReport report) {
    List<String> lines = new ArrayList<>();
    if (report.plan().due().count() > 0) {
      lines.add("Made cold: %s.".formatted(PruneText.text(report.cooled())));
    }
    if (report.locked().count() > 0) {
      lines.add(
          "%s stay hot: the store locks them, and would keep both."
              .formatted(PruneText.text(report.locked())));
    }
    if (report.left().count() > 0) {
      lines.add(
          "%s are left for the next prune: a backup is at work."
              .formatted(PruneText.text(report.left())));
    }
    return lines;
  }

  public static ObjectNode json(CoolPlan plan) {
    ObjectNode json = Output.object();
    PruneText.put(json, "cold", plan.cold());
    PruneText.put(json, "due", plan.due());
    return json;
  }

  public static ObjectNode json(CoolReport report) {
    ObjectNode json = json(report.plan());
    PruneText.put(json, "cooled", report.cooled());
    PruneText.put(json, "locked", report.locked());
    PruneText.put(json, "left", report.left());
    return json;
  }
}
