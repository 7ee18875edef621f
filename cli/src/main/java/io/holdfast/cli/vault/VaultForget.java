package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault forget}. */
@Command(
    name = "forget",
    description = "Remove snapshots; their room is given back by the next prune.",
    footer = {
      "",
      "A recovery set is a snapshot too, and is as easily forgotten. All names are looked up"
          + " before",
      "the first snapshot is removed.",
      "",
      "Example:",
      "  holdfast vault forget 4f2a91c0 77b0c3d2"
    })
public final class VaultForget implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Parameters(
      paramLabel = "SNAPSHOT",
      arity = "1..*",
      description = "A snapshot's id, a unique prefix of it, or 'latest'.")
  private List<String> snapshots;

  VaultForget(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    try (Vault opened = vault.open(surroundings)) {
      List<Snapshot> found =
          snapshots.stream().map(name -> opened.find(name, any -> true)).distinct().toList();
      opened.forget(found);
      ObjectNode summary = Output.object();
      ArrayNode ids = summary.putArray("snapshots");
      found.forEach(snapshot -> ids.add(snapshot.id().hex()));
      output.line(
          "Forgot %s %s; 'holdfast vault prune' gives their room back.",
          Units.count(found.size()), found.size() == 1 ? "snapshot" : "snapshots");
      output.summary(summary);
      return 0;
    }
  }
}
