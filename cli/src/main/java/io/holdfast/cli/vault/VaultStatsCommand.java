package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultStats;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code holdfast vault stats}. */
@Command(
    name = "stats",
    description = "Say how much the vault holds.",
    footer = {"", "Example:", "  holdfast vault stats"})
public final class VaultStatsCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  VaultStatsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    try (Vault opened = vault.open(surroundings)) {
      VaultStats stats = opened.stats();
      double ratio = stats.storedBytes() == 0 ? 1 : (double) stats.rawBytes() / stats.storedBytes();
      output.line("Vault %s at %s", opened.id().substring(0, 8), opened.location());
      output.line("  snapshots  %s", Units.count(stats.snapshots()));
      output.line("  blobs      %s, %s", Units.count(stats.blobs()), Units.bytes(stats.rawBytes()));
      output.line(
          "  packs      %s, %s (%s)",
          Units.count(stats.packs()),
          Units.bytes(stats.storedBytes()),
          String.format(Locale.ROOT, "compressed %.2f to 1", ratio));
      output.line("  indexes    %s", Units.count(stats.indexFiles()));
      if (stats.unindexedPacks() > 0) {
        output.line(
            "  %s packs of an interrupted run are not indexed; the next run makes use of them",
            Units.count(stats.unindexedPacks()));
      }
      output.summary(
          Output.object()
              .put("snapshots", stats.snapshots())
              .put("blobs", stats.blobs())
              .put("packs", stats.packs())
              .put("unindexedPacks", stats.unindexedPacks())
              .put("indexFiles", stats.indexFiles())
              .put("rawBytes", stats.rawBytes())
              .put("storedBytes", stats.storedBytes()));
      return 0;
    }
  }
}
