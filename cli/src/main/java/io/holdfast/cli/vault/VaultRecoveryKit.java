package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.platform.Processes;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultKeys;
import io.holdfast.vault.crypto.KdfParameters;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast vault key recovery-kit}. */
@Command(
    name = "recovery-kit",
    description = "Add a key with a secret of its own, and print the page that opens the vault.",
    footer = {
      "",
      "The secret is drawn now, printed once, and stored nowhere. Print the page and keep it where",
      "the other passwords are not; 'holdfast vault key list' shows its key as 'recovery-kit'.",
      "",
      "Example:",
      "  holdfast vault key recovery-kit | lp"
    })
final class VaultRecoveryKit implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  VaultRecoveryKit(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    String location = vault.location(surroundings);
    try (Vault opened = vault.open(surroundings)) {
      VaultKeys.RecoveryKit kit = opened.keys().addRecoveryKit(KdfParameters.STANDARD);
      RecoveryKitPage.lines(opened, location, kit, surroundings.clock().now(), Processes.hostName())
          .forEach(output::line);
      output.summary(
          Output.object()
              .put("keyId", kit.keyId().hex())
              .put("vault", location)
              .put("id", opened.id())
              .put("secret", kit.secret().printed()));
      return 0;
    }
  }
}
