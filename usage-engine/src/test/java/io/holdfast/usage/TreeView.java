package io.holdfast.usage;

import io.holdfast.usage.disk.Durable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** A directory tree as a backup tool sees it. */
final class TreeView {
  /** What the vendor's rules leave out, each anchored to its profile's directory. */
  private static final List<String> TEMPORARY =
      List.of(
          "in/DR_TMP_DIR",
          "dupudr/tmp",
          "interwf/DR_TMP_DIR",
          "archive/pending",
          "out/DR_TMP_DIR",
          "out-realtime/DR_TMP_DIR");

  private TreeView() {}

  /** Path to size, mtime and ctime, for everything below {@code root}. */
  static SortedMap<String, String> identities(Path root) throws IOException {
    var seen = new TreeMap<String, String>();
    try (var walk = Files.walk(root)) {
      for (var path : (Iterable<Path>) walk::iterator) {
        var attributes = Files.readAttributes(path, "unix:size,lastModifiedTime,ctime,ino");
        seen.put(root.relativize(path).toString(), new TreeMap<>(attributes).toString());
      }
    }
    return seen;
  }

  static boolean isTemporary(Path data, Path file) {
    var path = data.relativize(file);
    return TEMPORARY.stream().anyMatch(path::startsWith)
        || path.startsWith("aggregation") && path.getFileName().toString().startsWith("TEMP.")
        || path.startsWith("err") && path.getFileName().toString().startsWith("TEMP.");
  }

  /** Copies {@code data} without what is temporary. */
  static void copyData(Path data, Path to) throws IOException {
    try (var walk = Files.walk(data)) {
      for (var path : (Iterable<Path>) walk::iterator) {
        if (!isTemporary(data, path)) {
          copyOne(path, to.resolve(data.relativize(path)));
        }
      }
    }
  }

  static void copyAll(Path from, Path to) throws IOException {
    try (var walk = Files.walk(from)) {
      for (var path : (Iterable<Path>) walk::iterator) {
        copyOne(path, to.resolve(from.relativize(path)));
      }
    }
  }

  private static void copyOne(Path from, Path to) throws IOException {
    if (Files.isDirectory(from)) {
      Files.createDirectories(to);
    } else {
      Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  static void delete(Path root) throws IOException {
    Durable.deleteTree(root);
  }
}
