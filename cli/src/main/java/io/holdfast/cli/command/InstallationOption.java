package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.vault.LimitOptions;
import io.holdfast.cli.vault.Passwords;
import io.holdfast.cli.vault.VaultLocations;
import io.holdfast.engine.Providers;
import io.holdfast.model.config.ConfigParser;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.plan.Linter;
import io.holdfast.platform.Disk;
import io.holdfast.vault.Vault;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config}, and what it leads to. */
public final class InstallationOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "holdfast.yaml",
      description = "The configuration (default: ${DEFAULT-VALUE}).")
  private Path file;

  Path file() {
    return file;
  }

  /** The configuration as records (HF-202 to HF-206). */
  Installation read() {
    try {
      return ConfigParser.parse(file.toString(), Disk.readText(file));
    } catch (IOException unreadable) {
      throw new HoldfastException(
          ErrorCode.CONFIG_NOT_FOUND,
          unreadable instanceof NoSuchFileException
              ? "There is no file " + file.toAbsolutePath()
              : "The configuration %s cannot be read: %s".formatted(file, unreadable.getMessage()),
          "Nothing was done.",
          "Write one with 'holdfast init', or name it with --config.",
          unreadable);
    }
  }

  /** The configuration, if the plan breaks no rule (HF-207). */
  Installation readForBackup() {
    Installation installation = read();
    Linter.requireSound(installation);
    return installation;
  }

  /** The named rule, or the only one. */
  static Rule rule(Installation installation, @Nullable String name) {
    List<Rule> rules = installation.rules();
    if (name == null && rules.size() == 1) {
      return rules.getFirst();
    }
    return rules.stream()
        .filter(rule -> rule.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new HoldfastException(
                    ErrorCode.USAGE,
                    name == null
                        ? "The configuration has %d rules, so one must be named"
                            .formatted(rules.size())
                        : "There is no rule '%s'".formatted(name),
                    "Nothing was done.",
                    "Name one of them with --rule: "
                        + rules.stream().map(Rule::name).collect(Collectors.joining(", "))));
  }

  static Vault openVault(Installation installation, Surroundings surroundings) {
    return openVault(installation, new LimitOptions(), surroundings);
  }

  static Vault openVault(
      Installation installation, LimitOptions limits, Surroundings surroundings) {
    return VaultLocations.open(
        installation.vault().location(),
        Passwords.of(surroundings.environment(), installation.vault().passwordFile()),
        limits,
        surroundings);
  }

  static Path state(Installation installation, Surroundings surroundings) {
    Path configured = installation.state();
    return configured == null ? surroundings.defaultState(installation.name()) : configured;
  }

  static Providers providers() {
    return Providers.load();
  }
}
