package io.holdfast.cli.vault;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** {@code holdfast vault}: what can be done with a vault alone. */
@Command(
    name = "vault",
    description = "Work with a vault and any tree, without an installation.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
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
  /** In the order in which they are told. */
  public static final Map<String, Class<?>> COMMANDS = commands();

  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("init", VaultInit.class);
    commands.put("check", VaultCheck.class);
    commands.put("snapshot", VaultSnapshot.class);
    commands.put("warm", VaultWarm.class);
    commands.put("restore", VaultRestore.class);
    commands.put("list", VaultList.class);
    commands.put("copy", VaultCopy.class);
    commands.put("forget", VaultForget.class);
    commands.put("prune", VaultPrune.class);
    commands.put("extend-locks", VaultExtendLocks.class);
    commands.put("repair", VaultRepair.class);
    commands.put("ls", VaultLs.class);
    commands.put("find", VaultFind.class);
    commands.put("diff", VaultDiff.class);
    commands.put("dump", VaultDump.class);
    commands.put("key", VaultKeyCommand.class);
    commands.put("stats", VaultStatsCommand.class);
    return commands;
  }
}
