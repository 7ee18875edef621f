package io.holdfast.cli.vault;

import io.holdfast.capture.Selection;
import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.report.PruneText;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.Vault;
import io.holdfast.vault.browse.SnapshotPath;
import io.holdfast.vault.cold.WarmPlan;
import io.holdfast.vault.store.KeepsCold.Haste;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault warm}. */
@Command(
    name = "warm",
    description = "Say what of a snapshot is cold, and have it made readable.",
    footer = {
      "",
      "Without --request nothing is asked of the store, and nothing costs. With it the store makes",
      "the cold packs readable for --days; that takes minutes to two days, by class and tier, and",
      "is charged by the byte. Run it again until it ends with 0; until then it ends with 3.",
      "",
      "Examples:",
      "  holdfast vault warm 4f2a91c0",
      "  holdfast vault warm 4f2a91c0:disk/archive --request --days 3 --tier bulk",
      "  holdfast vault warm 4f2a91c0 --include '/disk/archive/2026/**'"
    })
public final class VaultWarm implements Callable<Integer> {
  private static final int LONGEST = 365;

  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;
  @Mixin private SelectionOption selection;

  @Parameters(
      paramLabel = "SNAPSHOT[:PATH]",
      description = "An id, a unique prefix, or 'latest'; and what of it.")
  private String what;

  @Option(names = "--request", description = "Ask the store for what is cold.")
  private boolean request;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "7",
      description = "How long it stays readable (default: 7).")
  private int days;

  @Option(
      names = "--tier",
      paramLabel = "TIER",
      defaultValue = "standard",
      description = "How soon: bulk, standard (the default) or expedited.")
  private String tier;

  VaultWarm(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Haste haste = haste();
    if (days < 1 || days > LONGEST) {
      throw usage("--days is not from 1 to " + LONGEST + ": " + days, "Give another number.");
    }
    Output output = surroundings.output();
    Selection part = selection.selection();
    try (Vault opened = vault.open(surroundings)) {
      SnapshotPath found = SnapshotPath.find(opened, what);
      WarmPlan plan = opened.coldTier().needs(found.requireTree(), part, surroundings.progress());
      tell(plan, found, output);
      boolean asks = request && plan.cold().count() > 0;
      if (asks) {
        opened.coldTier().request(plan, days, haste, surroundings.progress());
        output.line("Asked for %s, to be readable for %d days.", PruneText.text(plan.cold()), days);
      } else if (plan.cold().count() > 0) {
        output.line("Nothing was asked for: that is done with --request.");
      }
      output.summary(summary(plan, found).put("requested", asks));
      return plan.isWarm() ? 0 : ErrorCode.NOT_WARM_YET.exitCode();
    }
  }

  private Haste haste() {
    for (Haste one : Haste.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(tier)) {
        return one;
      }
    }
    throw usage("--tier knows no '" + tier + "'", "Give bulk, standard or expedited.");
  }

  private static HoldfastException usage(String what, String next) {
    return new HoldfastException(ErrorCode.USAGE, what, "Nothing was done.", next);
  }

  private static void tell(WarmPlan plan, SnapshotPath found, Output output) {
    String id = found.snapshot().id().brief();
    if (plan.isWarm()) {
      output.line(
          "Everything that %s needs can be read%s.",
          id, plan.until() == null ? "" : ", until " + plan.until());
      return;
    }
    output.line(
        "Snapshot %s needs, of what lies nowhere else: cold %s; being warmed %s; warm %s%s.",
        id,
        PruneText.text(plan.cold()),
        PruneText.text(plan.warming()),
        PruneText.text(plan.warm()),
        plan.until() == null ? "" : " until " + plan.until());
  }

  private static ObjectNode summary(WarmPlan plan, SnapshotPath found) {
    ObjectNode summary =
        Output.object()
            .put("snapshotId", found.snapshot().id().hex())
            .put("path", SnapshotPath.display(found.path()))
            .put("warm", plan.isWarm())
            .put("until", plan.until() == null ? null : plan.until().toString());
    PruneText.put(summary, "coldPacks", plan.cold());
    PruneText.put(summary, "warmingPacks", plan.warming());
    PruneText.put(summary, "warmPacks", plan.warm());
    return summary;
  }
}
