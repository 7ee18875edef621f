package io.holdfast.cli.vault;

import io.holdfast.capture.Selection;
import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.platform.FileName;
import io.holdfast.vault.Vault;
import io.holdfast.vault.browse.VersionSearch;
import io.holdfast.vault.browse.VersionSearch.Version;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotListing;
import io.holdfast.vault.tree.PathPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault find}. */
@Command(
    name = "find",
    description = "Find entries in all snapshots, with their versions.",
    footer = {
      "",
      "A pattern without a slash is for a name; with slashes for the end of a path, and with",
      "one in front for a whole path. *, ? and [a-z] stay within a name, ** goes across.",
      "Versions come newest first; snapshots with the same version share a line.",
      "",
      "Examples:",
      "  holdfast vault find 'b-0001*'",
      "  holdfast vault find '/data/archive/**/*.csv' --snapshot latest"
    })
public final class VaultFind implements Callable<Integer> {
  private static final int SHOWN = 6;

  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Parameters(paramLabel = "PATTERN", arity = "1..*", description = "What to look for.")
  private List<String> patterns;

  @Option(
      names = "--snapshot",
      paramLabel = "SNAPSHOT",
      description = "Look only there; may be repeated.")
  private List<String> only = new ArrayList<>();

  private long paths;
  private long versions;

  VaultFind(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    List<PathPattern> wanted = patterns.stream().map(Selection::pattern).toList();
    try (Vault opened = vault.open(surroundings)) {
      SnapshotListing listing = listing(opened);
      listing
          .damaged()
          .forEach(damaged -> output.note("damaged " + damaged.name() + ": " + damaged.reason()));
      VersionSearch.Listener tell =
          (path, found) -> {
            tell(path, found, output);
            return !output.isRefused();
          };
      new VersionSearch(opened, wanted, tell).run(listing.snapshots().reversed());
      output.summary(
          Output.object()
              .put("paths", paths)
              .put("versions", versions)
              .put("snapshots", listing.snapshots().size())
              .put("damaged", listing.damaged().size()));
      return listing.damaged().isEmpty()
          ? output.exitCode()
          : Integer.valueOf(ErrorCode.OBJECT_DAMAGED.exitCode());
    }
  }

  private SnapshotListing listing(Vault opened) {
    if (only.isEmpty()) {
      return opened.listing();
    }
    List<Snapshot> named =
        only.stream()
            .map(name -> opened.find(name, any -> true))
            .distinct()
            .sorted(Snapshot.BY_TIME)
            .toList();
    return new SnapshotListing(named, List.of());
  }

  private void tell(List<FileName> path, List<Version> found, Output output) {
    paths++;
    versions += found.size();
    if (!output.isJson()) {
      output.line(NodeText.path(path, found.getFirst().node()));
      found.forEach(version -> output.line(line(version)));
      return;
    }
    ObjectNode event = NodeText.pathFields(path);
    ArrayNode list = event.putArray("versions");
    for (Version version : found) {
      ObjectNode fields = NodeText.fields(version.node());
      ArrayNode snapshots = fields.putArray("snapshots");
      version
          .snapshots()
          .forEach(
              snapshot ->
                  snapshots
                      .addObject()
                      .put("snapshotId", snapshot.id().hex())
                      .put("time", snapshot.time().toString()));
      list.add(fields);
    }
    output.event("found", event);
  }

  private static String line(Version version) {
    List<Snapshot> snapshots = version.snapshots();
    String named =
        snapshots.stream()
            .limit(SHOWN)
            .map(snapshot -> snapshot.id().brief())
            .collect(Collectors.joining(" "));
    String more =
        snapshots.size() > SHOWN
            ? " and %s more, the oldest %s"
                .formatted(Units.count(snapshots.size() - SHOWN), snapshots.getLast().id().brief())
            : "";
    return "  " + NodeText.version(version.node()) + "  in " + named + more;
  }
}
