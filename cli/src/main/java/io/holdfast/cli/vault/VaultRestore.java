package io.holdfast.cli.vault;

import io.holdfast.capture.RestoreReport;
import io.holdfast.capture.TreeRestore;
import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.platform.Disk;
import io.holdfast.stores.RestoredTree;
import io.holdfast.vault.Vault;
import io.holdfast.vault.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault restore}. */
@Command(
    name = "restore",
    description = "Bring a snapshot back into a new or empty directory.",
    footer = {"", "Example:", "  holdfast vault restore latest --target /restore/data"})
public final class VaultRestore implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Parameters(
      paramLabel = "SNAPSHOT",
      arity = "0..1",
      defaultValue = "latest",
      description = "An id, a unique prefix, or 'latest' (the default).")
  private String name;

  @Option(
      names = "--target",
      paramLabel = "DIR",
      required = true,
      description = "A directory that is new or empty.")
  private Path target;

  VaultRestore(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Output output = surroundings.output();
    long begun = surroundings.clock().nanos();
    try (Vault opened = vault.open(surroundings)) {
      Snapshot snapshot = opened.find(name, any -> true);
      Path directory = target.toAbsolutePath().normalize();
      makePrivate(directory);
      RestoreReport report =
          new TreeRestore(opened, surroundings.clock(), surroundings.threads())
              .restore(snapshot.tree(), directory, surroundings.progress());
      Duration took = Duration.ofNanos(surroundings.clock().nanos() - begun);
      output.line(
          "Restored snapshot %s into %s: %s files, %s, took %s",
          snapshot.id().brief(),
          target,
          Units.count(report.files()),
          Units.bytes(report.bytes()),
          Units.duration(took));
      RestoredTree.notes(report).forEach(note -> output.line("  not restored exactly: %s", note));
      ObjectNode summary =
          Output.object()
              .put("snapshotId", snapshot.id().hex())
              .put("target", target.toString())
              .put("files", report.files())
              .put("bytes", report.bytes())
              .put("millis", took.toMillis());
      RestoredTree.notes(report).forEach(summary.putArray("notes")::add);
      output.summary(summary);
      return RestoredTree.notes(report).isEmpty() ? 0 : ErrorCode.METADATA_NOT_RESTORED.exitCode();
    }
  }

  /**
   * A snapshot has no mode for the target, and what is in it may be readable by all because a
   * directory above it was not; so a new target is the owner's alone, as restic makes it.
   */
  private static void makePrivate(Path directory) throws IOException {
    if (!Disk.exists(directory)) {
      Disk.createPrivateDirectories(directory);
    }
  }
}
