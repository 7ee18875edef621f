package io.holdfast.usage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writing so that it lasts: bytes are forced before a name is given, and the directory is forced
 * before the database may speak of the name.
 */
public final class Durable {
  private static final AtomicInteger OPEN_FOR_WRITING = new AtomicInteger();

  private Durable() {}

  /** Files that this process has open for writing below its home at this instant. */
  public static int openForWriting() {
    return OPEN_FOR_WRITING.get();
  }

  static void opened() {
    OPEN_FOR_WRITING.incrementAndGet();
  }

  static void closed() {
    OPEN_FOR_WRITING.decrementAndGet();
  }

  /** Writes and forces a whole file; returns the SHA-256 of its content. */
  public static String write(Path file, byte[] bytes, int length) throws IOException {
    opened();
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      var buffer = ByteBuffer.wrap(bytes, 0, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    } finally {
      closed();
    }
    return sha256(bytes, length);
  }

  /** The SHA-256 of the first {@code length} bytes, in lower-case hex. */
  public static String sha256(byte[] bytes, int length) {
    var digest = sha256();
    digest.update(bytes, 0, length);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Renames within one file system; an existing target is replaced. Does not force directories. */
  public static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  public static void syncDirectory(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Makes {@code directory} and its missing parents, and forces the parents' entries. */
  public static void createDirectory(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    var parent = directory.getParent();
    if (parent != null) {
      createDirectory(parent);
    }
    Files.createDirectories(directory);
    if (parent != null) {
      syncDirectory(parent);
    }
  }

  /** Regular files below {@code base} at any depth, as sorted paths relative to it. */
  public static List<String> filesBelow(Path base) throws IOException {
    if (!Files.isDirectory(base)) {
      return List.of();
    }
    var found = new ArrayList<String>();
    try (var walk = Files.walk(base)) {
      walk.filter(Files::isRegularFile).forEach(f -> found.add(base.relativize(f).toString()));
    }
    Collections.sort(found);
    return found;
  }

  /** Deletes a directory with all that is in it, if it is there. */
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var walk = Files.walk(root)) {
      for (var path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  public static MessageDigest sha256() {
    return digest("SHA-256");
  }

  public static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("This Java has no " + algorithm, missing);
    }
  }
}
