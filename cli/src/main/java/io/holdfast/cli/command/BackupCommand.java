package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.Version;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.cli.vault.LimitOptions;
import io.holdfast.engine.Backup;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.vault.Vault;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast backup}. */
@Command(
    name = "backup",
    description = "Make a recovery set: suspend, capture, resume, seal.",
    footer = {
      "",
      "Ends with 3 if the set is sealed but not 'consistent'; the reasons are printed and kept in"
          + " it.",
      "",
      "Examples:",
      "  holdfast backup",
      "  holdfast backup --rule nightly --json"
    })
public final class BackupCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;
  @Mixin private LimitOptions limits;

  @Option(
      names = "--rule",
      paramLabel = "NAME",
      description = "The rule to follow; needed if there are several.")
  private @Nullable String rule;

  BackupCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    surroundings.tellLimits();
    Output output = surroundings.output();
    Installation described = installation.readForBackup();
    Rule followed = InstallationOption.rule(described, rule);
    long begun = surroundings.clock().nanos();
    try (Vault vault = InstallationOption.openVault(described, limits, surroundings)) {
      Backup.Result result =
          new Backup(
                  described,
                  followed,
                  vault,
                  InstallationOption.providers(),
                  surroundings.clock(),
                  surroundings.randomness(),
                  new Backup.Options(
                      InstallationOption.state(described, surroundings),
                      surroundings.threads(),
                      Version.current(),
                      step -> output.event("step", Output.object().put("step", step.name()))))
              .run(surroundings.progress());
      Duration took = Duration.ofNanos(surroundings.clock().nanos() - begun);
      tell(result, took, output);
      return result.set().grade() == Grade.CONSISTENT ? 0 : ErrorCode.NOT_CONSISTENT.exitCode();
    }
  }

  private static void tell(Backup.Result result, Duration took, Output output) {
    RecoverySet set = result.set();
    output.line("Sealed set %s, grade %s.", result.snapshot().id().brief(), set.grade().label());
    set.reasons().forEach(reason -> output.line("  not consistent: %s", reason));
    long files = set.members().stream().mapToLong(Member::files).sum();
    long bytes = set.members().stream().mapToLong(Member::bytes).sum();
    output.line(
        "  %s files, %s; %s new in the vault; took %s",
        Units.count(files),
        Units.bytes(bytes),
        Units.bytes(result.newBytes()),
        Units.duration(took));
    if (!set.window().driver().equals("none")) {
      output.line("  processing was suspended for %s", Units.duration(set.suspended()));
    }
    if (set.referencesChecked() > 0) {
      output.line("  %s references resolve", Units.count(set.referencesChecked()));
    }
    result.notes().forEach(note -> output.line("  note: %s", note));
    ObjectNode summary =
        Output.object()
            .put("setId", result.snapshot().id().hex())
            .put("grade", set.grade().label())
            .put("windowMillis", set.window().suspended().toMillis())
            .put("suspendedMillis", set.suspended().toMillis())
            .put("files", files)
            .put("bytes", bytes)
            .put("newBytes", result.newBytes())
            .put("referencesChecked", set.referencesChecked())
            .put("millis", took.toMillis());
    set.reasons().forEach(summary.putArray("reasons")::add);
    result.notes().forEach(summary.putArray("notes")::add);
    output.summary(summary);
  }
}
