package io.holdfast.cli;

import io.holdfast.cli.command.BackupCommand;
import io.holdfast.cli.command.CopyCommand;
import io.holdfast.cli.command.HoldCommand;
import io.holdfast.cli.command.InitCommand;
import io.holdfast.cli.command.PlanCommand;
import io.holdfast.cli.command.PruneCommand;
import io.holdfast.cli.command.ReceiveCommand;
import io.holdfast.cli.command.RecoverCommand;
import io.holdfast.cli.command.ReleaseCommand;
import io.holdfast.cli.command.RestoreCommand;
import io.holdfast.cli.command.SetsCommand;
import io.holdfast.cli.command.ShowCommand;
import io.holdfast.cli.command.VerifyCommand;
import io.holdfast.cli.command.WarmUpCommand;
import io.holdfast.cli.demo.DemoCommand;
import io.holdfast.cli.vault.VaultCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** The program's own node: it does nothing without a command. */
@Command(
    name = "holdfast",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {"Application-consistent backup and recovery for usage-data installations.", ""},
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 finished but not as",
      "promised, 4 vault not found or wrong key, 5 vault damaged, 6 locked or lease",
      "lost, 7 illegal restore pair or open closure, 130 interrupted (143 by",
      "SIGTERM).",
      "",
      "See it work:  holdfast demo"
    })
final class Holdfast implements Runnable {
  /** The command that needs to know all the others. */
  static final String COMPLETION = "generate-completion";

  /** In the order in which they are told. */
  static final Map<String, Class<?>> COMMANDS = commands();

  @picocli.CommandLine.Spec private picocli.CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("demo", DemoCommand.class);
    commands.put("init", InitCommand.class);
    commands.put("plan", PlanCommand.class);
    commands.put("backup", BackupCommand.class);
    commands.put("receive", ReceiveCommand.class);
    commands.put("sets", SetsCommand.class);
    commands.put("show", ShowCommand.class);
    commands.put("verify", VerifyCommand.class);
    commands.put("restore", RestoreCommand.class);
    commands.put("recover", RecoverCommand.class);
    commands.put("prune", PruneCommand.class);
    commands.put("hold", HoldCommand.class);
    commands.put("release", ReleaseCommand.class);
    commands.put("copy", CopyCommand.class);
    commands.put("vault", VaultCommand.class);
    commands.put("warm-up", WarmUpCommand.class);
    commands.put(COMPLETION, AutoComplete.GenerateCompletion.class);
    return commands;
  }
}
