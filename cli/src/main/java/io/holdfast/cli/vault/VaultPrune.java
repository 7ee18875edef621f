package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.report.PruneText;
import io.holdfast.vault.Vault;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.prune.PrunePlan;
import io.holdfast.vault.prune.PruneReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
  @Mixin private GraceOption grace;

  @Option(names = "--dry-run", description = "Show the plan and change nothing.")
  private boolean dryRun;

  VaultPrune(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    PruneOptions options = grace.options();
    try (Vault opened = vault.open(surroundings)) {
      if (dryRun) {
        PrunePlan plan = opened.planPrune(surroundings.progress());
        PruneText.lines(plan).forEach(output::line);
        output.summary(PruneText.json(plan).put("dryRun", true));
      } else {
        PruneReport report = opened.prune(options, surroundings.progress());
        PruneText.lines(report.plan()).forEach(output::line);
        PruneText.lines(report).forEach(output::line);
        output.summary(PruneText.json(report).put("dryRun", false));
      }
      return 0;
    }
  }
}
