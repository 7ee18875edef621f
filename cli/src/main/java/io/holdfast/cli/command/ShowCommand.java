package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.report.SetText;
import io.holdfast.cli.report.TimelineJson;
import io.holdfast.engine.Sets;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.model.set.RecoverySetJson;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast show}. */
@Command(
    name = "show",
    description = "Show a set: its window as a timeline, its members, and the evidence.",
    footer = {"", "Examples:", "  holdfast show", "  holdfast show 4f2a91c0 --json"})
public final class ShowCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;
  @Mixin private SetArgument set;

  @Option(
      names = "--all-names",
      description = "Name every file that was left out, late or unproved, not the first ten.")
  private boolean everyName;

  ShowCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    Installation described = installation.read();
    try (Vault vault = InstallationOption.openVault(described, surroundings)) {
      Sets sets = new Sets(vault, described.name());
      Snapshot snapshot = sets.find(set.name());
      RecoverySet manifest = sets.manifest(snapshot);
      String id = snapshot.id().hex();
      List<String> holds = Sets.holdsOn(snapshot, vault.holds().readable());
      SetText.lines(id, manifest, everyName, surroundings.look()).forEach(output::line);
      holds.forEach(output::line);
      ObjectNode summary = Output.object().put("setId", id);
      holds.forEach(summary.putArray("holds")::add);
      summary.set("set", RecoverySetJson.toJson(manifest));
      summary.set("timeline", TimelineJson.of(manifest));
      output.summary(summary);
      return 0;
    }
  }
}
