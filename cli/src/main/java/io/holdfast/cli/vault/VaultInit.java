package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.vault.Vault;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast vault init}. */
@Command(
    name = "init",
    description = "Create a vault.",
    footer = {
      "",
      "Examples:",
      "  holdfast vault init --vault /backup/vault",
      "  holdfast vault init --vault s3://bucket/prefix"
    })
public final class VaultInit implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  VaultInit(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    String location = vault.location(surroundings);
    try (Vault created = vault.init(surroundings)) {
      output.line("Created vault %s at %s.", created.id().substring(0, 8), location);
      output.line("Without its password nobody can read it: keep the password elsewhere too.");
      output.summary(Output.object().put("vault", location).put("id", created.id()));
      return 0;
    }
  }
}
