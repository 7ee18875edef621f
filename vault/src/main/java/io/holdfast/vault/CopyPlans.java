package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.tree.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds what snapshots need and another vault does not have. Blobs stand as the numbers that the
 * source's index gives them: four bytes for each that is going to be copied.
 */
final class CopyPlans {
  private final Index index;
  private final BlobReader reader;
  private final VaultWriter target;

  /** What earlier plans have seen and copy. Guarded by this, as is what follows. */
  private final Set<BlobId> trees = new HashSet<>();

  private final BitSet taken = new BitSet();

  /** What the plan at hand adds. */
  private final List<BlobId> newTrees = new ArrayList<>();

  private int[] numbers = {};
  private int count;
  private long bytes;

  CopyPlans(Index index, BlobReader reader, VaultWriter target) {
    this.index = index;
    this.reader = reader;
    this.target = target;
  }

  /**
   * What one snapshot needs and neither the target nor an earlier plan has.
   *
   * @param numbers of the blobs in the source's index
   * @param bytes that they take there
   */
  record Plan(Snapshot snapshot, int[] numbers, long bytes) {
    BitSet chosen() {
      BitSet chosen = new BitSet();
      for (int number : numbers) {
        chosen.set(number);
      }
      return chosen;
    }
  }

  /**
   * @throws HoldfastException HF-501 or HF-502 if the source lacks something; later plans are as if
   *     this one had not been asked for
   */
  Plan plan(Snapshot snapshot, Progress progress) {
    newTrees.clear();
    numbers = new int[64];
    count = 0;
    bytes = 0;
    try {
      List<BlobId> roots = isNew(snapshot.tree()) ? List.of(snapshot.tree()) : List.of();
      TreeLevels.walk("find what is missing", roots, this::visit, progress);
    } catch (HoldfastException damage) {
      newTrees.forEach(trees::remove);
      for (int i = 0; i < count; i++) {
        taken.clear(numbers[i]);
      }
      throw damage;
    }
    return new Plan(snapshot, Arrays.copyOf(numbers, count), bytes);
  }

  private List<BlobId> visit(BlobId tree) {
    List<BlobId> fresh = new ArrayList<>();
    for (Node node : reader.tree(tree).nodes()) {
      BlobId subtree = node.subtree();
      if (subtree != null && isNew(subtree)) {
        fresh.add(subtree);
      }
      node.content().forEach(blob -> take(BlobKind.DATA, blob));
    }
    take(BlobKind.TREE, tree);
    return fresh;
  }

  private synchronized boolean isNew(BlobId tree) {
    boolean added = trees.add(tree);
    if (added) {
      newTrees.add(tree);
    }
    return added;
  }

  private synchronized void take(BlobKind kind, BlobId id) {
    if (target.has(kind, id)) {
      return;
    }
    if (index.number(kind, id) < 0) {
      index.locate(kind, id);
    }
    int number = index.number(kind, id);
    if (!taken.get(number)) {
      taken.set(number);
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = number;
      bytes += index.find(kind, id).getFirst().blob().length();
    }
  }
}
