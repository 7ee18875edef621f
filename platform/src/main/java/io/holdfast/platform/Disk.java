package io.holdfast.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The door to Holdfast's own files: vault objects, journal, staging. What it calls durable has
 * survived a power cut: file content and the directory entry are both flushed. Trees that belong to
 * an installation are not read through this door but through {@code platform.posix}.
 */
public final class Disk {
  private static final int PORTION = 256 * 1024;
  private static final int DELETE_ROUNDS = 100;

  private Disk() {}

  public static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** The path without links and detours, as the kernel's own tables name it. */
  public static Path realPath(Path path) throws IOException {
    return path.toRealPath();
  }

  public static boolean isDirectory(Path path) {
    return Files.isDirectory(path);
  }

  /** Whether a regular file is there, not a link to one. */
  public static boolean isRegularFile(Path path) {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
  }

  public static long size(Path path) throws IOException {
    return Files.size(path);
  }

  /** How much this user may still write on the file system of a directory that is there. */
  public static long freeBytes(Path directory) throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  public static byte[] read(Path path) throws IOException {
    return Files.readAllBytes(path);
  }

  /**
   * Reads exactly {@code length} bytes at {@code offset}; a shorter file is an {@link IOException}.
   */
  public static byte[] read(Path path, long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    read(path, offset, ByteBuffer.wrap(bytes));
    return bytes;
  }

  /** Fills a buffer from {@code offset} on; a shorter file is an {@link IOException}. */
  public static void read(Path path, long offset, ByteBuffer into) throws IOException {
    int start = into.position();
    long end = offset + into.remaining();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      while (into.hasRemaining()) {
        // In portions: the JDK keeps a native buffer as long as the longest read for each thread.
        ByteBuffer portion = into.duplicate();
        portion.limit(Math.min(into.limit(), into.position() + PORTION));
        int count = channel.read(portion, offset + into.position() - start);
        if (count < 0) {
          throw new IOException(path + " ends at " + channel.size() + ", before " + end);
        }
        into.position(into.position() + count);
      }
    }
  }

  /** A file mapped into memory, for reading; it must not become shorter meanwhile. */
  public static MemorySegment map(Path path, Arena arena) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    }
  }

  public static String readText(Path path) throws IOException {
    return Files.readString(path);
  }

  public static InputStream open(Path path) throws IOException {
    return Files.newInputStream(path);
  }

  /** Writes a file that nobody would miss after a power cut. */
  public static void write(Path path, byte[] content) throws IOException {
    Files.write(path, content);
  }

  /** Copies a file with its times and permissions; {@link NoSuchFileException} if it is gone. */
  public static void copy(Path from, Path to) throws IOException {
    Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
  }

  public static FileChannel openForAppend(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
  }

  public static FileChannel openForWriting(Path path) throws IOException {
    return FileChannel.open(
        path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** A new file that its owner alone may read; {@link FileAlreadyExistsException} if it exists. */
  public static OutputStream createPrivate(Path path) throws IOException {
    return Channels.newOutputStream(
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
  }

  /**
   * Writes a file whole or not at all: to {@code temporary} in the same file system, flushed,
   * renamed onto {@code target}, and the directory flushed. Killed at any instant, {@code target}
   * is the old file or the new one; {@code temporary} may be left.
   *
   * @throws OutcomeUnknownException if {@code target} may be the new file, durable or not
   */
  public static void writeDurably(Path target, Path temporary, ByteBuffer... content)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      for (ByteBuffer part : content) {
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
      channel.force(true);
    }
    renameDurably(temporary, target);
  }

  /**
   * As {@link #writeDurably}, for a file that its owner alone may read, and that no later write may
   * change: {@code temporary} must not exist yet.
   *
   * @throws OutcomeUnknownException as there
   */
  public static void writePrivatelyAndDurably(Path target, Path temporary, List<ByteBuffer> content)
      throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      for (ByteBuffer part : content) {
        while (part.hasRemaining()) {
          channel.write(part);
        }
      }
      channel.force(true);
    }
    renameDurably(temporary, target);
  }

  private static void renameDurably(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failed) {
      if (exists(temporary)) {
        throw failed;
      }
      throw new OutcomeUnknownException(
          "the renaming to " + target + " failed, and the old name is gone: " + failed, failed);
    }
    try {
      flushDirectory(parentOf(target));
    } catch (IOException notDurable) {
      throw new OutcomeUnknownException(
          target + " is there and may not survive a power cut: " + notDurable, notDurable);
    }
  }

  /** Makes the names in a directory durable. */
  public static void flushDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Creates a directory and its missing parents, readable by the owner alone. */
  public static void createPrivateDirectories(Path directory) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  public static void createDirectories(Path directory) throws IOException {
    Files.createDirectories(directory);
  }

  /** The entries of a directory, in no order; empty if it does not exist. */
  public static List<Path> list(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (NoSuchFileException missing) {
      return List.of();
    }
    return entries;
  }

  public static void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    flushDirectory(parentOf(to));
  }

  public static void deleteIfExists(Path path) throws IOException {
    Files.deleteIfExists(path);
  }

  /**
   * Deletes a tree without following links. What is already gone is no error, nor is what another
   * program still puts there, as one that is about to end does with its last words.
   */
  public static void deleteTree(Path root) throws IOException {
    for (int round = 1; exists(root); round++) {
      try {
        deleteWhatIsThere(root);
      } catch (DirectoryNotEmptyException madeMeanwhile) {
        if (round == DELETE_ROUNDS) {
          throw madeMeanwhile;
        }
      }
    }
  }

  private static void deleteWhatIsThere(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path directory, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The directory that a file is in. */
  public static Path parentOf(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(
          "A file is written into a directory, and " + path + " has none");
    }
    return parent;
  }
}
