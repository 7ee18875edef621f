package io.holdfast.stores.postgresql.wal;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
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
  private final Lsn redo;
  private final Lsn cut;

  /** Up to here there is no gap. */
  private Lsn covered;

  /**
   * @param directory is there, and empty
   * @param redo where recovery begins
   * @param cut nothing from there on
   */
  public WalFiles(BlobSource source, int segmentBytes, Path directory, Lsn redo, Lsn cut) {
    this.source = source;
    this.segmentBytes = segmentBytes;
    this.directory = directory;
    this.redo = redo;
    this.covered = redo;
    this.cut = cut;
  }

  /**
   * Writes them.
   *
   * @throws HoldfastException HF-112 if something is missing between {@code redo} and {@code cut}
   */
  public void write(BlobId wal, Progress progress) throws IOException {
    try (Progress.Phase phase =
        progress.begin(
            "write-ahead log to " + cut, Progress.Unit.BYTES, Math.max(0, cut.since(redo)))) {
      for (Node entry : source.tree(wal).nodes()) {
        if (entry.subtree() instanceof BlobId ofTimeline) {
          for (Node log : source.tree(ofTimeline).nodes()) {
            if (log.subtree() instanceof BlobId inLog) {
              for (Node segment : source.tree(inLog).nodes()) {
                writeSegment(segment, phase);
              }
            }
          }
        } else {
          write(entry, Long.MAX_VALUE, entry.size());
        }
      }
    }
    if (covered.isBefore(cut)) {
      throw gap(covered, cut);
    }
    Disk.flushDirectory(directory);
  }

  private void writeSegment(Node node, Progress.Phase phase) throws IOException {
    Segment segment = Segment.parse(node.name().display(), segmentBytes);
    if (!segment.start().isBefore(cut) || !redo.isBefore(segment.end())) {
      return;
    }
    if (covered.isBefore(segment.start())) {
      throw gap(covered, segment.start());
    }
    long wanted = Math.min(node.size(), cut.since(segment.start()));
    write(node, wanted, segmentBytes);
    // A timeline begins with a copy of its ancestor's last segment, up to where it branched off.
    Lsn end = segment.start().plus(wanted);
    covered = covered.isBefore(end) ? end : covered;
    phase.advance(wanted);
  }

  private HoldfastException gap(Lsn from, Lsn to) {
    return new HoldfastException(
        ErrorCode.LOG_BROKEN,
        "The write-ahead log in the vault has a gap between %s and %s".formatted(from, to),
        "Nothing was changed; other sets may be whole.",
        "Run 'holdfast vault check --read-data'; use another set.");
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
