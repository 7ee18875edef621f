package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.KeyInfo;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.Password;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code holdfast vault key}: each password has its own key, and all keys open the same vault. */
@Command(
    name = "key",
    description = "Manage the passwords that open the vault.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      VaultKeyCommand.ListKeys.class,
      VaultKeyCommand.AddKey.class,
      VaultKeyCommand.RemoveKey.class,
      VaultKeyCommand.ChangePassword.class,
      VaultRecoveryKit.class
    },
    footer = {
      "",
      "Examples:",
      "  holdfast vault key list",
      "  holdfast vault key add --new-password-file /etc/holdfast/second",
      "  holdfast vault key remove 4f2a91c0"
    })
public final class VaultKeyCommand implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** Where a new password comes from. */
  static final class NewPassword {
    @Option(
        names = "--new-password-file",
        paramLabel = "FILE",
        description = "A file whose first line is the new password (default: ask at the terminal).")
    private @Nullable Path file;

    Password read() {
      return file == null ? Passwords.fromTerminal("New password: ") : Passwords.fromFile(file);
    }
  }

  /** {@code holdfast vault key list}. */
  @Command(
      name = "list",
      description = "List the keys; * marks the one in use.",
      footer = {"", "Example:", "  holdfast vault key list"})
  static final class ListKeys implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin JsonOption json;
    @Mixin private VaultOption vault;

    ListKeys(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      Output output = surroundings.output();
      try (Vault opened = vault.open(surroundings)) {
        List<KeyInfo> keys = opened.keys().list();
        for (KeyInfo key : keys) {
          output.line(
              "%s%s  %s@%s  %s",
              key.current() ? "*" : " ", key.id().brief(), key.user(), key.host(), key.created());
          output.event(
              "key",
              Output.object()
                  .put("keyId", key.id().hex())
                  .put("user", key.user())
                  .put("host", key.host())
                  .put("created", key.created().toString())
                  .put("current", key.current()));
        }
        output.summary(Output.object().put("keys", keys.size()));
        return 0;
      }
    }
  }

  /** {@code holdfast vault key add}. */
  @Command(
      name = "add",
      description = "Add a password.",
      footer = {
        "",
        "Example:",
        "  holdfast vault key add --new-password-file /etc/holdfast/second-password"
      })
  static final class AddKey implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin JsonOption json;
    @Mixin private VaultOption vault;
    @Mixin private NewPassword newPassword;

    AddKey(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      try (Vault opened = vault.open(surroundings);
          Password added = newPassword.read()) {
        BlobId id = opened.keys().add(added);
        surroundings.output().line("Added key %s.", id.brief());
        surroundings.output().summary(Output.object().put("keyId", id.hex()));
        return 0;
      }
    }
  }

  /** {@code holdfast vault key remove}. */
  @Command(
      name = "remove",
      description = "Remove a key; the one in use and the last one stay.",
      footer = {"", "Example:", "  holdfast vault key remove 4f2a91c0"})
  static final class RemoveKey implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin JsonOption json;
    @Mixin private VaultOption vault;

    @Parameters(paramLabel = "KEY", description = "A key's id, or a unique prefix of it.")
    private String key;

    RemoveKey(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      try (Vault opened = vault.open(surroundings)) {
        opened.keys().remove(key);
        surroundings.output().line("Removed key %s.", key);
        surroundings.output().summary(Output.object().put("keyId", key));
        return 0;
      }
    }
  }

  /** {@code holdfast vault key change}. */
  @Command(
      name = "change",
      description = "Replace the password in use by a new one.",
      footer = {
        "",
        "Example:",
        "  holdfast vault key change --new-password-file /etc/holdfast/new-password"
      })
  static final class ChangePassword implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin JsonOption json;
    @Mixin private VaultOption vault;
    @Mixin private NewPassword newPassword;

    ChangePassword(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      try (Vault opened = vault.open(surroundings);
          Password changed = newPassword.read()) {
        BlobId id = opened.keys().change(changed);
        surroundings.output().line("The password is changed; its key is %s.", id.brief());
        surroundings.output().summary(Output.object().put("keyId", id.hex()));
        return 0;
      }
    }
  }
}
