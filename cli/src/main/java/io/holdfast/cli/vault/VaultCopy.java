package io.holdfast.cli.vault;

import io.holdfast.cli.Surroundings;
import io.holdfast.cli.command.JsonOption;
import io.holdfast.cli.output.Output;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.Vault;
import io.holdfast.vault.copy.CopyReport;
import io.holdfast.vault.snapshot.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code holdfast vault copy}. */
@Command(
    name = "copy",
    description = "Copy snapshots, with all they need, to another vault.",
    footer = {
      "",
      "What is there is not copied again, and a copy that was killed goes on where it was. Nothing",
      "is written to the vault that is copied from. Into a vault that was made with"
          + " --copy-keys-from",
      "blobs go as they are sealed; for any other they are sealed anew.",
      "",
      "Examples:",
      "  holdfast vault init --vault s3://dr-bucket/vault --copy-keys-from /backup/vault",
      "  holdfast vault copy --vault /backup/vault --to s3://dr-bucket/vault",
      "  holdfast vault copy --to /mnt/second --to-password-file /etc/holdfast/second latest"
    })
public final class VaultCopy implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin JsonOption json;
  @Mixin private VaultOption vault;

  @Option(
      names = "--to",
      paramLabel = "LOCATION",
      required = true,
      description = "The vault to copy to: a path or s3://bucket/prefix.")
  private String to;

  @Option(
      names = "--to-password-file",
      paramLabel = "FILE",
      description = "A file whose first line is its password (default: that of --vault).")
  private @Nullable Path toPasswordFile;

  @Parameters(
      paramLabel = "SNAPSHOT",
      arity = "0..*",
      description = "An id, a unique prefix of one, or 'latest' (default: all snapshots).")
  private List<String> snapshots = List.of();

  VaultCopy(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Output output = surroundings.output();
    try (Vault source = vault.open(surroundings);
        Vault target = vault.openOther(to, toPasswordFile, surroundings)) {
      CopyReport report = source.copyTo(target, wanted(source), surroundings.progress());
      CopyText.tell(report, to, output);
      requireAll(report);
      output.summary(CopyText.json(report, to));
      return 0;
    }
  }

  private List<Snapshot> wanted(Vault source) {
    return snapshots.isEmpty()
        ? source.snapshots()
        : snapshots.stream().map(name -> source.find(name, any -> true)).toList();
  }

  private void requireAll(CopyReport report) {
    if (report.failed().isEmpty()) {
      return;
    }
    CopyReport.Failed first = report.failed().getFirst();
    throw new HoldfastException(
        ErrorCode.COPY_INCOMPLETE,
        "%s could not be read whole and are not in %s, the first: %s: %s"
            .formatted(
                CopyText.snapshots(report.failed().size()),
                to,
                first.source().id().brief(),
                first.why().getMessage()),
        "Every other snapshot that was asked for is there, whole; neither vault was harmed.",
        "Run 'holdfast vault check --read-data' on the vault that was copied from.",
        first.why());
  }
}
