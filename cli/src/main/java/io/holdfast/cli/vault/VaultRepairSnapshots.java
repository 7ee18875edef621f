package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.repair.SalvageOptions;
import io.holdfast.vault.repair.SalvageReport;
import io.holdfast.vault.repair.SalvageReport.Salvaged;
import io.holdfast.vault.snapshot.Snapshot;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault repair snapshots}. */
@Command(
    name = "snapshots",
    description = "Make new snapshots of what is intact in damaged ones.",
    footer = {
      "",
      "A file that lacks a byte is left out, a directory that cannot be read is empty; each is",
      "named. The new snapshot has the tag 'repaired', and is no recovery set. Repair the index",
      "first. Ends with 3 if anything is lost.",
      "",
      "Examples:",
      "  holdfast vault repair snapshots --dry-run",
      "  holdfast vault repair snapshots --read-data",
      "  holdfast vault repair snapshots --forget 4f2a91c0"
    })
final class VaultRepairSnapshots implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Option(names = "--dry-run", description = "Tell what is lost, and make and remove nothing.")
  private boolean dryRun;

  @Option(
      names = "--read-data",
      description = "Read all content, and do not only look whether it is there.")
  private boolean readData;

  @Option(
      names = "--forget",
      description =
          "Then remove the damaged ones, and, if all are looked at, those that cannot be read.")
  private boolean forget;

  @Parameters(
      paramLabel = "SNAPSHOT",
      arity = "0..*",
      description = "An id, a unique prefix of one, or 'latest' (default: all snapshots).")
  private List<String> snapshots = List.of();

  VaultRepairSnapshots(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (Vault opened = vault.open(surroundings)) {
      List<Snapshot> wanted =
          snapshots.stream().map(name -> opened.find(name, any -> true)).distinct().toList();
      SalvageReport report =
          opened.repairSnapshots(
              wanted, new SalvageOptions(readData, forget, dryRun), surroundings.progress());
      Output output = surroundings.output();
      report.salvaged().forEach(salvaged -> tell(salvaged, output));
      report
          .unreadable()
          .forEach(one -> output.line("Snapshot %s cannot be read: %s", one.name(), one.reason()));
      output.line(
          "%s whole, %s damaged.",
          CopyText.snapshots(report.whole()),
          Units.count(report.salvaged().size() + report.unreadable().size()));
      output.summary(
          Output.object()
              .put("dryRun", dryRun)
              .put("whole", report.whole())
              .put("damaged", report.salvaged().size())
              .put("unreadable", report.unreadable().size()));
      return report.isLossless() ? 0 : ErrorCode.REPAIRED_IN_PART.exitCode();
    }
  }

  private static void tell(Salvaged salvaged, Output output) {
    String id = salvaged.damaged().id().hex();
    BlobId made = salvaged.made();
    output.line(
        "Snapshot %s of %s lacks %s%s:",
        salvaged.damaged().id().brief(),
        salvaged.damaged().time(),
        Units.count(salvaged.lost().size()),
        made == null
            ? ""
            : "; the rest is in %s%s".formatted(made.brief(), salvaged.before() ? " already" : ""));
    for (SalvageReport.Lost lost : salvaged.lost()) {
      output.line("  %s  (%s)", lost.path(), lost.why());
      output.event(
          "lost",
          Output.object()
              .put("snapshotId", id)
              .put("path", lost.path())
              .put("message", lost.why()));
    }
    ObjectNode event = Output.object().put("snapshotId", id).put("lost", salvaged.lost().size());
    if (made != null) {
      event.put("madeId", made.hex());
    }
    output.event("salvaged", event);
  }
}
