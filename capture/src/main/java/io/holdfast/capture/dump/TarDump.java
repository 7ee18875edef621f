package io.holdfast.capture.dump;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.FileName;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.ExtendedAttribute;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.TreeWalk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;

/**
 * A directory as a tar archive in POSIX's pax form, entry by entry in the order of the snapshot:
 * nothing but the names of hard-linked files is kept in memory. Names are relative to the
 * directory. What the headers cannot say, pax records say: long names, names that are no text,
 * nanoseconds, extended attributes. Holes are written as zeros.
 */
public final class TarDump {
  /** In which a byte is a character, so that the library passes names on as they are. */
  private static final String BYTES = StandardCharsets.ISO_8859_1.name();

  private static final int LONGEST_NAME = 100;
  private static final long LARGEST_SIZE = 077777777777L;
  private static final long LARGEST_ID = 07777777L;

  private final BlobSource source;
  private final FileDump content;
  private final OutputStream out;
  private final TarArchiveOutputStream tar;
  private final Consumer<String> leftOut;
  private final Map<Inode, Linked> linked = new HashMap<>();
  private long entries;
  private long bytes;
  private long left;

  private record Inode(long device, long number) {}

  private record Linked(byte[] name, List<BlobId> content) {}

  /**
   * @param out is left open
   * @param leftOut told of each entry that an archive cannot have
   */
  public TarDump(
      BlobSource source, OutputStream out, Progress.Phase progress, Consumer<String> leftOut) {
    this.source = source;
    this.content = new FileDump(source, progress);
    this.out = out;
    this.tar = new TarArchiveOutputStream(out, BYTES);
    this.leftOut = leftOut;
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_TRUNCATE);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
  }

  /**
   * Everything in a directory.
   *
   * @throws HoldfastException HF-501 or HF-502 if the vault does not have all of it; the archive
   *     then ends with what is no archive, so that no reader takes it for whole
   * @throws IOException if the stream takes no more
   */
  public DumpReport directory(BlobId tree) throws IOException {
    try {
      walk(tree);
    } catch (HoldfastException damage) {
      breakOff();
      throw damage;
    }
    return end();
  }

  /** One entry by itself, under its own name. */
  public DumpReport single(Node node) throws IOException {
    try {
      entry(node.name().bytes(), node);
    } catch (HoldfastException damage) {
      breakOff();
      throw damage;
    }
    return end();
  }

  /**
   * An archive that only ends too early, between two entries, is whole to many readers. Two records
   * of nonsense are not: one may pass for the end of a content, none for a header.
   */
  private void breakOff() throws IOException {
    byte[] nonsense = new byte[2 * TarConstants.DEFAULT_RCDSIZE];
    Arrays.fill(nonsense, (byte) '!');
    out.write(nonsense);
    out.flush();
  }

  private void walk(BlobId tree) throws IOException {
    try {
      TreeWalk.visit(
          source,
          tree,
          (path, node) -> {
            try {
              entry(join(path), node);
            } catch (IOException failed) {
              throw new UncheckedIOException(failed);
            }
            return true;
          });
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private DumpReport end() throws IOException {
    tar.finish();
    tar.flush();
    return new DumpReport(entries, bytes, left);
  }

  private static byte[] join(List<FileName> path) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (FileName name : path) {
      if (joined.size() > 0) {
        joined.write('/');
      }
      joined.writeBytes(name.bytes());
    }
    return joined.toByteArray();
  }

  private void entry(byte[] name, Node node) throws IOException {
    Linked first = firstName(name, node);
    switch (node.type()) {
      case FILE -> {
        if (first == null) {
          put(header(name, TarConstants.LF_NORMAL, node, node.size()), node, name, null);
          bytes += content.write(node, tar).bytes();
        } else {
          put(header(name, TarConstants.LF_LINK, node, 0), node, name, first.name());
        }
        tar.closeArchiveEntry();
      }
      case DIRECTORY -> {
        byte[] slashed = Arrays.copyOf(name, name.length + 1);
        slashed[name.length] = '/';
        empty(slashed, TarConstants.LF_DIR, node, null);
      }
      case SYMLINK ->
          empty(name, TarConstants.LF_SYMLINK, node, Objects.requireNonNull(target(node)));
      case FIFO -> empty(name, TarConstants.LF_FIFO, node, null);
      case BLOCK_DEVICE -> empty(name, TarConstants.LF_BLK, node, null);
      case CHARACTER_DEVICE -> empty(name, TarConstants.LF_CHR, node, null);
      case SOCKET, IRREGULAR -> {
        left++;
        leftOut.accept(FileName.ofBytes(name).display() + " (" + node.type().wire() + ")");
      }
    }
  }

  private static byte[] target(Node node) {
    FileName target = node.linkTarget();
    return target == null ? new byte[0] : target.bytes();
  }

  /** Names that were met in different states are not one file, as in a restore. */
  private @Nullable Linked firstName(byte[] name, Node node) {
    if (node.links() <= 1 || node.subtree() != null) {
      return null;
    }
    Inode inode = new Inode(node.deviceId(), node.inode());
    Linked first = linked.putIfAbsent(inode, new Linked(name, node.content()));
    return first != null && first.content().equals(node.content()) ? first : null;
  }

  private void empty(byte[] name, byte type, Node node, byte @Nullable [] link) throws IOException {
    put(header(name, type, node, 0), node, name, link);
    tar.closeArchiveEntry();
  }

  private static TarArchiveEntry header(byte[] name, byte type, Node node, long size) {
    TarArchiveEntry entry = new TarArchiveEntry(text(name), type);
    entry.setMode(node.permissions());
    entry.setUserId(node.uid());
    entry.setGroupId(node.gid());
    entry.setUserName(text(node.user().getBytes(StandardCharsets.UTF_8)));
    entry.setGroupName(text(node.group().getBytes(StandardCharsets.UTF_8)));
    entry.setModTime(node.modified().toEpochMilli());
    entry.setSize(size);
    // As glibc's major() and minor() take them from st_rdev.
    long device = node.device();
    entry.setDevMajor((int) (((device >> 32) & 0xfffff000L) | ((device >> 8) & 0xfffL)));
    entry.setDevMinor((int) (((device >> 12) & 0xffffff00L) | (device & 0xffL)));
    return entry;
  }

  private void put(TarArchiveEntry entry, Node node, byte[] name, byte @Nullable [] link)
      throws IOException {
    if (link != null) {
      entry.setLinkName(text(link));
    }
    PaxRecords pax = records(entry.getSize(), node, name, link);
    if (!pax.isEmpty()) {
      byte[] records = pax.bytes();
      TarArchiveEntry extended =
          new TarArchiveEntry("././@PaxHeader", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
      extended.setSize(records.length);
      tar.putArchiveEntry(extended);
      tar.write(records);
      tar.closeArchiveEntry();
    }
    tar.putArchiveEntry(entry);
    entries++;
  }

  private static PaxRecords records(long size, Node node, byte[] name, byte @Nullable [] link) {
    PaxRecords pax = new PaxRecords();
    if (name.length > LONGEST_NAME) {
      pax.name("path", name);
    }
    if (link != null && link.length > LONGEST_NAME) {
      pax.name("linkpath", link);
    }
    if (size > LARGEST_SIZE) {
      pax.number("size", size);
    }
    if (node.uid() > LARGEST_ID) {
      pax.number("uid", node.uid());
    }
    if (node.gid() > LARGEST_ID) {
      pax.number("gid", node.gid());
    }
    if (node.modified().getNano() != 0 || node.modified().getEpochSecond() < 0) {
      pax.time("mtime", node.modified());
    }
    for (ExtendedAttribute attribute : node.extendedAttributes()) {
      pax.add("SCHILY.xattr." + attribute.name(), attribute.value());
    }
    return pax;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
