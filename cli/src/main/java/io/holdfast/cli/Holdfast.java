package io.holdfast.cli;

import io.holdfast.cli.command.BackupCommand;
import io.holdfast.cli.command.CopyCommand;
import io.holdfast.cli.command.InitCommand;
import io.holdfast.cli.command.PlanCommand;
import io.holdfast.cli.command.ReceiveCommand;
import io.holdfast.cli.command.RecoverCommand;
import io.holdfast.cli.command.RestoreCommand;
import io.holdfast.cli.command.SetsCommand;
import io.holdfast.cli.command.ShowCommand;
import io.holdfast.cli.command.VerifyCommand;
import io.holdfast.cli.command.WarmUpCommand;
import io.holdfast.cli.demo.DemoCommand;
import io.holdfast.cli.vault.VaultCommand;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** The program's own node: it does nothing without a command. */
@Command(
    name = "holdfast",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {"Application-consistent backup and recovery for usage-data installations.", ""},
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      InitCommand.class,
      PlanCommand.class,
      BackupCommand.class,
      ReceiveCommand.class,
      SetsCommand.class,
      ShowCommand.class,
      VerifyCommand.class,
      RestoreCommand.class,
      RecoverCommand.class,
      CopyCommand.class,
      VaultCommand.class,
      WarmUpCommand.class,
      AutoComplete.GenerateCompletion.class
    },
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
  @picocli.CommandLine.Spec private picocli.CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
