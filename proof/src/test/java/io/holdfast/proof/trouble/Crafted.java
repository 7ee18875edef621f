package io.holdfast.proof.trouble;

import io.holdfast.model.set.RecoverySet;
import io.holdfast.proof.real.Site;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotDraft;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sets that no backup would seal, made from one that it did, with the vault's own hands. */
final class Crafted {
  private final Vault vault;
  private final VaultWriter writer;
  private final Snapshot original;

  private Crafted(Vault vault, VaultWriter writer, Snapshot original) {
    this.vault = vault;
    this.writer = writer;
    this.original = original;
  }

  private interface Change {
    List<Node> of(Crafted crafted, List<Node> root);
  }

  /** The id of a set with another manifest. */
  static String withManifest(Site site, String set, UnaryOperator<ObjectNode> change) {
    return commit(site, set, true, (crafted, root) -> crafted.changeManifest(root, change));
  }

  /** The id of a set without a manifest. */
  static String withoutManifest(Site site, String set) {
    return commit(site, set, true, (crafted, root) -> without(root, RecoverySet.MANIFEST));
  }

  /** The id of the same snapshot without the tags of a set. */
  static String withoutTags(Site site, String set) {
    return commit(site, set, false, (crafted, root) -> root);
  }

  /** The id of a set that lacks one file or directory. */
  static String without(Site site, String set, String path) {
    return commit(
        site, set, true, (crafted, root) -> crafted.remove(root, List.of(path.split("/"))));
  }

  private static String commit(Site site, String set, boolean tagged, Change change) {
    try (Vault vault = site.openVault();
        VaultWriter writer = vault.writer()) {
      Snapshot original = vault.find(set, any -> true);
      Crafted crafted = new Crafted(vault, writer, original);
      BlobId tree = writer.save(new Tree(change.of(crafted, vault.tree(original.tree()).nodes())));
      return writer
          .commit(
              new SnapshotDraft(
                  original.time().minusSeconds(3_600),
                  null,
                  tree,
                  original.paths(),
                  "crafted",
                  "crafted",
                  0,
                  0,
                  tagged ? original.tags() : List.of(),
                  null,
                  "proof"))
          .id()
          .hex();
    }
  }

  private List<Node> changeManifest(List<Node> root, UnaryOperator<ObjectNode> change) {
    List<Node> changed = new ArrayList<>();
    for (Node node : root) {
      if (!node.name().is(RecoverySet.MANIFEST)) {
        changed.add(node);
        continue;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      node.content().forEach(blob -> bytes.writeBytes(vault.data(blob)));
      ObjectNode manifest = (ObjectNode) JsonMapper.shared().readTree(bytes.toByteArray());
      String text = change.apply(manifest).toString();
      try {
        var content = writer.save(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        changed.add(node.withContent(content.blobs(), content.length()));
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }
    return changed;
  }

  private List<Node> remove(List<Node> directory, List<String> path) {
    if (path.size() == 1) {
      return without(directory, path.getFirst());
    }
    List<Node> changed = new ArrayList<>();
    for (Node node : directory) {
      if (node.name().is(path.getFirst())) {
        List<Node> inside =
            vault.tree(Objects.requireNonNull(node.subtree(), original.toString())).nodes();
        BlobId tree = writer.save(new Tree(remove(inside, path.subList(1, path.size()))));
        changed.add(node.withSubtree(tree));
      } else {
        changed.add(node);
      }
    }
    return changed;
  }

  private static List<Node> without(List<Node> directory, String name) {
    List<Node> rest = directory.stream().filter(node -> !node.name().is(name)).toList();
    if (rest.size() != directory.size() - 1) {
      throw new IllegalArgumentException("There is no " + name);
    }
    return rest;
  }
}
