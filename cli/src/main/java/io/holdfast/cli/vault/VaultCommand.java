package io.holdfast.cli.vault;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** {@code holdfast vault}: what can be done with a vault alone. */
@Command(
    name = "vault",
    description = "Work with a vault and any tree, without an installation.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      VaultInit.class,
      VaultCheck.class,
      VaultSnapshot.class,
      VaultWarm.class,
      VaultRestore.class,
      VaultList.class,
      VaultCopy.class,
      VaultForget.class,
      VaultPrune.class,
      VaultExtendLocks.class,
      VaultRepair.class,
      VaultLs.class,
      VaultFind.class,
      VaultDiff.class,
      VaultDump.class,
      VaultKeyCommand.class,
      VaultStatsCommand.class
    },
    footer = {
      "",
      "A vault is a restic repository of format 2: the stock restic reads it too.",
      "",
      "Examples:",
      "  export HOLDFAST_VAULT=/backup/vault HOLDFAST_PASSWORD_FILE=/etc/holdfast/password",
      "  holdfast vault init",
      "  holdfast vault snapshot /data",
      "  holdfast vault check --read-data"
    })
public final class VaultCommand implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
