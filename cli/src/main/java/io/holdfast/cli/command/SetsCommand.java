package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.report.History;
import io.holdfast.cli.report.LogTimes;
import io.holdfast.cli.report.RecoveryPoints;
import io.holdfast.engine.LogEras;
import io.holdfast.engine.Sets;
import io.holdfast.model.installation.Installation;
import io.holdfast.vault.Vault;
import io.holdfast.vault.hold.Hold;
import io.holdfast.vault.snapshot.Snapshot;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast sets}. */
@Command(
    name = "sets",
    description = "List the sealed recovery sets, oldest first, and the trend of their windows.",
    footer = {
      "",
      "Examples:",
      "  holdfast sets",
      "  holdfast sets --windows",
      "  holdfast sets --timeline",
      "  holdfast sets --json"
    })
public final class SetsCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;

  @Option(names = "--windows", description = "Tell where the suspended time of each set went.")
  private boolean windows;

  @Option(
      names = "--timeline",
      description = "Tell which times can be gone back to, and what lies between them.")
  private boolean timeline;

  SetsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    Installation described = installation.read();
    try (Vault vault = InstallationOption.openVault(described, surroundings)) {
      Sets sets = new Sets(vault, described.name());
      List<Hold> holds = vault.holds().readable();
      List<History.Entry> entries = new ArrayList<>();
      List<String> heldSets = new ArrayList<>();
      for (Snapshot snapshot : sets.list()) {
        History.Entry entry = new History.Entry(snapshot.id().hex(), sets.manifest(snapshot));
        entries.add(entry);
        boolean held = holds.stream().anyMatch(hold -> hold.isOn(snapshot));
        output.event("set", entry.json().put("held", held));
        if (held) {
          heldSets.add(snapshot.id().brief());
        }
      }
      History history = new History(entries);
      if (entries.isEmpty()) {
        output.line("There is no set of '%s' in this vault yet.", described.name());
      } else {
        ZoneId zone = ZoneId.systemDefault();
        List<String> lines =
            timeline
                ? new RecoveryPoints(entries)
                    .lines(surroundings.clock().now(), zone, surroundings.look())
                : history.lines(windows, zone, surroundings.look());
        lines.forEach(output::line);
        if (!heldSets.isEmpty()) {
          output.line("Under legal hold: %s", String.join(", ", heldSets));
        }
      }
      if (timeline) {
        tellLogs(described, vault);
      }
      ObjectNode summary =
          Output.object().put("installation", described.name()).put("sets", entries.size());
      summary.set("trends", history.trends());
      output.summary(summary);
      return 0;
    }
  }

  private void tellLogs(Installation described, Vault vault) {
    Output output = surroundings.output();
    LogTimes times =
        new LogTimes(
            new LogEras(described, vault, InstallationOption.providers(), surroundings.clock())
                .spans());
    times.events().forEach(event -> output.event("span", event));
    times.lines(ZoneId.systemDefault()).forEach(output::line);
  }
}
