package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Attribute;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.FileType;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Posix;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a tree is, path by path, as far as a restore promises to bring it back. */
final class Flat {
  /**
   * @param content of a file its hash, of a link its target
   */
  record Entry(
      FileType type,
      int permissions,
      Instant modified,
      long size,
      String content,
      String attributes) {
    boolean isDirectory() {
      return type == FileType.DIRECTORY;
    }

    Entry withContentOf(Entry other) {
      return new Entry(type, permissions, modified, other.size, other.content, attributes);
    }

    Entry withTime(Instant time) {
      return new Entry(type, permissions, time, size, content, attributes);
    }
  }

  private Flat() {}

  static Map<String, Entry> of(Path root) throws IOException {
    Map<String, Entry> entries = new TreeMap<>();
    try (Directory directory = Posix.FILES.open(root)) {
      add(directory, "", entries);
    }
    return entries;
  }

  private static void add(Directory directory, String prefix, Map<String, Entry> entries)
      throws IOException {
    for (FileName name : directory.list()) {
      Stat stat = directory.stat(name);
      String path = prefix + name.display();
      String content = "";
      List<Attribute> attributes = directory.attributes(name);
      switch (stat.type()) {
        case REGULAR -> content = hash(directory, name, stat.size());
        case SYMLINK -> content = directory.readLink(name).display();
        case DIRECTORY -> {
          try (Directory below = directory.directory(name)) {
            add(below, path + "/", entries);
          }
        }
        default -> {}
      }
      entries.put(
          path,
          new Entry(
              stat.type(),
              stat.type() == FileType.SYMLINK ? 0 : stat.permissions(),
              stat.modified(),
              stat.isRegular() ? stat.size() : 0,
              content,
              text(attributes)));
    }
  }

  private static String hash(Directory directory, FileName name, long size) throws IOException {
    try (OpenFile file = directory.read(name)) {
      byte[] bytes = new byte[Math.toIntExact(size)];
      int read = file.read(bytes, 0, bytes.length, 0);
      return read + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static String text(List<Attribute> attributes) {
    return attributes.stream()
        .filter(attribute -> attribute.name().startsWith("user."))
        .map(attribute -> attribute.name() + "=" + HexFormat.of().formatHex(attribute.value()))
        .sorted()
        .collect(Collectors.joining(","));
  }
}
