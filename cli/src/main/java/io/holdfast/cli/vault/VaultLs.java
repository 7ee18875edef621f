package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.browse.SnapshotPath;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.TreeWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault ls}. */
@Command(
    name = "ls",
    description = "List what a snapshot has.",
    footer = {
      "",
      "Paths are relative to the snapshot's root. Bytes that are no text are shown as \\xNN.",
      "",
      "Examples:",
      "  holdfast vault ls latest",
      "  holdfast vault ls 4f2a91c0:data/archive --recursive --long"
    })
public final class VaultLs implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Parameters(
      paramLabel = "SNAPSHOT[:PATH]",
      description = "An id, a unique prefix, or 'latest'; and where to look in it.")
  private String where;

  @Option(
      names = {"-r", "--recursive"},
      description = "Also what is in the directories.")
  private boolean recursive;

  @Option(
      names = {"-l", "--long"},
      description = "Mode, owner, group, size and time of each.")
  private boolean details;

  private long entries;
  private long bytes;

  VaultLs(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    try (Vault opened = vault.open(surroundings)) {
      SnapshotPath found = SnapshotPath.find(opened, where);
      BlobId tree = found.tree();
      Node single = found.node();
      if (tree != null) {
        TreeWalk.visit(
            opened,
            tree,
            (below, node) -> {
              List<FileName> path = new ArrayList<>(found.path());
              path.addAll(below);
              tell(path, node, output);
              return recursive && !output.isRefused();
            });
      } else if (single != null) {
        tell(found.path(), single, output);
      }
      output.summary(
          Output.object()
              .put("snapshotId", found.snapshot().id().hex())
              .put("path", SnapshotPath.display(found.path()))
              .put("entries", entries)
              .put("bytes", bytes));
      if (details) {
        output.line("%s entries, %s", Units.count(entries), Units.bytes(bytes));
      }
      return output.exitCode();
    }
  }

  private void tell(List<FileName> path, Node node, Output output) {
    entries++;
    bytes += node.type() == NodeType.FILE ? node.size() : 0;
    output.line(details ? NodeText.line(path, node) : NodeText.path(path, node));
    if (output.isJson()) {
      ObjectNode event = NodeText.pathFields(path);
      event.setAll(NodeText.fields(node));
      output.event("entry", event);
    }
  }
}
