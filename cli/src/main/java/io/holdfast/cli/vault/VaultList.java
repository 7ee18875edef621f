package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotListing;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault list}. */
@Command(
    name = "list",
    description =
        "List the snapshots, oldest first; damaged ones are named and do not hide the rest.",
    footer = {"", "Example:", "  holdfast vault list --vault /backup/vault"})
public final class VaultList implements Callable<Integer> {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  VaultList(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    try (Vault opened = vault.open(surroundings)) {
      SnapshotListing listing = opened.listing();
      if (listing.snapshots().isEmpty() && listing.damaged().isEmpty()) {
        output.line("The vault holds no snapshot.");
      } else {
        output.line("%-8s  %-19s  %-16s  %s", "SNAPSHOT", "TIME", "HOST", "PATHS, TAGS");
      }
      listing.snapshots().forEach(snapshot -> tell(snapshot, output));
      listing
          .damaged()
          .forEach(damaged -> output.line("damaged   %s: %s", damaged.name(), damaged.reason()));
      output.summary(
          Output.object()
              .put("snapshots", listing.snapshots().size())
              .put("damaged", listing.damaged().size()));
      return listing.damaged().isEmpty() ? 0 : ErrorCode.OBJECT_DAMAGED.exitCode();
    }
  }

  private static void tell(Snapshot snapshot, Output output) {
    String tags = snapshot.tags().isEmpty() ? "" : "  [" + String.join(", ", snapshot.tags()) + "]";
    output.line(
        "%-8s  %-19s  %-16s  %s%s",
        snapshot.id().brief(),
        TIME.format(snapshot.time()),
        snapshot.hostname(),
        String.join(" ", snapshot.paths()),
        tags);
    ObjectNode event =
        Output.object()
            .put("snapshotId", snapshot.id().hex())
            .put("time", snapshot.time().toString())
            .put("hostname", snapshot.hostname());
    snapshot.paths().forEach(event.putArray("paths")::add);
    snapshot.tags().forEach(event.putArray("tags")::add);
    output.event("snapshot", event);
  }
}
