package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.cli.report.PruneText;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.Vault;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.check.Finding;
import io.holdfast.vault.prune.Packs;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault check}. */
@Command(
    name = "check",
    description = "Prove that the vault is whole; changes nothing.",
    footer = {
      "",
      "Without --read-data the structure is checked: every object is there with its size, and"
          + " every",
      "snapshot's trees and blobs are known. With it every byte is read, authenticated and hashed.",
      "With --for, packs that were read longest ago come first: every night a part, and in the end",
      "all of it. Cold packs are left out and counted. Ends with 5 if anything is damaged.",
      "",
      "Examples:",
      "  holdfast vault check --read-data",
      "  holdfast vault check --for 30m"
    })
public final class VaultCheck implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Mixin private ReadOptions read;

  VaultCheck(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Output output = surroundings.output();
    try (Vault opened = vault.open(surroundings)) {
      ReadLog log =
          ReadLog.at(
              surroundings.defaultState("vaults").resolve(opened.id()).resolve("packs-read"));
      CheckReport report =
          opened.check(
              new CheckOptions(read.reading(log, surroundings), read.coldToo()),
              surroundings.progress());
      remember(log, output);
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
            "Do not prune. Look whether a copy of the vault has what is damaged here; 'holdfast"
                + " vault repair --help' tells how to make this one whole with what is left.");
      }
      output.line(
          "The vault is whole: %s snapshots, %s packs, %s blobs%s.",
          Units.count(report.snapshots()),
          Units.count(report.packs()),
          Units.count(report.blobs()),
          read.readsData()
              ? ", %s and %s read"
                  .formatted(packs(report.packsRead()), Units.bytes(report.bytesRead()))
              : "");
      tellRound(report, log, output);
      ObjectNode summary =
          Output.object()
              .put("errors", 0)
              .put("warnings", report.warnings())
              .put("snapshots", report.snapshots())
              .put("packs", report.packs())
              .put("blobs", report.blobs())
              .put("packsRead", report.packsRead())
              .put("bytesRead", report.bytesRead())
              .put("readData", read.readsData());
      PruneText.put(summary, "leftCold", report.leftCold());
      output.summary(summary);
      return 0;
    }
  }

  /** What cannot be remembered is read again, and that is all. */
  private void remember(ReadLog log, Output output) {
    if (read.readsData()) {
      try {
        log.save();
      } catch (IOException failure) {
        output.note("It cannot be remembered which packs were read: " + failure.getMessage());
      }
    }
  }

  private void tellRound(CheckReport report, ReadLog log, Output output) {
    Packs cold = report.leftCold();
    if (cold.count() > 0) {
      output.line("Not read, because it is cold: %s.", PruneText.text(cold));
    }
    long readable = report.packs() - cold.count();
    long never = readable - log.size();
    if (read.readsData() && report.packsRead() < readable) {
      output.line(
          never > 0
              ? "%s of %s were never read on this machine."
                  .formatted(Units.count(never), packs(readable))
              : "All %s were read on this machine since %s."
                  .formatted(packs(readable), log.oldest().map(Instant::toString).orElse("")));
    }
  }

  private static String packs(long count) {
    return Units.count(count) + (count == 1 ? " pack" : " packs");
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
