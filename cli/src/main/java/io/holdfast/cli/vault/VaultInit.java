package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.vault.Vault;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast vault init}. */
@Command(
    name = "init",
    description = "Create a vault.",
    footer = {
      "",
      "Examples:",
      "  holdfast vault init --vault /backup/vault",
      "  holdfast vault init --vault s3://bucket/prefix",
      "  holdfast vault init --vault /mnt/second --copy-keys-from /backup/vault"
    })
public final class VaultInit implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Option(
      names = "--copy-keys-from",
      paramLabel = "LOCATION",
      description =
          "Use the master key of this vault, so that copies between the two need no new seals."
              + " Whoever has a password of one can read both.")
  private @Nullable String twin;

  @Option(
      names = "--from-password-file",
      paramLabel = "FILE",
      description = "A file whose first line is that vault's password (default: the same).")
  private @Nullable Path twinPasswordFile;

  VaultInit(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    String location = vault.location(surroundings);
    try (Vault created = twin == null ? vault.init(surroundings) : twinOf(twin)) {
      output.line("Created vault %s at %s.", created.id().substring(0, 8), location);
      output.line("Without its password nobody can read it: keep the password elsewhere too.");
      output.summary(Output.object().put("vault", location).put("id", created.id()));
      return 0;
    }
  }

  private Vault twinOf(String location) {
    try (Vault other = vault.openOther(location, twinPasswordFile, surroundings)) {
      return vault.initTwin(other, surroundings);
    }
  }
}
