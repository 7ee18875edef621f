package io.holdfast.proof.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a tree is, one line an entry: type, mode, numeric owner, modification time in nanoseconds,
 * size, hard links, the target of a symlink, the hash of the content, extended attributes. Read
 * with find, sha256sum and getfattr, so that neither Holdfast nor Java's idea of a name stands
 * between.
 */
public final class Trees {
  private static final String FIELDS = "%y\\t%m\\t%U:%G\\t%T@\\t%s\\t%i\\t%n\\t%l\\t%P\\0";

  private Trees() {}

  /** By path, relative to the root; names that are not UTF-8 appear as ISO 8859-1. */
  public static Map<String, String> of(Path root) {
    Map<String, String> hashes = hashes(root);
    Map<String, String> attributes = attributes(root);
    Map<String, String> firstOfInode = new HashMap<>();
    Map<String, String> tree = new TreeMap<>();
    for (String entry : run(root, "find", ".", "-printf", FIELDS).split("\0")) {
      String[] field = entry.split("\t", 9);
      String path = field[8];
      tree.put(path, "");
      boolean directory = field[0].equals("d");
      StringBuilder line = new StringBuilder();
      line.append(field[0]).append(' ').append(field[1]).append(' ').append(field[2]);
      line.append(" mtime=").append(field[3]);
      if (!directory) {
        line.append(" size=").append(field[4]).append(" links=").append(field[6]);
        line.append(" inode=").append(field[5]);
      }
      if (!field[7].isEmpty()) {
        line.append(" -> ").append(field[7]);
      }
      line.append(' ').append(hashes.getOrDefault(path, ""));
      line.append(' ').append(attributes.getOrDefault(path, ""));
      tree.put(path, line.toString().strip());
    }
    // An inode's number means nothing elsewhere; the first of its names does.
    tree.replaceAll(
        (path, line) -> {
          int at = line.indexOf(" inode=");
          if (at < 0) {
            return line;
          }
          int end = line.indexOf(' ', at + 1);
          String inode = end < 0 ? line.substring(at) : line.substring(at, end);
          String first = firstOfInode.computeIfAbsent(inode, unseen -> path);
          return line.replace(inode, " same=" + first);
        });
    return tree;
  }

  /** The same without what is at or below some paths. */
  public static Map<String, String> without(Map<String, String> tree, String... roots) {
    Map<String, String> rest = new TreeMap<>(tree);
    rest.keySet()
        .removeIf(
            path ->
                List.of(roots).stream()
                    .anyMatch(root -> path.equals(root) || path.startsWith(root + "/")));
    return rest;
  }

  /** Where two trees differ, a line each; empty if they are the same. */
  public static List<String> differences(Map<String, String> expected, Map<String, String> found) {
    List<String> differences = new ArrayList<>();
    expected.forEach(
        (path, line) -> {
          String other = found.get(path);
          if (!line.equals(other)) {
            differences.add("%s%n  expected %s%n  found    %s".formatted(path, line, other));
          }
        });
    found.forEach(
        (path, line) -> {
          if (!expected.containsKey(path)) {
            differences.add("%s%n  not expected: %s".formatted(path, line));
          }
        });
    return differences;
  }

  private static Map<String, String> hashes(Path root) {
    Map<String, String> hashes = new HashMap<>();
    String said = run(root, "sh", "-c", "find . -type f -print0 | xargs -0 -r sha256sum -z");
    for (String line : said.split("\0")) {
      int name = line.indexOf("  ./");
      if (name > 0) {
        hashes.put(line.substring(name + 4), line.substring(0, name));
      }
    }
    return hashes;
  }

  private static Map<String, String> attributes(Path root) {
    Map<String, String> attributes = new HashMap<>();
    String path = "";
    for (String line :
        run(root, "getfattr", "-R", "-P", "-h", "-d", "-m", "-", "-e", "hex", ".")
            .lines()
            .toList()) {
      if (line.startsWith("# file: ")) {
        path = line.substring("# file: ".length());
      } else if (!line.isEmpty()) {
        attributes.merge(path, line, (before, more) -> before + " " + more);
      }
    }
    return attributes;
  }

  private static String run(Path directory, String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C");
    Process process = Children.start(builder);
    try {
      process.getOutputStream().close();
      String said =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return new Outcome(List.of(command), Children.awaitEnd(process, 120), said, "")
          .expect(0)
          .out();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
