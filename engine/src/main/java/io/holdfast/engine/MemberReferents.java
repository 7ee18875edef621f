package io.holdfast.engine;

import io.holdfast.engine.closure.Referents;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.Hash;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.TreeWalk;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** The files of a captured tree, looked up in the vault. */
final class MemberReferents implements Referents {
  private final BlobSource source;
  private final BlobId tree;

  MemberReferents(BlobSource source, Node root) {
    this.source = source;
    this.tree = Objects.requireNonNull(root.subtree(), "a member is a directory");
  }

  @Override
  public Optional<Referent> find(String path) {
    return TreeWalk.find(source, tree, path)
        .filter(node -> node.type() == NodeType.FILE)
        .map(node -> new CapturedFile(source, node));
  }

  @Override
  public void each(String base, Consumer<String> consumer) {
    TreeWalk.find(source, tree, base)
        .map(Node::subtree)
        .ifPresent(
            below ->
                TreeWalk.visit(
                    source,
                    below,
                    (path, node) -> {
                      if (node.type() == NodeType.FILE) {
                        StringBuilder name = new StringBuilder(base);
                        path.forEach(part -> name.append('/').append(part.display()));
                        consumer.accept(name.toString());
                      }
                      return true;
                    }));
  }

  private record CapturedFile(BlobSource source, Node node) implements Referent {
    @Override
    public long length() {
      return node.size();
    }

    @Override
    public String sha256() {
      MessageDigest digest = Hash.sha256();
      for (BlobId blob : node.content()) {
        digest.update(source.data(blob));
      }
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
