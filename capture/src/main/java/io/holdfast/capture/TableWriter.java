package io.holdfast.capture;

import io.holdfast.platform.Disk;
import io.holdfast.platform.Processes;
import io.holdfast.vault.BlobId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a {@link CaptureTable}'s file beside the one that is there, and puts it in its place when
 * it is whole. It need not survive a power cut: what is not whole is found out and not believed.
 */
final class TableWriter {
  private static final String SUFFIX = ".new";
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Path temporary;
  private final OutputStream out;
  private final Map<BlobId, Long> begins = new HashMap<>();
  private long written;

  private TableWriter(Path file, Path temporary) throws IOException {
    this.file = file;
    this.temporary = temporary;
    this.out = new BufferedOutputStream(Disk.createPrivate(temporary), BUFFER);
  }

  static TableWriter begin(Path file, BlobId owner) throws IOException {
    Disk.createPrivateDirectories(Disk.parentOf(file));
    Path temporary = file.resolveSibling(prefix(file) + Processes.ownPid() + SUFFIX);
    TableWriter writer = new TableWriter(file, temporary);
    ByteBuffer header = buffer(MappedTable.HEADER).putLong(MappedTable.MAGIC);
    writer.write(id(header, owner).array());
    return writer;
  }

  private static String prefix(Path file) {
    return file.getFileName() + ".";
  }

  /** Of captures that were killed. One that lives and loses its file writes no table. */
  static void removeAbandoned(Path file) throws IOException {
    String prefix = prefix(file);
    for (Path other : Disk.list(Disk.parentOf(file))) {
      String name = String.valueOf(other.getFileName());
      if (name.startsWith(prefix) && name.endsWith(SUFFIX)) {
        String pid = name.substring(prefix.length(), name.length() - SUFFIX.length());
        boolean alive =
            pid.matches("[0-9]{1,18}")
                && Long.parseLong(pid) != Processes.ownPid()
                && Processes.isAlive(Long.parseLong(pid));
        if (!alive) {
          Disk.deleteIfExists(other);
        }
      }
    }
  }

  private static ByteBuffer buffer(int length) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer id(ByteBuffer to, BlobId id) {
    return to.putLong(id.a()).putLong(id.b()).putLong(id.c()).putLong(id.d());
  }

  private void write(byte[] bytes) throws IOException {
    out.write(bytes);
    written += bytes.length;
  }

  void add(BlobId tree, byte[] record) throws IOException {
    if (begins.putIfAbsent(tree, written) != null) {
      return; // Directories that are alike, such as empty ones.
    }
    ByteBuffer prefix = buffer(MappedTable.PREFIX);
    prefix.putInt(record.length).putInt(MappedTable.checksum(ByteBuffer.wrap(record)));
    write(prefix.array());
    write(record);
  }

  /** What is damaged there is left out: the next capture gets it from the vault. */
  void addAll(MappedTable earlier, BitSet positions) throws IOException {
    for (int at = positions.nextSetBit(0); at >= 0; at = positions.nextSetBit(at + 1)) {
      ByteBuffer record = earlier.record(at);
      if (record != null) {
        byte[] bytes = new byte[record.remaining()];
        record.get(bytes);
        add(earlier.id(at), bytes);
      }
    }
  }

  void finish() throws IOException {
    List<BlobId> trees = new ArrayList<>(begins.keySet());
    trees.sort(null);
    long begin = written;
    ByteBuffer lines = buffer(Math.multiplyExact(trees.size(), MappedTable.LINE));
    for (BlobId tree : trees) {
      id(lines, tree).putLong(begins.getOrDefault(tree, 0L));
    }
    write(lines.array());
    ByteBuffer footer = buffer(MappedTable.FOOTER);
    footer.putLong(begin).putInt(trees.size());
    footer.putInt(MappedTable.checksum(lines.flip())).putLong(MappedTable.MAGIC);
    write(footer.array());
    out.close();
    Disk.rename(temporary, file);
  }

  void discard() {
    try {
      out.close();
      Disk.deleteIfExists(temporary);
    } catch (IOException left) {
      return; // The next one that writes removes it.
    }
  }
}
