package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.vault.Passwords;
import io.holdfast.cli.vault.VaultLocations;
import io.holdfast.model.config.InitTemplate;
import io.holdfast.model.installation.Installation;
import io.holdfast.platform.Disk;
import io.holdfast.vault.Vault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast init}: a configuration to start from, then the vault that it names. */
@Command(
    name = "init",
    description = "Write a configuration to start from; with one there, create its vault.",
    footer = {
      "",
      "Examples:",
      "  holdfast init                       # writes holdfast.yaml if there is none",
      "  holdfast init --config billing.yaml # creates the vault that it names"
    })
public final class InitCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;

  InitCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Option(
      names = "--installation",
      paramLabel = "NAME",
      defaultValue = "my-installation",
      description = "The installation's name in a new configuration.")
  private String name;

  @Option(
      names = "--vault",
      paramLabel = "LOCATION",
      defaultValue = "/backup/holdfast",
      description = "The vault's location in a new configuration.")
  private String vault;

  @Override
  public Integer call() throws Exception {
    Output output = surroundings.output();
    Path file = installation.file().toAbsolutePath();
    if (Disk.exists(file)) {
      return initVault(installation.read(), output);
    }
    byte[] text = InitTemplate.text(name, vault).getBytes(StandardCharsets.UTF_8);
    Disk.writeDurably(
        file, file.resolveSibling(file.getFileName() + ".tmp"), ByteBuffer.wrap(text));
    output.line("Wrote %s.", file);
    output.line(
        "Fit it to your installation, look at it with 'holdfast plan', then run 'holdfast init'");
    output.line("again to create the vault that it names.");
    output.summary(Output.object().put("config", file.toString()).put("written", true));
    return 0;
  }

  private int initVault(Installation described, Output output) {
    try (Vault vault =
        VaultLocations.init(
            described.vault().location(),
            Passwords.of(surroundings.environment(), described.vault().passwordFile()),
            surroundings)) {
      output.line(
          "Created vault %s at %s.", vault.id().substring(0, 8), described.vault().location());
      output.line("Keep its password where a fire at this place does not reach it: without it the");
      output.line("vault cannot be read by anybody.");
      output.summary(
          Output.object().put("vault", described.vault().location()).put("id", vault.id()));
      return 0;
    }
  }
}
