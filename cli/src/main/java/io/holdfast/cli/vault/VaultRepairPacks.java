package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.vault.Vault;
import io.holdfast.vault.repair.PackRepairReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault repair packs}. */
@Command(
    name = "packs",
    description = "Read every pack, and take the damaged ones out of use.",
    footer = {
      "",
      "What is intact in a damaged pack is copied; the pack is condemned, and a prune deletes it",
      "when its grace is over. So nothing new is built upon it. Ends with 3 if anything is lost.",
      "",
      "Example:",
      "  holdfast vault repair packs"
    })
final class VaultRepairPacks implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  VaultRepairPacks(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (Vault opened = vault.open(surroundings)) {
      PackRepairReport report = opened.repairPacks(surroundings.progress());
      tell(report, surroundings.output());
      return report.lost().isEmpty() ? 0 : ErrorCode.REPAIRED_IN_PART.exitCode();
    }
  }

  private static void tell(PackRepairReport report, Output output) {
    ObjectNode summary = Output.object().put("packs", report.packs()).put("saved", report.saved());
    VaultRepair.tellPacks("damaged", report.damaged(), output, summary);
    VaultRepair.tellPacks("unreadable", report.unreadable(), output, summary);
    output.line(
        "%s of %s packs are damaged: %s blobs were copied, %s are lost.",
        Units.count(report.damaged().size()),
        Units.count(report.packs()),
        Units.count(report.saved()),
        Units.count(report.lost().size()));
    if (!report.unreadable().isEmpty()) {
      output.line(
          "%s more cannot be read, and nothing names them.",
          Units.count(report.unreadable().size()));
    }
    if (!report.lost().isEmpty()) {
      output.line("See what that costs with 'holdfast vault repair snapshots --dry-run'.");
    }
    output.summary(summary.put("lost", report.lost().size()));
  }
}
