package io.holdfast.stores;

import io.holdfast.model.set.Doubt;
import io.holdfast.vault.tree.Node;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A store's capture.
 *
 * @param root the directory that enters the set's tree, under a name of the coordinator's choosing
 * @param files how many files it holds, and {@code bytes} in them
 * @param evidence what the driver knows, kept in the manifest as it is
 * @param doubts why this member is not the exact state of its point; empty if it is
 */
public record CapturedMember(
    Node root, long files, long bytes, ObjectNode evidence, List<Doubt> doubts) {
  public CapturedMember {
    doubts = List.copyOf(doubts);
  }
}
