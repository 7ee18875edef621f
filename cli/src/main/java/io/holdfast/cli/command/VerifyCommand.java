package io.holdfast.cli.command;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.cli.vault.LimitOptions;
import io.holdfast.engine.Sets;
import io.holdfast.engine.Verify;
import io.holdfast.engine.journal.Scratch;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast verify}. */
@Command(
    name = "verify",
    description = "Prove a set again, from the vault alone.",
    footer = {
      "",
      "Without --read-data: every part is there, the database starts and its tables are whole, and",
      "its references resolve. With it, every file is read and hashed too.",
      "",
      "Examples:",
      "  holdfast verify",
      "  holdfast verify 4f2a91c0 --read-data"
    })
public final class VerifyCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private InstallationOption installation;
  @Mixin private LimitOptions limits;
  @Mixin private SetArgument set;

  @Option(names = "--read-data", description = "Read and hash every file.")
  private boolean readData;

  VerifyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws Exception {
    Output output = surroundings.output();
    Installation described = installation.read();
    Path state = InstallationOption.state(described, surroundings);
    try (Scratch scratch = Scratch.in(state, surroundings.randomness());
        Vault vault = InstallationOption.openVault(described, limits, surroundings)) {
      Sets sets = new Sets(vault, described.name());
      Snapshot snapshot = sets.find(set.name());
      RecoverySet manifest = sets.manifest(snapshot);
      Verify.Report report =
          new Verify(
                  vault,
                  InstallationOption.providers(),
                  surroundings.clock(),
                  surroundings.threads(),
                  scratch.directory())
              .run(snapshot, manifest, readData, surroundings.progress());
      output.line(
          "Set %s is proved: grade %s, %s files, %s, %s references resolve%s.",
          snapshot.id().brief(),
          manifest.grade().label(),
          Units.count(report.files()),
          Units.bytes(report.bytes()),
          Units.count(report.closure().references()),
          report.contentRead() ? ", every byte read" : "");
      Orphans.tell(report.closure(), output);
      report.unproved().forEach(one -> output.line("  not proved here: %s", one));
      report.unchecked().forEach(one -> output.line("  not looked at: %s", one));
      ObjectNode summary =
          Output.object()
              .put("setId", snapshot.id().hex())
              .put("grade", manifest.grade().label())
              .put("files", report.files())
              .put("bytes", report.bytes())
              .put("referencesChecked", report.closure().references())
              .put("orphans", report.closure().orphans())
              .put("contentRead", report.contentRead());
      report.unproved().forEach(summary.putArray("unproved")::add);
      report.unchecked().forEach(summary.putArray("unchecked")::add);
      output.summary(summary);
      return report.unproved().isEmpty() ? 0 : ErrorCode.NOT_PROVED_HERE.exitCode();
    }
  }
}
