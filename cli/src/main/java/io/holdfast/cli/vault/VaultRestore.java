package io.holdfast.cli.vault;

import io.holdfast.capture.Overwrite;
import io.holdfast.capture.RestoreChanges;
import io.holdfast.capture.RestoreListener;
import io.holdfast.capture.RestoreOptions;
import io.holdfast.capture.RestoreReport;
import io.holdfast.capture.TreeRestore;
import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Disk;
import io.holdfast.platform.posix.Posix;
import io.holdfast.stores.RestoredTree;
import io.holdfast.vault.Vault;
import io.holdfast.vault.browse.SnapshotPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code holdfast vault restore}. */
@Command(
    name = "restore",
    description = "Bring a snapshot back, into an empty directory or over what is there.",
    footer = {
      "",
      "MODE says what happens to an entry that is there: 'always' makes it as in the",
      "snapshot and writes only what differs; 'if-changed' does the same but trusts equal",
      "length and time; 'if-newer' replaces what is older; 'never' keeps it.",
      "",
      "Patterns: *, ? and [a-z] stay within a name, ** goes across, a slash in front begins",
      "at the top. A directory that fits stands for everything in it. Of the excludes the",
      "last that fits decides; one with ! in front takes back in.",
      "",
      "Examples:",
      "  holdfast vault restore latest --target /restore/data",
      "  holdfast vault restore latest:data --target /data --overwrite always --dry-run",
      "  holdfast vault restore latest --target /data --overwrite always --delete \\",
      "    --include '/archive/2026/**' --exclude '*.tmp'"
    })
public final class VaultRestore implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Parameters(
      paramLabel = "SNAPSHOT[:PATH]",
      arity = "0..1",
      defaultValue = "latest",
      description = "An id, a unique prefix, or 'latest' (the default); and what of it.")
  private String name;

  @Option(
      names = "--target",
      paramLabel = "DIR",
      required = true,
      description = "A directory that is new or empty, or any with --overwrite.")
  private Path target;

  @Option(
      names = "--overwrite",
      paramLabel = "MODE",
      description = "Restore over what is there: always, if-changed, if-newer or never.")
  private @Nullable String overwrite;

  @Option(
      names = "--delete",
      description = "Remove from DIR what is selected and not in the snapshot.")
  private boolean delete;

  @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
  private boolean dryRun;

  @Option(names = "--verify", description = "Read back and hash everything that was written.")
  private boolean verify;

  @Mixin private SelectionOption selection;

  VaultRestore(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    RestoreOptions options = options();
    surroundings.tellLimits();
    long begun = surroundings.clock().nanos();
    try (Vault opened = vault.open(surroundings)) {
      SnapshotPath found = SnapshotPath.find(opened, name);
      opened
          .coldTier()
          .requireWarm(
              found.requireTree(),
              options.selection(),
              name,
              selection.words(),
              surroundings.progress());
      Path directory = target.toAbsolutePath().normalize();
      if (!dryRun) {
        makePrivate(directory);
      }
      RestoreReport report =
          new TreeRestore(opened, surroundings.clock(), surroundings.threads())
              .restore(
                  found.requireTree(),
                  directory,
                  options,
                  dryRun ? this::tell : RestoreListener.NONE,
                  surroundings.progress());
      Duration took = Duration.ofNanos(surroundings.clock().nanos() - begun);
      return dryRun ? told(found, report) : done(found, report, took);
    }
  }

  private RestoreOptions options() {
    Overwrite mode = overwrite == null ? null : mode(overwrite);
    if (delete && mode == null) {
      throw refused("--delete is for a directory that has something in it", "Add --overwrite.");
    }
    if (delete && !Posix.isNative()) {
      throw refused(
          "--delete needs the operating system's own calls, to know where something is mounted",
          "Leave it out, or restore on a machine that has them.");
    }
    if (dryRun && verify) {
      throw refused("A dry run writes nothing that could be verified", "Leave out one of the two.");
    }
    return new RestoreOptions(mode, selection.selection(), delete, dryRun, verify);
  }

  private static Overwrite mode(String word) {
    for (Overwrite mode : Overwrite.values()) {
      if (word.equals(word(mode))) {
        return mode;
      }
    }
    throw refused(
        "--overwrite knows no '" + word + "'", "Give always, if-changed, if-newer or never.");
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static HoldfastException refused(String what, String next) {
    return new HoldfastException(ErrorCode.USAGE, what, "Nothing was done.", next);
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

  private void tell(RestoreListener.Deed deed, String path, long bytes) {
    Output output = surroundings.output();
    output.line("%-8s %s%s", word(deed), path, bytes == 0 ? "" : "  " + Units.bytes(bytes));
    output.event(
        "change", Output.object().put("deed", word(deed)).put("path", path).put("bytes", bytes));
  }

  private int told(SnapshotPath found, RestoreReport report) {
    RestoreChanges changes = report.changes();
    surroundings
        .output()
        .line(
            "Would write %s and delete %s: %s; nothing was done.",
            Units.bytes(changes.bytesWritten()),
            Units.bytes(changes.bytesDeleted()),
            counts(changes));
    surroundings.output().summary(summary(found, report).put("dryRun", true));
    return 0;
  }

  private int done(SnapshotPath found, RestoreReport report, Duration took) {
    Output output = surroundings.output();
    output.line(
        "Restored snapshot %s into %s: %s files, %s, took %s",
        found.snapshot().id().brief(),
        target,
        Units.count(report.files()),
        Units.bytes(report.bytes()),
        Units.duration(took));
    if (overwrite != null) {
      output.line(
          "  wrote %s: %s", Units.bytes(report.changes().bytesWritten()), counts(report.changes()));
    }
    if (verify) {
      output.line("  read back %s", Units.bytes(report.changes().bytesVerified()));
    }
    List<String> notes = RestoredTree.notes(report);
    notes.forEach(note -> output.line("  not restored exactly: %s", note));
    ObjectNode summary = summary(found, report).put("millis", took.toMillis());
    notes.forEach(summary.putArray("notes")::add);
    output.summary(summary);
    return notes.isEmpty() ? 0 : ErrorCode.METADATA_NOT_RESTORED.exitCode();
  }

  private static String counts(RestoreChanges changes) {
    return "%s created, %s changed, %s with other metadata, %s as they were, %s kept, %s deleted"
        .formatted(
            Units.count(changes.created()),
            Units.count(changes.changed()),
            Units.count(changes.metadata()),
            Units.count(changes.unchanged()),
            Units.count(changes.kept()),
            Units.count(changes.deleted()));
  }

  private ObjectNode summary(SnapshotPath found, RestoreReport report) {
    RestoreChanges changes = report.changes();
    return Output.object()
        .put("snapshotId", found.snapshot().id().hex())
        .put("target", target.toString())
        .put("files", report.files())
        .put("bytes", report.bytes())
        .put("created", changes.created())
        .put("changed", changes.changed())
        .put("metadata", changes.metadata())
        .put("unchanged", changes.unchanged())
        .put("kept", changes.kept())
        .put("deleted", changes.deleted())
        .put("bytesWritten", changes.bytesWritten())
        .put("bytesDeleted", changes.bytesDeleted())
        .put("bytesVerified", changes.bytesVerified());
  }
}
