package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.repair.IndexRepairReport;
import io.holdfast.vault.store.ObjectKind;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault repair}: the index first, then the packs, then the snapshots. */
@Command(
    name = "repair",
    description = "Make a damaged vault whole with what is left.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {VaultRepair.Index.class, VaultRepairPacks.class, VaultRepairSnapshots.class},
    footer = {
      "",
      "If there is a copy of the vault, what was lost here is there: look before you repair.",
      "",
      "Examples:",
      "  holdfast vault repair index",
      "  holdfast vault repair packs",
      "  holdfast vault repair snapshots"
    })
public final class VaultRepair implements Runnable {
  @Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** {@code holdfast vault repair index}. */
  @Command(
      name = "index",
      description = "Make the index say what the packs say; removes nothing but index files.",
      footer = {
        "",
        "Index files that cannot be read, or that name packs that are not there or not so, are",
        "replaced; packs that no index names are described from their headers. Backups and"
            + " restores",
        "of Holdfast go on. Ends with 3 if packs are gone or unreadable.",
        "",
        "Examples:",
        "  holdfast vault repair index",
        "  holdfast vault repair index --read-all-packs"
      })
  static final class Index implements Callable<Integer> {
    private final Surroundings surroundings;
    @Mixin JsonOption json;
    @Mixin private VaultOption vault;

    @Option(
        names = "--read-all-packs",
        description = "Believe no index file: read the header of every pack.")
    private boolean readAllPacks;

    Index(Surroundings surroundings) {
      this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
      try (Vault opened = vault.open(surroundings)) {
        IndexRepairReport report = opened.repairIndex(readAllPacks, surroundings.progress());
        tell(report, surroundings.output());
        return report.gone().isEmpty() && report.unreadable().isEmpty()
            ? 0
            : ErrorCode.REPAIRED_IN_PART.exitCode();
      }
    }

    private static void tell(IndexRepairReport report, Output output) {
      ObjectNode summary =
          Output.object()
              .put("indexFiles", report.files())
              .put("replaced", report.replaced())
              .put("indexed", report.indexed());
      report.damaged().forEach(name -> output.line("damaged     index/%s", name));
      report
          .damagedStates()
          .forEach(name -> output.line("damaged     %s", ObjectKind.PRUNE.path(name)));
      report.damaged().forEach(summary.putArray("damaged")::add);
      report.damagedStates().forEach(summary.putArray("damagedStates")::add);
      tellPacks("gone", report.gone(), output, summary);
      tellPacks("unreadable", report.unreadable(), output, summary);
      output.line(
          report.wasSound()
              ? "The index says what the packs say; nothing was changed."
              : "The index is repaired: %s packs described anew, %s of %s index files replaced."
                  .formatted(
                      Units.count(report.indexed()),
                      Units.count(report.replaced() + report.damaged().size()),
                      Units.count(report.files())));
      if (!report.gone().isEmpty() || !report.unreadable().isEmpty()) {
        output.line("See what that costs with 'holdfast vault repair snapshots --dry-run'.");
      }
      output.summary(summary);
    }
  }

  /** Names packs, and puts them into the summary's list of that word. */
  static void tellPacks(String word, List<BlobId> packs, Output output, ObjectNode summary) {
    ArrayNode names = summary.putArray(word);
    for (BlobId pack : packs) {
      output.line("%-11s %s", word, ObjectKind.PACK.path(pack.hex()));
      names.add(pack.hex());
    }
  }
}
