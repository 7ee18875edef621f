package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.engine.Sets;
import io.holdfast.model.installation.Installation;
import io.holdfast.vault.Vault;
import io.holdfast.vault.hold.Hold;
import io.holdfast.vault.snapshot.Snapshot;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code holdfast release}. */
@Command(
    name = "release",
    description = "Lift the legal holds on a set: its rule decides again how long it lives.",
    footer = {"", "Example:", "  holdfast release 4f2a91c0"})
public final class ReleaseCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;

  @Parameters(paramLabel = "SET", description = "An id or a unique prefix.")
  private String set;

  ReleaseCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    Installation described = installation.read();
    try (Vault vault = InstallationOption.openVault(described, surroundings)) {
      Snapshot snapshot = new Sets(vault, described.name()).find(set);
      List<Hold> released = vault.holds().release(snapshot);
      String id = snapshot.id().brief();
      if (released.isEmpty()) {
        output.line("Set %s was not held.", id);
      }
      released.forEach(hold -> output.line("Set %s is held no more: %s", id, hold.reason()));
      output.summary(
          Output.object().put("setId", snapshot.id().hex()).put("released", released.size()));
      return 0;
    }
  }
}
