package io.holdfast.vault.tree;

import java.util.Comparator;
import java.util.List;

/** A directory: its nodes, sorted by name, each name once. */
public record Tree(List<Node> nodes) {
  /** Sorts; two nodes of one name are a programming error. */
  public Tree {
    nodes = nodes.stream().sorted(Comparator.comparing(Node::name)).toList();
    for (int i = 1; i < nodes.size(); i++) {
      if (nodes.get(i - 1).name().equals(nodes.get(i).name())) {
        throw new IllegalArgumentException("Two entries are called " + nodes.get(i).name());
      }
    }
  }
}
