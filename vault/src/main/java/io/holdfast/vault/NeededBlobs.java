package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.FileName;
import io.holdfast.vault.cold.Part;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.tree.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * The blobs that snapshots need: one bit each, under the number that the index gives them. Safe to
 * share between threads.
 */
final class NeededBlobs {
  private final Vault.Parts parts;
  private final Index index;
  private final BlobReader reader;

  /** Packs that no index names any more; read only if something is missing. */
  private final Set<BlobId> condemned;

  private final CondemnedPacks condemnedPacks;
  private final IntConsumer toldOfNew;
  private final BitSet needed = new BitSet();

  NeededBlobs(Vault.Parts parts, Index index, Set<BlobId> condemned) {
    this(parts, index, condemned, number -> {});
  }

  /**
   * @param toldOfNew told the number of each blob when it is first needed; by one thread at a time
   */
  NeededBlobs(Vault.Parts parts, Index index, Set<BlobId> condemned, IntConsumer toldOfNew) {
    this.toldOfNew = toldOfNew;
    this.parts = parts;
    this.index = index;
    this.condemned = condemned;
    this.reader = new BlobReader(parts.store(), index, parts.benches());
    this.condemnedPacks = new CondemnedPacks(parts, index);
  }

  /**
   * Marks trees and everything below them.
   *
   * @throws HoldfastException HF-502 or HF-501 if something is missing or damaged
   */
  void add(List<BlobId> roots, Progress progress) {
    List<BlobId> fresh = roots.stream().filter(root -> mark(BlobKind.TREE, root)).toList();
    TreeLevels.walk("find what is needed", fresh, this::visit, progress);
  }

  /**
   * Marks what of a tree belongs to a part, with the directories on the way to it. A directory that
   * is met at two paths may be wanted at one of them only, so it is looked at twice.
   */
  void add(BlobId root, Part part, Progress progress) {
    if (part.isEverything()) {
      add(List.of(root), progress);
      return;
    }
    mark(BlobKind.TREE, root);
    TreeLevels.walk(
        "find what is needed", List.of(new At(root, List.of())), at -> visit(at, part), progress);
  }

  private record At(BlobId tree, List<FileName> path) {}

  private List<At> visit(At at, Part part) {
    List<At> below = new ArrayList<>();
    for (Node node : reader.tree(at.tree()).nodes()) {
      List<FileName> path = new ArrayList<>(at.path());
      path.add(node.name());
      BlobId subtree = node.subtree();
      if (subtree != null && part.mayBelow(path)) {
        mark(BlobKind.TREE, subtree);
        below.add(new At(subtree, path));
      } else if (subtree == null && part.selects(path)) {
        node.content().forEach(blob -> mark(BlobKind.DATA, blob));
      }
    }
    return below;
  }

  private List<BlobId> visit(BlobId tree) {
    List<BlobId> fresh = new ArrayList<>();
    for (Node node : reader.treeOnce(tree).nodes()) {
      BlobId subtree = node.subtree();
      if (subtree != null && mark(BlobKind.TREE, subtree)) {
        fresh.add(subtree);
      }
      node.content().forEach(blob -> mark(BlobKind.DATA, blob));
    }
    return fresh;
  }

  private synchronized boolean mark(BlobKind kind, BlobId id) {
    int number = index.number(kind, id);
    if (number < 0) {
      index.refresh();
      // A snapshot that came from a program that does not look may need what was condemned.
      condemnedPacks.readInto(condemned);
      number = index.number(kind, id);
    }
    if (number < 0) {
      throw missing(kind, id);
    }
    boolean fresh = !needed.get(number);
    if (fresh) {
      needed.set(number);
      toldOfNew.accept(number);
    }
    return fresh;
  }

  HoldfastException missing(BlobKind kind, BlobId id) {
    return new HoldfastException(
        ErrorCode.BLOB_MISSING,
        "A snapshot in %s needs the %s blob %s, which lies in no pack that is there."
            .formatted(parts.store().location(), kind.wire(), id),
        "Nothing was deleted: a vault that is not whole is not pruned.",
        "Run 'holdfast vault check' to see what else is missing.");
  }

  boolean contains(int number) {
    return needed.get(number);
  }

  long count() {
    return needed.cardinality();
  }
}
