package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.Location;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Follows every snapshot's tree, level by level; each directory is read once, whoever shares it.
 * Content is looked up, not read.
 */
final class CheckTrees {
  private final Index index;
  private final Set<BlobId> packsThere;
  private final BiConsumer<String, String> error;
  private final BlobReader reader;
  private final NumberedBlobs trees;
  private final NumberedBlobs data;

  CheckTrees(
      Vault.Parts parts, Index index, Set<BlobId> packsThere, BiConsumer<String, String> error) {
    this.index = index;
    this.packsThere = packsThere;
    this.error = error;
    this.reader = new BlobReader(parts.store(), index, parts.benches());
    this.trees = new NumberedBlobs(index, BlobKind.TREE);
    this.data = new NumberedBlobs(index, BlobKind.DATA);
  }

  void run(List<BlobId> roots, Progress progress) {
    roots.forEach(trees::add);
    TreeLevels.walk("check directories", roots, this::check, progress);
  }

  /** The subtrees that were not met before. */
  private List<BlobId> check(BlobId tree) {
    List<BlobId> fresh = new ArrayList<>();
    List<Node> nodes;
    try {
      nodes = reader.treeOnce(tree).nodes();
    } catch (HoldfastException failure) {
      NoAnswer.isNoFinding(failure);
      error.accept("tree " + tree, failure.getMessage());
      return fresh;
    }
    for (Node node : nodes) {
      BlobId subtree = node.subtree();
      if (node.type() == NodeType.DIRECTORY && subtree == null) {
        error.accept("tree " + tree, "Its directory '" + node.name() + "' has no tree.");
      }
      if (subtree != null && trees.add(subtree)) {
        fresh.add(subtree);
      }
      for (BlobId blob : node.content()) {
        if (data.add(blob)) {
          checkContent(tree, node, blob);
        }
      }
      checkLength(tree, node);
    }
    return fresh;
  }

  private void checkContent(BlobId tree, Node node, BlobId blob) {
    List<Location> locations = index.find(BlobKind.DATA, blob);
    boolean there = locations.stream().map(Location::pack).anyMatch(packsThere::contains);
    if (!there) {
      String why =
          locations.isEmpty()
              ? ", which no index knows."
              : ", which lies in a pack that does not exist.";
      error.accept("tree " + tree, "Its file '" + node.name() + "' needs the blob " + blob + why);
    }
  }

  /** A file whose blobs do not add up to its size was torn, or written by a faulty program. */
  private void checkLength(BlobId tree, Node node) {
    if (node.type() != NodeType.FILE) {
      return;
    }
    long length = 0;
    for (BlobId blob : node.content()) {
      List<Location> locations = index.find(BlobKind.DATA, blob);
      if (locations.isEmpty()) {
        return;
      }
      length += locations.getFirst().blob().plainLength();
    }
    if (length != node.size()) {
      error.accept(
          "tree " + tree,
          "Its file '"
              + node.name()
              + "' says "
              + node.size()
              + " bytes, but its blobs have "
              + length
              + ".");
    }
  }

  long count() {
    return trees.count();
  }

  /** Blobs that no snapshot needs. */
  long unusedBlobs() {
    AtomicLong unused = new AtomicLong();
    index.forEachPlace(
        (place, blob, pack, packed) -> {
          NumberedBlobs used = packed.kind() == BlobKind.TREE ? trees : data;
          if (place == blob && !used.contains(blob)) {
            unused.incrementAndGet();
          }
        });
    return unused.get();
  }
}
