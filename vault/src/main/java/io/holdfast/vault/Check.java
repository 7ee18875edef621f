package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.check.Finding;
import io.holdfast.vault.check.Finding.Severity;
import io.holdfast.vault.check.PackReading;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.prune.Packs;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotListing;
import io.holdfast.vault.store.Cold;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks a vault with an index of its own, read anew. Snapshots are listed before the index is
 * read, so that a backup that ends meanwhile is no finding.
 */
final class Check implements AutoCloseable {
  private final Vault.Parts parts;
  private final CheckOptions options;
  private final Progress progress;
  private final Index index;
  private final Map<BlobId, Cold> cold = new HashMap<>();
  private final List<Finding> findings = Collections.synchronizedList(new ArrayList<>());

  Check(Vault.Parts parts, CheckOptions options, Progress progress) {
    this.parts = parts;
    this.options = options;
    this.progress = progress;
    this.index = parts.index().another((name, file) -> {});
  }

  CheckReport run() {
    keys();
    protections();
    SnapshotListing listing = new Snapshots(parts.store(), parts.documents()).listing();
    for (SnapshotListing.Damaged damaged : listing.damaged()) {
      error("snapshots/" + damaged.name(), damaged.reason());
    }
    Map<BlobId, Long> packs = index();
    CheckTrees trees = new CheckTrees(parts, index, packs.keySet(), this::error);
    trees.run(listing.snapshots().stream().map(Snapshot::tree).distinct().toList(), progress);
    CheckPacks reading = new CheckPacks(parts, index, this::error, this::warning);
    Packs leftCold = Packs.NONE;
    Map<BlobId, Long> toRead = new HashMap<>(packs);
    if (!options.reading().equals(PackReading.NONE)) {
      leftCold = leaveCold(toRead);
      reading.run(toRead, options.reading(), progress);
    }
    Index.Totals totals = index.totals();
    List<Finding> sorted = new ArrayList<>(findings);
    sorted.sort(Comparator.comparing(Finding::severity).thenComparing(Finding::object));
    return new CheckReport(
        sorted,
        listing.snapshots().size() + (long) listing.damaged().size(),
        trees.count(),
        totals.files(),
        packs.size(),
        totals.blobs(),
        trees.unusedBlobs(),
        reading.packsRead(),
        reading.bytesRead(),
        leftCold);
  }

  /** Takes out the packs that cannot be read, or not for nothing. */
  private Packs leaveCold(Map<BlobId, Long> packs) {
    Packs left = Packs.NONE;
    for (Map.Entry<BlobId, Cold> one : cold.entrySet()) {
      Long size = packs.get(one.getKey());
      if (size != null && !(options.coldToo() && one.getValue().isReadable())) {
        packs.remove(one.getKey());
        left = left.plus(size);
      }
    }
    return left;
  }

  private void keys() {
    for (StoredObject key : Vault.list(parts.store(), ObjectKind.KEY)) {
      try {
        VaultKeys.load(parts.store(), key.name());
      } catch (HoldfastException damaged) {
        NoAnswer.isNoFinding(damaged);
        error("keys/" + key.name(), damaged.getMessage());
      }
    }
  }

  /** Compares the index with the packs; returns the packs that exist, with their sizes. */
  private Map<BlobId, Long> index() {
    Map<BlobId, Long> packs = new HashMap<>();
    List<StoredObject> indexFiles = Vault.list(parts.store(), ObjectKind.INDEX);
    try (Progress.Phase phase =
        progress.begin("read index", Progress.Unit.OBJECTS, indexFiles.size())) {
      index.load();
      phase.advance(indexFiles.size());
    }
    List<StoredObject> listed = Vault.list(parts.store(), ObjectKind.PACK);
    packs.putAll(Ground.sizes(listed));
    cold.putAll(Ground.cold(listed));
    index.damage().forEach(damage -> error("index", damage.getMessage()));
    index.forEachPack(
        (number, pack, expected) -> {
          Long found = packs.get(pack);
          String name = ObjectKind.PACK.path(pack.hex());
          if (found == null) {
            error(name, "The index names this pack, but it does not exist.");
          } else if (found != expected) {
            error(name, "It has " + found + " bytes, but must have " + expected + ".");
          }
        });
    Set<BlobId> condemned = condemned();
    for (BlobId pack : packs.keySet()) {
      if (!index.knowsPack(pack) && !condemned.contains(pack)) {
        warning(
            ObjectKind.PACK.path(pack.hex()),
            "Unused: no index names this pack. The next backup makes use of it if it is whole.");
      }
    }
    mixedPacks();
    return packs;
  }

  /** Packs that a prune is going to delete are in no index, and no warning. */
  private Set<BlobId> condemned() {
    try {
      return PruneState.load(parts.store(), parts.documents()).condemned().keySet();
    } catch (HoldfastException damaged) {
      error(ObjectKind.PRUNE.directory(), damaged.getMessage());
      return Set.of();
    }
  }

  /** What cannot be read of these keeps everything: nothing is removed beside it. */
  private void protections() {
    readable(ObjectKind.HOLD, () -> new VaultHolds(parts).all());
    readable(ObjectKind.RETENTION, () -> new VaultRetention(parts).look(Duration.ZERO));
  }

  private void readable(ObjectKind kind, Runnable reading) {
    try {
      reading.run();
    } catch (HoldfastException damaged) {
      NoAnswer.isNoFinding(damaged);
      error(kind.directory(), damaged.getMessage());
    }
  }

  /** Old programs put content and directories together; version 2 asks for separate packs. */
  private void mixedPacks() {
    if (parts.config().version() < Config.VERSION) {
      return;
    }
    for (BlobId pack : index.mixedPacks()) {
      warning(
          ObjectKind.PACK.path(pack.hex()),
          "It holds content and directories together, as old programs wrote it; it is readable.");
    }
  }

  private void error(String object, String message) {
    findings.add(new Finding(Severity.ERROR, object, message));
  }

  private void warning(String object, String message) {
    findings.add(new Finding(Severity.WARNING, object, message));
  }

  @Override
  public void close() {
    index.close();
  }
}
