package io.holdfast.engine;

import io.holdfast.model.set.RecoverySet;
import io.holdfast.model.set.RecoverySetJson;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Posix;
import io.holdfast.stores.StoreProvider;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.Content;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tree of a set: {@code recovery-set.json}, {@code system-database/…}, {@code redis/STORE/…}
 * and {@code disk/STORE/…}. A person who has only restic finds their way in it.
 */
final class SetTree {
  private static final String DISK = "disk";
  private static final String IN_MEMORY = "redis";
  private static final String SYSTEM_DATABASE = "system-database";

  private SetTree() {}

  /** Where a store's member stands in the tree. */
  static String pathOf(StoreProvider.Role role, String store) {
    return switch (role) {
      case SYSTEM_DATABASE -> SYSTEM_DATABASE;
      case IN_MEMORY -> IN_MEMORY + "/" + store;
      case DISK -> DISK + "/" + store;
    };
  }

  /** Saves the manifest and the upper directories; {@code members} by their path in the tree. */
  static BlobId save(RecoverySet set, Map<String, Node> members, BlobSink sink) {
    Instant time = set.sealed();
    List<Node> root = new ArrayList<>();
    Map<String, List<Node>> directories = new LinkedHashMap<>();
    members.forEach(
        (path, node) -> {
          int slash = path.indexOf('/');
          if (slash < 0) {
            root.add(node.named(FileName.of(path)));
          } else {
            directories
                .computeIfAbsent(path.substring(0, slash), name -> new ArrayList<>())
                .add(node.named(FileName.of(path.substring(slash + 1))));
          }
        });
    directories.forEach(
        (name, nodes) -> root.add(directory(name, time).withSubtree(sink.save(new Tree(nodes)))));
    root.add(manifest(set, sink));
    return sink.save(new Tree(root));
  }

  private static Node manifest(RecoverySet set, BlobSink sink) {
    try {
      Content content = sink.save(new ByteArrayInputStream(RecoverySetJson.toBytes(set)));
      return entry(RecoverySet.MANIFEST, NodeType.FILE, 0600, set.sealed())
          .withContent(content.blobs(), content.length());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Node directory(String name, Instant time) {
    return entry(name, NodeType.DIRECTORY, 0700, time);
  }

  /** Belongs to whoever makes the set, so that the same user can bring it back exactly. */
  private static Node entry(String name, NodeType type, int permissions, Instant time) {
    return new Node(
        FileName.of(name),
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
        null);
  }
}
