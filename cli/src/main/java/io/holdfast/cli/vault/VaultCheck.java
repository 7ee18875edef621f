package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.Vault;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.check.Finding;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code holdfast vault check}. */
@Command(
    name = "check",
    description = "Prove that the vault is whole; changes nothing.",
    footer = {
      "",
      "Without --read-data the structure is checked: every object is there with its size, and"
          + " every",
      "snapshot's trees and blobs are known. With it every byte is read, authenticated and hashed.",
      "Ends with 5 if anything is damaged.",
      "",
      "Example:",
      "  holdfast vault check --read-data"
    })
public final class VaultCheck implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Option(names = "--read-data", description = "Read and authenticate every byte.")
  private boolean readData;

  VaultCheck(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    try (Vault opened = vault.open(surroundings)) {
      CheckReport report = opened.check(new CheckOptions(readData), surroundings.progress());
      report.findings().forEach(finding -> tell(finding, output));
      if (report.errors() > 0) {
        Finding first =
            report.findings().stream()
                .filter(finding -> finding.severity() == Finding.Severity.ERROR)
                .findFirst()
                .orElseThrow();
        throw new HoldfastException(
            ErrorCode.CHECK_FOUND_DAMAGE,
            "%d errors in the vault at %s, the first: %s: %s"
                .formatted(report.errors(), opened.location(), first.object(), first.message()),
            "The check changed nothing.",
            "Keep the vault as it is, run 'holdfast verify' on each set to see which are whole, and"
                + " restore the damaged objects from a copy.");
      }
      output.line(
          "The vault is whole: %s snapshots, %s packs, %s blobs%s.",
          Units.count(report.snapshots()),
          Units.count(report.packs()),
          Units.count(report.blobs()),
          readData ? ", " + Units.bytes(report.bytesRead()) + " read" : "");
      output.summary(
          Output.object()
              .put("errors", 0)
              .put("warnings", report.warnings())
              .put("snapshots", report.snapshots())
              .put("packs", report.packs())
              .put("blobs", report.blobs())
              .put("bytesRead", report.bytesRead())
              .put("readData", readData));
      return 0;
    }
  }

  private static void tell(Finding finding, Output output) {
    String severity = finding.severity().name().toLowerCase(Locale.ROOT);
    output.line("%-8s %s: %s", severity, finding.object(), finding.message());
    output.event(
        "finding",
        Output.object()
            .put("severity", severity)
            .put("object", finding.object())
            .put("message", finding.message()));
  }
}
