package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.engine.Sets;
import io.holdfast.model.installation.Installation;
import io.holdfast.vault.Vault;
import io.holdfast.vault.hold.Hold;
import io.holdfast.vault.snapshot.Snapshot;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast hold}. */
@Command(
    name = "hold",
    description = "Place a legal hold on a set: nothing of Holdfast's deletes it.",
    footer = {
      "",
      "A hold has no end; 'holdfast release' lifts it. A set can be held for several reasons.",
      "",
      "Example:",
      "  holdfast hold 4f2a91c0 --reason 'case 4711'"
    })
public final class HoldCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;

  @Parameters(paramLabel = "SET", description = "An id, a unique prefix, or 'latest'.")
  private String set;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why, for whoever is going to ask.")
  private String reason;

  HoldCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    Installation described = installation.read();
    try (Vault vault = InstallationOption.openVault(described, surroundings)) {
      Snapshot snapshot = new Sets(vault, described.name()).find(set);
      Hold hold = vault.holds().place(snapshot, reason);
      output.line("Set %s is held: %s", snapshot.id().brief(), hold.reason());
      output.summary(
          Output.object()
              .put("setId", snapshot.id().hex())
              .put("reason", hold.reason())
              .put("by", hold.by())
              .put("since", hold.since().toString()));
      return 0;
    }
  }
}
