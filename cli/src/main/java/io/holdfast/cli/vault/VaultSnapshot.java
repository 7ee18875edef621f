package io.holdfast.cli.vault;

import io.holdfast.capture.CaptureTable;
import io.holdfast.capture.CapturedTree;
import io.holdfast.capture.Concurrency;
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
import io.holdfast.vault.Hash;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotDraft;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
      "The snapshot's root is the content of PATH. Ends with 3 if entries could not",
      "be read or changed while they were read; they are named.",
      "",
      "Files that look as they do in the newest snapshot of the same path from this",
      "host (inode, size, times) are not read again; --force reads everything.",
      "",
      "Example:",
      "  holdfast vault snapshot /data --tag before-upgrade"
    })
public final class VaultSnapshot implements Callable<Integer> {
  private static final int NAMED_AT_MOST = 20;

  /**
   * How long before the earlier capture's begin a file must have changed last for its identity to
   * prove its content. Every read of that capture came after its begin, and a later write gets the
   * time of the write. So if the last change known is older than the begin, a write after the read
   * shows in the ctime, unless the clock that stamps the file had not ticked since that change.
   * This allows for a tick of two seconds, the coarsest there is, and for a file server whose clock
   * is up to three seconds behind this machine's; how far it is ahead does not matter.
   */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Parameters(paramLabel = "PATH", description = "The directory to capture.")
  private Path path;

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description = "A tag for the snapshot; may be repeated.")
  private List<String> tags = new ArrayList<>();

  @Option(names = "--force", description = "Read every file, whether it changed or not.")
  private boolean force;

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
    surroundings.tellLimits();
    long begun = surroundings.clock().nanos();
    // Before the first look at the tree: the next snapshot relies on it.
    Instant time = surroundings.clock().now();
    try (Vault opened = vault.open(surroundings);
        VaultWriter writer = opened.writer()) {
      writer.adoptOrphans();
      try (TreeCapture capture =
          new TreeCapture(
              TreeSpec.everything(root, owned()),
              writer,
              surroundings.clock(),
              Concurrency.adaptive(surroundings.threads()))) {
        surroundings
            .cache()
            .map(cache -> CaptureTable.open(cache.resolve(tableOf(opened, root)), opened.id()))
            .ifPresent(capture::remember);
        Optional<Snapshot> parent = force ? Optional.empty() : parent(opened, root);
        parent.ifPresent(
            earlier -> capture.startFrom(opened, earlier.tree(), earlier.time().minus(SETTLING)));
        CapturedTree tree = capture.captureAll(surroundings.progress());
        Snapshot snapshot =
            writer.commit(
                new SnapshotDraft(
                    time,
                    parent.map(Snapshot::id).orElse(null),
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

  /** Each tree in each vault has its own. */
  private static String tableOf(Vault vault, Path root) {
    byte[] which = (vault.id() + root).getBytes(StandardCharsets.UTF_8);
    return Hash.sha256(which).brief() + ".table";
  }

  /** Only Holdfast's own: another program's time and torn reads are another program's promise. */
  private static Optional<Snapshot> parent(Vault vault, Path root) {
    List<String> paths = List.of(root.toString());
    return vault.listing().snapshots().reversed().stream()
        .filter(snapshot -> snapshot.paths().equals(paths))
        .filter(snapshot -> snapshot.hostname().equals(Processes.hostName()))
        .filter(snapshot -> snapshot.programVersion().startsWith("holdfast "))
        .findFirst();
  }

  /**
   * What is not captured although it may lie in the tree: the vault, and what is noted of trees.
   */
  private List<Path> owned() {
    List<Path> owned = new ArrayList<>();
    String location = vault.location(surroundings);
    if (!location.contains("://")) {
      owned.add(Path.of(location).toAbsolutePath().normalize());
    }
    surroundings.cache().ifPresent(owned::add);
    return owned;
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
