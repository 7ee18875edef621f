package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.cli.report.CoolText;
import io.holdfast.cli.report.EraText;
import io.holdfast.cli.report.PruneText;
import io.holdfast.cli.report.RetentionText;
import io.holdfast.cli.vault.GraceOption;
import io.holdfast.engine.Prune;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.lifecycle.ColdSets;
import io.holdfast.model.lifecycle.Retention;
import io.holdfast.vault.Vault;
import io.holdfast.vault.prune.PruneOptions;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast prune}. */
@Command(
    name = "prune",
    description =
        "Delete the sets that their rules let go, give their room back, and cool old ones.",
    footer = {
      "",
      "What 'lifecycle' of each rule says is applied to the sets of this installation. Of the logs",
      "that 'receive' stores, an era goes that no set which stays was made from and no rule"
          + " reaches",
      "back to. Other installations' sets and plain snapshots are never touched, nor is a set"
          + " under",
      "legal hold. Backups, restores and 'receive' go on meanwhile. Run it every day.",
      "",
      "Examples:",
      "  holdfast prune --dry-run",
      "  holdfast prune"
    })
public final class PruneCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;
  @Mixin private GraceOption grace;

  @Option(names = "--dry-run", description = "Show the plan and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--by-the-clock",
      description = "This machine's clock is right: sets are as old as it says.")
  private boolean byTheClock;

  @Option(names = "--delete-last-good", description = "Treat the last good set like any other.")
  private boolean lastGoodToo;

  PruneCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    PruneOptions options = grace.options();
    Installation described = installation.read();
    try (Vault vault = InstallationOption.openVault(described, surroundings)) {
      Prune prune =
          new Prune(described, vault, InstallationOption.providers(), surroundings.clock());
      Prune.Plan plan =
          prune.plan(new Retention.Words(byTheClock, lastGoodToo), surroundings.progress());
      tell(described, plan);
      Output output = surroundings.output();
      CoolText.lines(plan, vault.coldTier()).forEach(output::line);
      boolean acts = Retention.deletes(described.rules()) || ColdSets.areWanted(described.rules());
      if (dryRun || !acts) {
        PruneText.lines(plan.room()).forEach(output::line);
        output.summary(
            summary(plan, PruneText.json(plan.room()), CoolText.json(plan.cooling()))
                .put("dryRun", dryRun));
      } else {
        Prune.Report report = prune.carryOut(plan, options, surroundings.progress());
        output.line(
            "Deleted %s of %s sets.",
            Units.count(plan.retention().doomed().size()),
            Units.count(plan.retention().verdicts().size()));
        if (!plan.eras().verdicts().isEmpty()) {
          output.line(
              "Deleted %s of %s eras of received logs.",
              Units.count(plan.eras().doomed().size()), Units.count(plan.eras().verdicts().size()));
        }
        PruneText.lines(report.room()).forEach(output::line);
        CoolText.lines(report.cooling()).forEach(output::line);
        output.summary(
            summary(plan, PruneText.json(report.room()), CoolText.json(report.cooling()))
                .put("dryRun", false));
      }
      return 0;
    }
  }

  private void tell(Installation described, Prune.Plan plan) {
    Output output = surroundings.output();
    RetentionText text = new RetentionText(plan);
    text.events().forEach(event -> output.event("verdict", event));
    if (!Retention.deletes(described.rules())) {
      output.line(
          "No rule of '%s' says when sets may go (keep, deleteAfter): nothing is deleted.",
          described.name());
    } else if (plan.retention().verdicts().isEmpty()) {
      output.line("There is no set of '%s' in this vault.", described.name());
    } else {
      text.lines(ZoneId.systemDefault(), surroundings.look()).forEach(output::line);
    }
    EraText eras = new EraText(plan.eras());
    eras.events().forEach(event -> output.event("era", event));
    eras.lines(ZoneId.systemDefault(), surroundings.look()).forEach(output::line);
  }

  private static ObjectNode summary(Prune.Plan plan, ObjectNode room, ObjectNode cooling) {
    int deleted = plan.retention().doomed().size();
    ObjectNode summary =
        Output.object()
            .put("setsKept", plan.retention().verdicts().size() - deleted)
            .put("setsDeleted", deleted)
            .put("erasKept", plan.eras().verdicts().size() - plan.eras().doomed().size())
            .put("erasDeleted", plan.eras().doomed().size())
            .put("uncountedSeconds", plan.retention().uncounted().toSeconds())
            .put("setsCold", plan.cold().size())
            .setAll(room);
    summary.set("cooling", cooling);
    return summary;
  }
}
