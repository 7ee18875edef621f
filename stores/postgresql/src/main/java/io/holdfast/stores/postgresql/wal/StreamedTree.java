package io.holdfast.stores.postgresql.wal;

import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.Content;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.jspecify.annotations.Nullable;

/** A directory whose files come one after the other, each with its path, in no useful order. */
final class StreamedTree {
  private static final int PERMISSIONS = 07777;

  private final Directory root = new Directory();
  private long files;
  private long bytes;

  /** What came so far; {@code own} is null for a directory that was only on the way to another. */
  private static final class Directory {
    private final TreeMap<FileName, Directory> directories = new TreeMap<>();
    private final TreeMap<FileName, Node> files = new TreeMap<>();
    private @Nullable TarArchiveEntry own;

    Directory at(String path) {
      Directory directory = this;
      for (String name : path.split("/")) {
        if (!name.isEmpty() && !name.equals(".")) {
          directory =
              directory.directories.computeIfAbsent(FileName.of(name), unused -> new Directory());
        }
      }
      return directory;
    }
  }

  void directory(TarArchiveEntry entry) {
    root.at(entry.getName()).own = entry;
  }

  void file(TarArchiveEntry entry, Content content) {
    String path = entry.getName();
    int end = path.lastIndexOf('/');
    FileName name = FileName.of(path.substring(end + 1));
    Node node = node(name, NodeType.FILE, entry, null);
    root.at(end < 0 ? "" : path.substring(0, end))
        .files
        .put(name, node.withContent(content.blobs(), content.length()));
    files++;
    bytes += content.length();
  }

  long files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  /** Saves all directories; the root's id. */
  BlobId save(BlobSink sink) {
    return save(root, sink);
  }

  private static BlobId save(Directory directory, BlobSink sink) {
    TreeMap<FileName, Node> nodes = new TreeMap<>(directory.files);
    directory.directories.forEach(
        (name, below) ->
            nodes.put(name, node(name, NodeType.DIRECTORY, below.own, save(below, sink))));
    return sink.save(new Tree(List.copyOf(nodes.values())));
  }

  private static Node node(
      FileName name, NodeType type, @Nullable TarArchiveEntry entry, @Nullable BlobId tree) {
    Instant time = entry == null ? Instant.EPOCH : entry.getLastModifiedTime().toInstant();
    return new Node(
        name,
        type,
        entry == null ? 0700 : entry.getMode() & PERMISSIONS,
        time,
        time,
        time,
        entry == null ? 0 : entry.getLongUserId(),
        entry == null ? 0 : entry.getLongGroupId(),
        entry == null ? "" : entry.getUserName(),
        entry == null ? "" : entry.getGroupName(),
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
