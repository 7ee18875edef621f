package io.holdfast.cli.vault;

import io.holdfast.capture.CapturedTree;
import io.holdfast.capture.TreeCapture;
import io.holdfast.capture.TreeSpec;
import io.holdfast.cli.Surroundings;
import io.holdfast.cli.Version;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotDraft;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault snapshot}. */
@Command(
    name = "snapshot",
    description = "Capture a tree as it is, leaving nothing out.",
    footer = {
      "",
      "The snapshot's root is the content of PATH. Ends with 3 if entries could not be read or",
      "changed while they were read; they are named.",
      "",
      "Example:",
      "  holdfast vault snapshot /data --tag before-upgrade"
    })
public final class VaultSnapshot implements Callable<Integer> {
  private static final int NAMED_AT_MOST = 20;

  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Parameters(paramLabel = "PATH", description = "The directory to capture.")
  private Path path;

  @Option(names = "--tag", paramLabel = "TAG", description = "A tag for the snapshot; may be repeated.")
  private List<String> tags = new ArrayList<>();

  VaultSnapshot(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Path root = path.toAbsolutePath().normalize();
    if (!Disk.isDirectory(root)) {
      throw new HoldfastException(
          ErrorCode.USAGE, root + " is not a directory", "Nothing was done.", "Name a directory.");
    }
    long begun = surroundings.clock().nanos();
    try (Vault opened = vault.open(surroundings);
        VaultWriter writer = opened.writer()) {
      writer.adoptOrphans();
      try (TreeCapture capture =
          new TreeCapture(
              TreeSpec.everything(root, ownedByVault()),
              writer,
              surroundings.clock(),
              surroundings.threads())) {
        CapturedTree tree = capture.captureAll(surroundings.progress());
        Snapshot snapshot =
            writer.commit(
                new SnapshotDraft(
                    surroundings.clock().now(),
                    null,
                    tree.tree(),
                    List.of(root.toString()),
                    Processes.hostName(),
                    Processes.userName(),
                    0,
                    0,
                    tags,
                    null,
                    "holdfast " + Version.current()));
        Duration took = Duration.ofNanos(surroundings.clock().nanos() - begun);
        return tell(snapshot, tree, writer.stats().newBytesStored(), took);
      }
    }
  }

  private List<Path> ownedByVault() {
    String location = vault.location(surroundings);
    return location.contains("://")
        ? List.of()
        : List.of(Path.of(location).toAbsolutePath().normalize());
  }

  private int tell(Snapshot snapshot, CapturedTree tree, long newBytes, Duration took) {
    Output output = surroundings.output();
    output.line(
        "Snapshot %s: %s files, %s; %s new in the vault; took %s",
        snapshot.id().brief(),
        Units.count(tree.counts().files()),
        Units.bytes(tree.counts().bytes()),
        Units.bytes(newBytes),
        Units.duration(took));
    tree.skipped().stream()
        .limit(NAMED_AT_MOST)
        .forEach(skipped -> output.line("  skipped %s: %s", skipped.path(), skipped.reason()));
    tree.torn().stream()
        .limit(NAMED_AT_MOST)
        .forEach(torn -> output.line("  changed while it was read: %s", torn.path()));
    ObjectNode summary =
        Output.object()
            .put("snapshotId", snapshot.id().hex())
            .put("files", tree.counts().files())
            .put("bytes", tree.counts().bytes())
            .put("newBytes", newBytes)
            .put("skipped", tree.counts().skipped())
            .put("torn", tree.counts().torn())
            .put("millis", took.toMillis());
    output.summary(summary);
    return tree.whole() ? 0 : ErrorCode.FILES_SKIPPED.exitCode();
  }
}
