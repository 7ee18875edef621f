package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.DurationText;
import io.holdfast.vault.Vault;
import io.holdfast.vault.prune.Packs;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.prune.PrunePlan;
import io.holdfast.vault.prune.PruneReport;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault prune}. */
@Command(
    name = "prune",
    description = "Give back the room of what no snapshot needs; backups and restores go on.",
    footer = {
      "",
      "What is not needed is condemned now, and deleted by a later prune when the grace is over: a",
      "restore that knows it from before goes on undisturbed. Run it every day.",
      "",
      "Examples:",
      "  holdfast vault prune --dry-run",
      "  holdfast vault prune --grace 48h"
    })
public final class VaultPrune implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Option(names = "--dry-run", description = "Show the plan and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      description =
          "How long condemned packs stay, such as 48h; 0s deletes at once (default: 24h).")
  private @Nullable String grace;

  VaultPrune(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    PruneOptions options = new PruneOptions(grace());
    try (Vault opened = vault.open(surroundings)) {
      if (dryRun) {
        PrunePlan plan = opened.planPrune(surroundings.progress());
        tell(plan);
        surroundings.output().summary(json(plan).put("dryRun", true));
      } else {
        PruneReport report = opened.prune(options, surroundings.progress());
        tell(report.plan());
        tell(report);
      }
      return 0;
    }
  }

  private Duration grace() {
    if (grace == null) {
      return PruneOptions.USUAL_GRACE;
    }
    return DurationText.parse(grace)
        .orElseThrow(
            () ->
                new HoldfastException(
                    ErrorCode.USAGE,
                    "--grace is no duration: '" + grace + "'",
                    "Nothing was done.",
                    "Write it like 90m, 48h or 7d; 0s deletes at once."));
  }

  private void tell(PrunePlan plan) {
    Output output = surroundings.output();
    output.line(
        "Needed by %s snapshots: %s blobs, %s",
        Units.count(plan.snapshots()),
        Units.count(plan.neededBlobs()),
        Units.bytes(plan.neededBytes()));
    output.line("  keep      %s", text(plan.kept()));
    if (plan.besideWriters().count() > 0) {
      output.line(
          "            %s of these may belong to a run at work", text(plan.besideWriters()));
    }
    output.line("  condemn   %s", text(plan.unneeded()));
    output.line(
        "  repack    %s, of which %s are copied",
        text(plan.repacked()), Units.bytes(plan.copiedBytes()));
    output.line("  condemned before: %s", text(plan.waiting()));
  }

  private void tell(PruneReport report) {
    Output output = surroundings.output();
    output.line(
        "Condemned %s and deleted %s; %s wait for their grace to be over.",
        text(report.condemned()), text(report.deleted()), text(report.waiting()));
    if (report.revived().count() > 0) {
      output.line("%s are condemned no more: a snapshot needs them.", text(report.revived()));
    }
    ObjectNode summary = json(report.plan()).put("dryRun", false);
    put(summary, "condemned", report.condemned());
    put(summary, "revived", report.revived());
    put(summary, "deleted", report.deleted());
    put(summary, "waiting", report.waiting());
    output.summary(summary);
  }

  private static ObjectNode json(PrunePlan plan) {
    ObjectNode json =
        Output.object()
            .put("snapshots", plan.snapshots())
            .put("neededBlobs", plan.neededBlobs())
            .put("neededBytes", plan.neededBytes())
            .put("copiedBytes", plan.copiedBytes());
    put(json, "keep", plan.kept());
    put(json, "besideWriters", plan.besideWriters());
    put(json, "unneeded", plan.unneeded());
    put(json, "repack", plan.repacked());
    put(json, "waiting", plan.waiting());
    return json;
  }

  private static void put(ObjectNode json, String name, Packs packs) {
    json.putObject(name).put("packs", packs.count()).put("bytes", packs.bytes());
  }

  private static String text(Packs packs) {
    return "%s packs, %s".formatted(Units.count(packs.count()), Units.bytes(packs.bytes()));
  }
}
