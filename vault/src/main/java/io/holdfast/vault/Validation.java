package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.Location;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Proves, after a prune has begun, that everything below a tree is in packs that stay. What lies in
 * condemned packs only is copied out of them while they are there.
 */
final class Validation {
  private record Blob(BlobKind kind, BlobId id) {}

  private final Vault.Parts parts;
  private final Index index;
  private final PackLine line;
  private final BlobReader reader;
  private final BlobCopy copying;
  private final Set<BlobId> trees = ConcurrentHashMap.newKeySet();
  private final Set<Blob> copied = ConcurrentHashMap.newKeySet();
  private final CondemnedPacks condemned;

  Validation(Vault.Parts parts, PackLine line) {
    this.parts = parts;
    this.index = parts.index();
    this.line = line;
    this.reader = new BlobReader(parts.store(), index, parts.benches());
    this.copying = new BlobCopy(parts, reader, line);
    this.condemned = new CondemnedPacks(parts, index);
  }

  /**
   * @return the prune states that this is valid for
   * @throws HoldfastException HF-605 if something is in no pack any more
   */
  PruneState validate(BlobId root) {
    PruneState state = Ground.survey(parts);
    trees.add(root);
    TreeLevels.walk("validate", List.of(root), tree -> visit(tree, state), Progress.NONE);
    line.flush();
    return state;
  }

  private List<BlobId> visit(BlobId tree, PruneState state) {
    keep(BlobKind.TREE, tree, state);
    List<BlobId> fresh = new ArrayList<>();
    for (Node node : read(tree).nodes()) {
      BlobId subtree = node.subtree();
      if (subtree != null && trees.add(subtree)) {
        fresh.add(subtree);
      }
      node.content().forEach(blob -> keep(BlobKind.DATA, blob, state));
    }
    return fresh;
  }

  /** Another prune may have begun since the survey, and be done by now. */
  private Tree read(BlobId tree) {
    try {
      return reader.treeOnce(tree);
    } catch (HoldfastException failure) {
      throw isGone(failure) ? overtaken(BlobKind.TREE, tree, failure) : failure;
    }
  }

  private void keep(BlobKind kind, BlobId id, PruneState state) {
    if (index.offers(kind, id) || !copied.add(new Blob(kind, id))) {
      return;
    }
    List<Location> places = index.find(kind, id);
    if (places.isEmpty()) {
      condemned.readInto(state.condemned().keySet());
      places = index.find(kind, id);
    }
    try {
      if (places.isEmpty()) {
        throw overtaken(kind, id, null);
      }
      copying.copy(places);
    } catch (HoldfastException failure) {
      if (failure.code() == ErrorCode.OBJECT_COLD && staysSomewhere(places, state)) {
        return;
      }
      throw isGone(failure) ? overtaken(kind, id, failure) : failure;
    }
  }

  /** A pack that became cold is as good to a snapshot, if not as quick. */
  private static boolean staysSomewhere(List<Location> places, PruneState state) {
    return places.stream().anyMatch(place -> !state.condemned().containsKey(place.pack()));
  }

  private static boolean isGone(HoldfastException failure) {
    return failure.code() == ErrorCode.BLOB_MISSING;
  }

  private HoldfastException overtaken(
      BlobKind kind, BlobId id, @org.jspecify.annotations.Nullable HoldfastException cause) {
    return new HoldfastException(
        ErrorCode.PRUNE_OVERTOOK,
        "A prune of %s removed the %s blob %s while this run counted on it."
            .formatted(parts.store().location(), kind.wire(), id.brief()),
        "No snapshot was written; earlier snapshots are unharmed.",
        "Run the backup again; it stores what is missing and uses what was stored.",
        cause);
  }
}
