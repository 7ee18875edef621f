package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileSystem;
import io.holdfast.platform.posix.FileType;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.tree.ExtendedAttribute;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a tree is, and what was captured of one, in the same words: a line for each path. */
final class TreeStates {
  private TreeStates() {}

  /** The tree as it is now. */
  static Map<String, String> live(FileSystem files, Path root) throws IOException {
    Map<String, String> lines = new TreeMap<>();
    try (Directory directory = files.open(root)) {
      live(directory, "", lines);
    }
    return lines;
  }

  private static void live(Directory directory, String prefix, Map<String, String> lines)
      throws IOException {
    for (FileName name : directory.list()) {
      if (name.equals(FenceFiles.NAME)) {
        continue;
      }
      Stat stat = directory.statFresh(name);
      String path = prefix + name.display();
      String content = "";
      List<Attribute> attributes = List.of();
      if (stat.isDirectory()) {
        try (Directory below = directory.directory(name)) {
          attributes = below.attributes();
          live(below, path + "/", lines);
        }
      } else if (stat.type() == FileType.SYMLINK) {
        content = "-> " + directory.readLink(name).display();
      } else {
        try (OpenFile file = directory.read(name)) {
          byte[] bytes = new byte[Math.toIntExact(stat.size())];
          int length = file.read(bytes, 0, bytes.length, 0);
          content = new String(bytes, 0, length, StandardCharsets.UTF_8);
          attributes = file.attributes();
        }
      }
      String named = attributes.stream().map(Attribute::name).sorted().toList().toString();
      String type = stat.isDirectory() ? "directory" : stat.isRegular() ? "file" : "link";
      lines.put(
          path,
          line(type, stat.permissions(), stat.uid(), stat.gid(), stat.modified(), named, content));
    }
  }

  /** What a vault has of a tree. */
  static Map<String, String> captured(MemoryVault vault, BlobId tree) {
    Map<String, String> lines = new TreeMap<>();
    captured(vault, tree, "", lines);
    return lines;
  }

  private static void captured(
      MemoryVault vault, BlobId tree, String prefix, Map<String, String> lines) {
    for (Node node : vault.tree(tree).nodes()) {
      String path = prefix + node.name().display();
      boolean directory = node.type() == NodeType.DIRECTORY;
      @Nullable FileName target = node.linkTarget();
      String content =
          target != null
              ? "-> " + target.display()
              : directory ? "" : new String(vault.content(node), StandardCharsets.UTF_8);
      String named =
          node.extendedAttributes().stream()
              .map(ExtendedAttribute::name)
              .sorted()
              .toList()
              .toString();
      String type = directory ? "directory" : target == null ? "file" : "link";
      lines.put(
          path,
          line(type, node.permissions(), node.uid(), node.gid(), node.modified(), named, content));
      if (node.subtree() instanceof BlobId below) {
        captured(vault, below, path + "/", lines);
      }
    }
  }

  private static String line(
      String type,
      int permissions,
      long uid,
      long gid,
      Instant modified,
      String attributes,
      String content) {
    return "%s %o %d:%d %s %s %s"
        .formatted(type, permissions, uid, gid, modified, attributes, content);
  }

  /** The part of a state at and below a path. */
  static Map<String, String> below(Map<String, String> state, String path) {
    return state.entrySet().stream()
        .filter(entry -> isBelow(path, entry.getKey()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, TreeMap::new));
  }

  static boolean isBelow(String path, String entry) {
    return entry.equals(path) || entry.startsWith(path + "/");
  }
}
