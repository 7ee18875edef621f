package io.holdfast.usage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A file that only grows. The database remembers a committed length and the hash of that prefix;
 * what lies beyond was written by a transaction that never committed and is cut off when the file
 * is opened again. The channel is open only between the first append and {@link #sync}, so that
 * nothing is open once a batch has ended.
 */
public final class AppendFile {
  private Path file;
  private long length;
  private final MessageDigest digest;
  private @Nullable FileChannel channel;

  private AppendFile(Path file, long length, MessageDigest digest) {
    this.file = file;
    this.length = length;
    this.digest = digest;
  }

  /** A new file; whatever an uncommitted attempt left under that name is overwritten. */
  public static AppendFile create(Path file) throws IOException {
    Files.deleteIfExists(file);
    return new AppendFile(file, 0, Durable.sha256());
  }

  /** What {@link #reopen} found: the file to append to, and its committed content. */
  public record Reopened(AppendFile file, byte[] content) {}

  /**
   * Opens a file whose first {@code committed.length()} bytes the database vouches for, and cuts
   * off the rest.
   *
   * @throws DanglingReferenceException if it is missing, shorter, or its prefix has another hash
   */
  public static Reopened reopen(Path file, FileState committed) throws IOException {
    requireLength(file, committed);
    if (Files.size(file) > committed.length()) {
      truncate(file, committed.length());
    }
    var content = Files.readAllBytes(file);
    var digest = Durable.sha256();
    digest.update(content);
    var opened = new AppendFile(file, content.length, digest);
    var found = opened.sha256();
    if (!found.equals(committed.sha256())) {
      throw new DanglingReferenceException(
          "%s: the %d committed bytes have SHA-256 %s, the database expects %s"
              .formatted(file, committed.length(), found, committed.sha256()));
    }
    return new Reopened(opened, content);
  }

  /** Fails if {@code file} is missing or does not hold all committed bytes. */
  public static void requireLength(Path file, FileState committed) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new DanglingReferenceException(
          "%s is missing; the database expects %d bytes".formatted(file, committed.length()));
    }
    long found = Files.size(file);
    if (found < committed.length()) {
      throw new DanglingReferenceException(
          "%s has %d bytes; the database expects %d".formatted(file, found, committed.length()));
    }
  }

  /** Cuts off what was never committed. */
  public static void truncate(Path file, long length) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
      channel.force(true);
    }
  }

  public void append(byte[] bytes, int count) throws IOException {
    var open = channel;
    if (open == null) {
      open = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel = open;
      Durable.opened();
    }
    var buffer = ByteBuffer.wrap(bytes, 0, count);
    while (buffer.hasRemaining()) {
      length += open.write(buffer, length);
    }
    digest.update(bytes, 0, count);
  }

  /** Forces what was appended and closes the channel. */
  public void sync() throws IOException {
    var open = channel;
    if (open != null) {
      channel = null;
      try (open) {
        open.force(true);
      } finally {
        Durable.closed();
      }
    }
  }

  /** Gives the file its final name; the caller forces the directories. */
  public void rename(Path to) throws IOException {
    Durable.move(file, to);
    file = to;
  }

  public Path file() {
    return file;
  }

  public long length() {
    return length;
  }

  public FileState state(Path base) {
    return new FileState(base.relativize(file).toString(), length, sha256());
  }

  private String sha256() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException unsupported) {
      throw new IllegalStateException("SHA-256 of this Java cannot be cloned", unsupported);
    }
  }
}
