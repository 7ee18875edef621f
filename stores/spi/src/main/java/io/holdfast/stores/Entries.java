package io.holdfast.stores;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Posix;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Content;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries of a member that was never a tree on a disk. They belong to whoever makes the set, and
 * have the time of the point: the same files on the next night are the same content.
 */
public record Entries(Instant time) {
  public Node file(FileName name, Content content) {
    return entry(name, NodeType.FILE, 0600, null).withContent(content.blobs(), content.length());
  }

  public Node directory(FileName name, BlobId tree) {
    return entry(name, NodeType.DIRECTORY, 0700, tree);
  }

  private Node entry(FileName name, NodeType type, int permissions, @Nullable BlobId tree) {
    return new Node(
        name,
        type,
        permissions,
        time,
        time,
        time,
        Posix.userId(),
        Posix.groupId(),
        "",
        "",
        0,
        0,
        0,
        1,
        null,
        List.of(),
        0,
        List.of(),
        tree);
  }
}
