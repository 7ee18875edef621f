package io.holdfast.stores.postgresql.wal;

import io.holdfast.platform.Disk;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The write-ahead log out of the vault, as the files that a recovering server asks for: whole
 * segments, the last one filled up with zeros, and the timelines' histories.
 *
 * <p>It is cut off where recovery is to end. A server that finds no valid record any more has come
 * to the end, and that is exact: every record that ends before the cut is applied, and no other. A
 * recovery target by place instead would have to lie before another record.
 */
public final class WalFiles {
  private final BlobSource source;
  private final int segmentBytes;
  private final Path directory;
  private final Lsn cut;
  private long segments;

  /**
   * @param directory is there, and empty
   * @param cut nothing from there on; {@link Lsn#FAR} for all there is
   */
  public WalFiles(BlobSource source, int segmentBytes, Path directory, Lsn cut) {
    this.source = source;
    this.segmentBytes = segmentBytes;
    this.directory = directory;
    this.cut = cut;
  }

  /**
   * Writes them.
   *
   * @return how many segments
   */
  public long write(BlobId wal) throws IOException {
    for (Node entry : source.tree(wal).nodes()) {
      BlobId timeline = entry.subtree();
      if (timeline == null) {
        write(entry, Long.MAX_VALUE, entry.size());
        continue;
      }
      for (Node log : source.tree(timeline).nodes()) {
        if (log.subtree() instanceof BlobId inLog) {
          for (Node segment : source.tree(inLog).nodes()) {
            writeSegment(segment);
          }
        }
      }
    }
    return segments;
  }

  private void writeSegment(Node node) throws IOException {
    Segment segment = Segment.parse(node.name().display(), segmentBytes);
    long wanted = Math.min(node.size(), cut.since(segment.start()));
    if (cut.equals(Lsn.FAR)) {
      wanted = node.size();
    }
    if (wanted > 0) {
      write(node, wanted, segmentBytes);
      segments++;
    }
  }

  private void write(Node file, long wanted, long length) throws IOException {
    Path path = directory.resolve(file.name().display());
    try (FileChannel into = Disk.openForWriting(path)) {
      long written = 0;
      for (BlobId blob : file.content()) {
        byte[] bytes = source.data(blob);
        int here = (int) Math.min(bytes.length, wanted - written);
        ByteBuffer content = ByteBuffer.wrap(bytes, 0, Math.max(0, here));
        while (content.hasRemaining()) {
          written += into.write(content, written);
        }
      }
      if (written < length) {
        into.write(ByteBuffer.wrap(new byte[1]), length - 1);
      }
    }
  }
}
