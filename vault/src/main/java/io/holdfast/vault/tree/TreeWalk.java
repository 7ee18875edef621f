package io.holdfast.vault.tree;

import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Goes through the trees below a root, keeping only the directories on the current path in memory.
 */
public final class TreeWalk {
  private TreeWalk() {}

  /** Told of each node, a directory before what it holds. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * @param path the names from the root to the node, which is the last of them; valid during the
     *     call
     * @return whether to go into it, if it is a directory
     */
    boolean visit(List<FileName> path, Node node);
  }

  /**
   * The node at a path with slashes, such as {@code disk/data/archive}; leading slashes are
   * ignored.
   */
  public static Optional<Node> find(BlobSource source, BlobId root, String slashPath) {
    BlobId tree = root;
    Node found = null;
    for (String part : slashPath.split("/")) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (tree == null) {
        return Optional.empty();
      }
      FileName name = FileName.of(part);
      found = null;
      for (Node node : source.tree(tree).nodes()) {
        if (node.name().equals(name)) {
          found = node;
          break;
        }
      }
      if (found == null) {
        return Optional.empty();
      }
      tree = found.subtree();
    }
    return Optional.ofNullable(found);
  }

  public static void visit(BlobSource source, BlobId root, Visitor visitor) {
    Deque<Iterator<Node>> open = new ArrayDeque<>();
    List<FileName> path = new ArrayList<>();
    List<FileName> view = Collections.unmodifiableList(path);
    open.push(source.tree(root).nodes().iterator());
    while (!open.isEmpty()) {
      if (!open.element().hasNext()) {
        open.pop();
        if (!open.isEmpty()) {
          path.removeLast();
        }
        continue;
      }
      Node node = open.element().next();
      path.add(node.name());
      boolean enter = visitor.visit(view, node);
      BlobId subtree = node.subtree();
      if (enter && subtree != null) {
        open.push(source.tree(subtree).nodes().iterator());
      } else {
        path.removeLast();
      }
    }
  }
}
