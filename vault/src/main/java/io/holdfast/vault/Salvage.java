package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.repair.SalvageOptions;
import io.holdfast.vault.repair.SalvageReport;
import io.holdfast.vault.repair.SalvageReport.Lost;
import io.holdfast.vault.repair.SalvageReport.Salvaged;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotEdit;
import io.holdfast.vault.snapshot.SnapshotListing;
import io.holdfast.vault.store.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes, of each damaged snapshot, a new one of what is intact ({@code
 * docs/design/0013-copies-and-repair.md}). The damaged one stays unless it is to be forgotten.
 */
final class Salvage {
  /** As restic marks what its own repair makes. */
  private static final String REPAIRED = "repaired";

  /**
   * How the tags begin that say of a snapshot that it is something whole, such as a recovery set:
   * what lacks something is that no more.
   */
  private static final String MARK = "holdfast-";

  private final Vault.Parts parts;
  private final VaultWriter writer;
  private final SalvageOptions options;
  private final Progress progress;

  Salvage(Vault.Parts parts, VaultWriter writer, SalvageOptions options, Progress progress) {
    this.parts = parts;
    this.writer = writer;
    this.options = options;
    this.progress = progress;
  }

  /**
   * @param all the vault's snapshots, and which of its objects cannot be read
   * @param wanted those to look at
   */
  SalvageReport run(SnapshotListing all, List<Snapshot> wanted) {
    IntactTrees intact = new IntactTrees(parts, writer, options, progress);
    intact.look(wanted.stream().map(Snapshot::tree).distinct().toList());
    List<Salvaged> salvaged = new ArrayList<>();
    try (Progress.Phase phase = progress.begin("salvage", Progress.Unit.OBJECTS, wanted.size())) {
      for (Snapshot snapshot : wanted) {
        List<Lost> lost = new ArrayList<>();
        Optional<BlobId> tree = intact.of(snapshot.tree(), lost);
        if (!lost.isEmpty()) {
          salvaged.add(salvage(snapshot, tree, lost, all.snapshots()));
        }
        phase.advance(1);
      }
    }
    if (options.forget() && !options.dryRun()) {
      all.damaged().forEach(unreadable -> writer.forget(BlobId.parse(unreadable.name())));
    }
    return new SalvageReport(wanted.size() - salvaged.size(), salvaged, all.damaged());
  }

  private Salvaged salvage(
      Snapshot damaged, Optional<BlobId> tree, List<Lost> lost, List<Snapshot> all) {
    Optional<Snapshot> before =
        all.stream()
            .filter(other -> damaged.id().equals(other.original()) && other.hasTag(REPAIRED))
            .filter(other -> tree.isPresent() && other.tree().equals(tree.get()))
            .findFirst();
    BlobId made = before.map(Snapshot::id).orElse(null);
    if (!options.dryRun()) {
      if (made == null && tree.isPresent()) {
        made = writer.commit(edited(damaged, tree.get()), tree.get());
      }
      if (options.forget()) {
        writer.forget(damaged.id());
      }
    }
    return new Salvaged(damaged, made, before.isPresent(), lost);
  }

  /**
   * @throws HoldfastException HF-502 if the snapshot was forgotten meanwhile
   */
  private byte[] edited(Snapshot damaged, BlobId tree) {
    List<String> tags = new ArrayList<>(damaged.tags());
    tags.removeIf(tag -> tag.startsWith(MARK) || tag.equals(REPAIRED));
    tags.add(REPAIRED);
    return new SnapshotEdit()
        .original(damaged.id())
        .tree(tree)
        .tags(tags)
        .without("summary")
        .apply(parts.documents().load(ObjectKind.SNAPSHOT, damaged.id().hex()));
  }
}
