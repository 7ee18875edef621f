package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.copy.CopyReport;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.parallel.Parallel;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotEdit;
import io.holdfast.vault.store.ObjectKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies snapshots into another vault ({@code docs/design/0013-copies-and-repair.md}): what is
 * missing there, then the snapshot. Nothing is written to the source.
 */
final class SnapshotCopying {
  private static final int THREADS = 4;

  /** Neighbours in a pack, which one thread copies. */
  private static final int PART = 64;

  private final Vault.Parts source;
  private final Index index;
  private final BlobReader reader;
  private final VaultWriter target;
  private final Progress progress;
  private final boolean sameKey;

  private final List<CopyReport.Copied> copied = new ArrayList<>();
  private final List<Snapshot> alreadyThere = new ArrayList<>();
  private final List<CopyReport.Failed> failed = new ArrayList<>();

  SnapshotCopying(Vault.Parts source, VaultWriter target, boolean sameKey, Progress progress) {
    this.source = source;
    this.index = source.index().another((name, file) -> {});
    this.reader = new BlobReader(source.store(), index, source.benches());
    this.target = target;
    this.sameKey = sameKey;
    this.progress = progress;
  }

  /**
   * @param there the snapshots of the target
   */
  CopyReport run(List<Snapshot> snapshots, List<Snapshot> there) {
    List<Snapshot> left = new ArrayList<>();
    for (Snapshot snapshot : snapshots.stream().distinct().sorted(Snapshot.BY_TIME).toList()) {
      boolean isThere = there.stream().anyMatch(other -> other.isCopyOf(snapshot));
      (isThere ? alreadyThere : left).add(snapshot);
    }
    try (index) {
      index.load();
      while (!left.isEmpty()) {
        left = copyUntilOneFails(left);
      }
    }
    target.flush();
    WriterStats stats = target.stats();
    return new CopyReport(
        sameKey, copied, alreadyThere, failed, stats.newBlobs(), stats.newBytesStored());
  }

  /**
   * A plan counts on what the plans before it copy, so after one that failed the rest is planned
   * anew.
   *
   * @return what is left to do
   */
  private List<Snapshot> copyUntilOneFails(List<Snapshot> snapshots) {
    CopyPlans planning = new CopyPlans(index, reader, target);
    List<CopyPlans.Plan> plans = new ArrayList<>();
    for (Snapshot snapshot : snapshots) {
      try {
        plans.add(planning.plan(snapshot, progress));
      } catch (HoldfastException damage) {
        failed.add(failure(snapshot, damage));
      }
    }
    long bytes = plans.stream().mapToLong(CopyPlans.Plan::bytes).sum();
    try (Progress.Phase phase = progress.begin("copy", Progress.Unit.BYTES, bytes)) {
      for (int i = 0; i < plans.size(); i++) {
        CopyPlans.Plan plan = plans.get(i);
        try {
          copyBlobs(plan, phase);
        } catch (HoldfastException damage) {
          failed.add(failure(plan.snapshot(), damage));
          return snapshots(plans.subList(i + 1, plans.size()));
        }
        commit(plan.snapshot());
      }
    }
    return List.of();
  }

  /** What is wrong with one snapshot of the source does not stop the others; all else does. */
  private CopyReport.Failed failure(Snapshot snapshot, HoldfastException failure) {
    target.throwIfBroken();
    return switch (failure.code()) {
      case OBJECT_DAMAGED, BLOB_MISSING, OBJECT_COLD, PATH_ESCAPES ->
          new CopyReport.Failed(snapshot, failure);
      default -> throw failure;
    };
  }

  private static List<Snapshot> snapshots(List<CopyPlans.Plan> plans) {
    return plans.stream().map(CopyPlans.Plan::snapshot).toList();
  }

  private void copyBlobs(CopyPlans.Plan plan, Progress.Phase phase) {
    new CopyOrder(index, plan.chosen())
        .forEach(
            blobs ->
                Parallel.forEach(
                    "copy",
                    THREADS,
                    inParts(blobs),
                    part -> {
                      for (PackedBlob blob : part) {
                        copy(blob.kind(), blob.id());
                        phase.advance(blob.length());
                      }
                    }));
  }

  private static List<List<PackedBlob>> inParts(List<PackedBlob> blobs) {
    List<List<PackedBlob>> parts = new ArrayList<>();
    for (int from = 0; from < blobs.size(); from += PART) {
      parts.add(blobs.subList(from, Math.min(from + PART, blobs.size())));
    }
    return parts;
  }

  private void copy(BlobKind kind, BlobId id) {
    try {
      reader.open(
          kind,
          id,
          (place, stored, plain) -> {
            if (sameKey) {
              target.saveSealed(place.blob(), stored);
            } else {
              target.saveOpened(kind, plain, (int) place.blob().plainLength());
            }
          });
    } catch (IOException impossible) {
      throw new UncheckedIOException("A vault's failures have codes", impossible);
    }
  }

  private void commit(Snapshot snapshot) {
    byte[] json;
    try {
      json =
          new SnapshotEdit()
              .original(snapshot.persistentId())
              .without("parent")
              .apply(source.documents().load(ObjectKind.SNAPSHOT, snapshot.id().hex()));
    } catch (HoldfastException failure) {
      if (failure.code() == ErrorCode.BLOB_MISSING) {
        failed.add(new CopyReport.Failed(snapshot, failure)); // Forgotten since it was listed.
        return;
      }
      throw failure;
    }
    copied.add(new CopyReport.Copied(snapshot, target.commit(json, snapshot.tree())));
  }
}
