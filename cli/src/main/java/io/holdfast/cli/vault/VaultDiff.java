package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.platform.FileName;
import io.holdfast.vault.Vault;
import io.holdfast.vault.browse.SnapshotPath;
import io.holdfast.vault.browse.TreeDiff;
import io.holdfast.vault.browse.TreeDiff.Kind;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault diff}. */
@Command(
    name = "diff",
    description = "Show what differs between two snapshots, or directories in them.",
    footer = {
      "",
      "+ added, - removed, M other content, T another type, U other metadata (times,",
      "permissions, owners, attributes). Directories that are the same are not read.",
      "",
      "Examples:",
      "  holdfast vault diff 4f2a91c0 latest",
      "  holdfast vault diff 4f2a91c0:data latest:data"
    })
public final class VaultDiff implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Parameters(index = "0", paramLabel = "A", description = "SNAPSHOT[:PATH], the earlier one.")
  private String before;

  @Parameters(index = "1", paramLabel = "B", description = "SNAPSHOT[:PATH], the later one.")
  private String after;

  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private long addedBytes;
  private long removedBytes;

  VaultDiff(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    try (Vault opened = vault.open(surroundings)) {
      SnapshotPath from = SnapshotPath.find(opened, before);
      SnapshotPath to = SnapshotPath.find(opened, after);
      TreeDiff diff =
          new TreeDiff(
              opened,
              (path, kind, was, is) -> {
                tell(path, kind, was, is, output);
                return !output.isRefused();
              });
      diff.compare(from.requireTree(), to.requireTree());
      output.line(
          "%s added, %s removed, %s changed, %s of another type, %s with other metadata;"
              + " %s more, %s less",
          Units.count(count(Kind.ADDED)),
          Units.count(count(Kind.REMOVED)),
          Units.count(count(Kind.CONTENT)),
          Units.count(count(Kind.TYPE)),
          Units.count(count(Kind.METADATA)),
          Units.bytes(addedBytes),
          Units.bytes(removedBytes));
      output.summary(
          Output.object()
              .put("before", from.snapshot().id().hex())
              .put("after", to.snapshot().id().hex())
              .put("added", count(Kind.ADDED))
              .put("removed", count(Kind.REMOVED))
              .put("content", count(Kind.CONTENT))
              .put("typeChanged", count(Kind.TYPE))
              .put("metadata", count(Kind.METADATA))
              .put("addedBytes", addedBytes)
              .put("removedBytes", removedBytes));
      return output.exitCode();
    }
  }

  private long count(Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  private void tell(
      List<FileName> path, Kind kind, @Nullable Node was, @Nullable Node is, Output output) {
    counts.merge(kind, 1L, Long::sum);
    long less = bytes(was);
    long more = bytes(is);
    boolean moved = kind != Kind.METADATA;
    addedBytes += moved ? more : 0;
    removedBytes += moved ? less : 0;
    Node shown = is != null ? is : Objects.requireNonNull(was);
    output.line("%s %s%s", letter(kind), NodeText.path(path, shown), sizes(kind, less, more));
    if (output.isJson()) {
      ObjectNode event = NodeText.pathFields(path);
      event.put("change", kind.name().toLowerCase(Locale.ROOT));
      if (was != null) {
        event.set("before", NodeText.fields(was));
      }
      if (is != null) {
        event.set("after", NodeText.fields(is));
      }
      output.event("difference", event);
    }
  }

  private static long bytes(@Nullable Node node) {
    return node != null && node.type() == NodeType.FILE ? node.size() : 0;
  }

  private static char letter(Kind kind) {
    return switch (kind) {
      case ADDED -> '+';
      case REMOVED -> '-';
      case CONTENT -> 'M';
      case TYPE -> 'T';
      case METADATA -> 'U';
    };
  }

  private static String sizes(Kind kind, long less, long more) {
    return switch (kind) {
      case ADDED -> more == 0 ? "" : "  " + Units.bytes(more);
      case REMOVED -> less == 0 ? "" : "  " + Units.bytes(less);
      case CONTENT -> "  " + Units.bytes(less) + " -> " + Units.bytes(more);
      case TYPE, METADATA -> "";
    };
  }
}
