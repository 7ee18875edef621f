package io.holdfast.cli.vault;

import io.holdfast.capture.dump.DumpReport;
import io.holdfast.capture.dump.FileDump;
import io.holdfast.capture.dump.TarDump;
import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Disk;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.browse.SnapshotPath;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast vault dump}. */
@Command(
    name = "dump",
    description = "Write a directory of a snapshot as a tar archive, or a file as it is.",
    footer = {
      "",
      "Everything is verified before it is passed on. If the vault lacks something, the",
      "command fails, and so does the tar that reads the archive.",
      "",
      "Examples:",
      "  holdfast vault dump latest:data/archive | tar -xf - -C /restore --xattrs",
      "  holdfast vault dump latest:etc/billing.conf",
      "  holdfast vault dump 4f2a91c0 --target /tmp/snapshot.tar"
    })
public final class VaultDump implements Callable<Integer> {
  private static final int BUFFER = 256 * 1024;
  private static final String STANDARD_OUTPUT = "-";

  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Parameters(
      paramLabel = "SNAPSHOT[:PATH]",
      description = "An id, a unique prefix, or 'latest'; and what of it.")
  private String what;

  @Option(names = "--tar", description = "A single file as a tar archive too.")
  private boolean tar;

  @Option(
      names = "--target",
      paramLabel = "FILE",
      defaultValue = STANDARD_OUTPUT,
      description = "A new file, or - for standard output (the default).")
  private String target;

  VaultDump(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws IOException {
    Output output = surroundings.output();
    boolean toFile = !target.equals(STANDARD_OUTPUT);
    if (output.isJson() && !toFile) {
      throw refused(
          "Standard output cannot hold the dump and JSON", "Name a file with --target FILE.");
    }
    try (Vault opened = vault.open(surroundings)) {
      SnapshotPath found = SnapshotPath.find(opened, what);
      BlobId directory = found.tree();
      if (directory != null) {
        opened.coldTier().requireWarm(directory, what);
      }
      DumpReport report = toFile ? toFile(opened, found) : toOutput(opened, found, output);
      output.note(
          "Dumped %s entries, %s"
              .formatted(Units.count(report.entries()), Units.bytes(report.bytes())));
      output.summary(
          Output.object()
              .put("snapshotId", found.snapshot().id().hex())
              .put("path", SnapshotPath.display(found.path()))
              .put("target", target)
              .put("entries", report.entries())
              .put("bytes", report.bytes())
              .put("leftOut", report.leftOut()));
      return report.leftOut() == 0 ? 0 : ErrorCode.FILES_SKIPPED.exitCode();
    } catch (Output.ReaderGoneException enough) {
      return Output.READER_GONE;
    }
  }

  private DumpReport toOutput(Vault opened, SnapshotPath found, Output output) throws IOException {
    OutputStream out = new BufferedOutputStream(output.bytes(), BUFFER);
    DumpReport report = dump(opened, found, out);
    out.flush();
    return report;
  }

  /** What was not written to its end is removed, so that nobody takes it for whole. */
  private DumpReport toFile(Vault opened, SnapshotPath found) throws IOException {
    Path file = Path.of(target).toAbsolutePath();
    boolean whole = false;
    try (OutputStream out = new BufferedOutputStream(Disk.createPrivate(file), BUFFER)) {
      DumpReport report = dump(opened, found, out);
      out.flush();
      whole = true;
      return report;
    } catch (FileAlreadyExistsException exists) {
      whole = true;
      throw refused(file + " exists", "Name a file that does not exist.");
    } finally {
      if (!whole) {
        Disk.deleteIfExists(file);
      }
    }
  }

  private DumpReport dump(Vault opened, SnapshotPath found, OutputStream out) throws IOException {
    Output output = surroundings.output();
    try (Progress.Phase phase = surroundings.progress().begin("dump", Progress.Unit.BYTES, -1)) {
      BlobId tree = found.tree();
      Node node = found.node();
      if (tree == null && !tar) {
        return new FileDump(opened, phase).write(file(found), out);
      }
      TarDump archive = new TarDump(opened, out, phase, entry -> output.note("left out: " + entry));
      return tree == null ? archive.single(Objects.requireNonNull(node)) : archive.directory(tree);
    }
  }

  private static Node file(SnapshotPath found) {
    Node node = Objects.requireNonNull(found.node(), "the root is a directory");
    if (node.type() != NodeType.FILE) {
      throw refused(
          "%s is a %s and has no content"
              .formatted(SnapshotPath.display(found.path()), node.type().wire()),
          "Name a file or a directory, or give --tar.");
    }
    return node;
  }

  private static HoldfastException refused(String what, String next) {
    return new HoldfastException(ErrorCode.USAGE, what, "Nothing was written.", next);
  }
}
