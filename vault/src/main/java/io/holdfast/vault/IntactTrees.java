package io.holdfast.vault;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.Location;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.repair.SalvageOptions;
import io.holdfast.vault.repair.SalvageReport.Lost;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import io.holdfast.vault.tree.TreeCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds what is intact below directories, and makes directories of only that. A file that lacks a
 * byte is left out: half a file of usage records is worse than none.
 */
final class IntactTrees {
  private final Vault.Parts parts;
  private final Index index;
  private final BlobReader reader;
  private final VaultWriter writer;
  private final SalvageOptions options;
  private final Progress progress;
  private final CondemnedPacks condemned;

  private final Set<BlobId> met = ConcurrentHashMap.newKeySet();
  private final Map<BlobId, String> lostTrees = new ConcurrentHashMap<>();
  private final Set<BlobId> content = ConcurrentHashMap.newKeySet();
  private final Map<BlobId, String> lostContent = new ConcurrentHashMap<>();

  /** Below which nothing is lost. */
  private final Set<BlobId> whole = new HashSet<>();

  IntactTrees(Vault.Parts parts, VaultWriter writer, SalvageOptions options, Progress progress) {
    this.parts = parts;
    this.index = parts.index();
    this.reader = new BlobReader(parts.store(), index, parts.benches());
    this.writer = writer;
    this.options = options;
    this.progress = progress;
    this.condemned = new CondemnedPacks(parts, index);
  }

  /** Reads every directory, and looks for all content, or reads it. */
  void look(List<BlobId> roots) {
    met.addAll(roots);
    TreeLevels.walk("read directories", roots, this::look, progress);
    if (options.readData()) {
      readContent();
    }
  }

  private List<BlobId> look(BlobId tree) {
    List<BlobId> fresh = new ArrayList<>();
    List<Node> nodes;
    try {
      secure(BlobKind.TREE, tree);
      nodes = reader.tree(tree).nodes();
    } catch (HoldfastException damage) {
      lostTrees.put(tree, reason(damage));
      return fresh;
    }
    for (Node node : nodes) {
      BlobId subtree = node.subtree();
      if (subtree != null && met.add(subtree)) {
        fresh.add(subtree);
      }
      for (BlobId blob : node.content()) {
        if (content.add(blob)) {
          try {
            secure(BlobKind.DATA, blob);
          } catch (HoldfastException damage) {
            lostContent.put(blob, reason(damage));
          }
        }
      }
    }
    return fresh;
  }

  /**
   * Makes sure that a blob lies where a new snapshot may count on it. One that lies in condemned
   * packs only, or in a pack whose length is wrong, is copied from there if it can be read.
   */
  private void secure(BlobKind kind, BlobId id) {
    if (writer.has(kind, id)) {
      return;
    }
    if (index.find(kind, id).isEmpty()) {
      condemned.readInto(PruneState.load(parts.store(), parts.documents()).condemned().keySet());
    }
    open(kind, id);
  }

  private void open(BlobKind kind, BlobId id) {
    try {
      reader.open(
          kind,
          id,
          (place, stored, plain) -> {
            if (!options.dryRun()) {
              writer.saveSealed(place.blob(), stored);
            }
          });
    } catch (IOException impossible) {
      throw new UncheckedIOException("A vault's failures have codes", impossible);
    }
  }

  /** What keeps from looking is no loss: whoever answers again may have everything. */
  private static String reason(HoldfastException failure) {
    return switch (failure.code()) {
      case OBJECT_DAMAGED, BLOB_MISSING, PATH_ESCAPES -> String.valueOf(failure.getMessage());
      default -> throw failure;
    };
  }

  private void readContent() {
    Set<BlobId> there = new HashSet<>(content);
    there.removeAll(lostContent.keySet());
    long bytes = there.stream().mapToLong(this::length).sum();
    try (Progress.Phase phase = progress.begin("read content", Progress.Unit.BYTES, bytes)) {
      reader.lendAll(
          there,
          new BlobSource.Receiver() {
            @Override
            public void take(BlobId id, byte[] plain, int length) {
              phase.advance(length);
            }

            @Override
            public void fail(BlobId id, HoldfastException why) {
              lostContent.put(id, reason(why));
            }
          });
    } catch (IOException impossible) {
      throw new UncheckedIOException("A vault's failures have codes", impossible);
    }
  }

  private long length(BlobId blob) {
    List<Location> places = index.find(BlobKind.DATA, blob);
    return places.isEmpty() ? 0 : places.getFirst().blob().plainLength();
  }

  /**
   * The directory without what is lost; the same one if nothing is.
   *
   * @param lost what is, added to
   * @return empty if the directory itself cannot be read
   */
  Optional<BlobId> of(BlobId root, List<Lost> lost) {
    String why = lostTrees.get(root);
    if (why != null) {
      lost.add(new Lost("/", why));
      return Optional.empty();
    }
    return Optional.of(of(root, "/", lost));
  }

  private BlobId of(BlobId tree, String path, List<Lost> lost) {
    if (whole.contains(tree)) {
      return tree;
    }
    List<Node> kept = new ArrayList<>();
    boolean changed = false;
    for (Node node : reader.tree(tree).nodes()) {
      Optional<Node> intact = of(node, path + node.name().display(), lost);
      changed |= intact.isEmpty() || intact.get() != node;
      intact.ifPresent(kept::add);
    }
    if (!changed) {
      whole.add(tree);
      return tree;
    }
    return save(new Tree(kept));
  }

  private Optional<Node> of(Node node, String path, List<Lost> lost) {
    BlobId subtree = node.subtree();
    if (node.type() == NodeType.DIRECTORY || subtree != null) {
      String why = subtree == null ? "it has no tree" : lostTrees.get(subtree);
      if (subtree == null || why != null) {
        lost.add(new Lost(path + "/", String.valueOf(why)));
        return Optional.of(node.withSubtree(save(new Tree(List.of()))));
      }
      BlobId intact = of(subtree, path + "/", lost);
      return Optional.of(intact.equals(subtree) ? node : node.withSubtree(intact));
    }
    Optional<String> why = damage(node);
    why.ifPresent(reason -> lost.add(new Lost(path, reason)));
    return why.isPresent() ? Optional.empty() : Optional.of(node);
  }

  private Optional<String> damage(Node node) {
    long length = 0;
    for (BlobId blob : node.content()) {
      String why = lostContent.get(blob);
      if (why != null) {
        return Optional.of(why);
      }
      length += length(blob);
    }
    return node.type() != NodeType.FILE || length == node.size()
        ? Optional.empty()
        : Optional.of("its parts have " + length + " bytes, not " + node.size());
  }

  private BlobId save(Tree tree) {
    return options.dryRun() ? Hash.sha256(TreeCodec.encode(tree)) : writer.save(tree);
  }
}
