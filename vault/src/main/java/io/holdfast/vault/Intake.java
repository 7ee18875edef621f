package io.holdfast.vault;

import io.holdfast.vault.chunk.Chunker;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Between the many threads that read and the few that work on what was read. On a network file
 * system dozens must read at once, since each waits for a round trip; but hashing, compressing and
 * sealing take a processor each, and large buffers. So a short stream is read as a whole before
 * anybody works on it, and of the long ones only a few are read at once.
 */
final class Intake {
  /** What is no longer is a single chunk. */
  private static final int SHORT = Chunker.MIN;

  private static final int PROCESSORS = Math.max(2, Runtime.getRuntime().availableProcessors());

  /** Each has a chunker, whose buffer holds the longest chunk. */
  private static final int LONG_STREAMS = 4;

  private final Benches benches;
  private final Shelf<byte[]> heads = new Shelf<>(() -> new byte[SHORT + 1]);
  private final Shelf<Chunker> chunkers;
  private final Semaphore atWork = new Semaphore(PROCESSORS);
  private final Semaphore longStreams = new Semaphore(LONG_STREAMS);

  Intake(Benches benches) {
    this.benches = benches;
    this.chunkers = new Shelf<>(benches::newChunker);
  }

  /** What is done with a chunk: it lies in a buffer that is lent. */
  @FunctionalInterface
  interface Work {
    BlobId on(Bench bench, byte[] buffer, int offset, int length);
  }

  /** Works on bytes that are there. */
  BlobId work(byte[] bytes, int offset, int length, Work work) {
    atWork.acquireUninterruptibly();
    try {
      Bench bench = benches.borrow();
      try {
        return work.on(bench, bytes, offset, length);
      } finally {
        benches.giveBack(bench);
      }
    } finally {
      atWork.release();
    }
  }

  /** Reads a stream to its end and works on each chunk of it. */
  Content read(InputStream stream, Work work) throws IOException {
    byte[] head = heads.borrow();
    try {
      int length = stream.readNBytes(head, 0, head.length);
      if (length > SHORT) {
        return cut(new SequenceInputStream(new ByteArrayInputStream(head), stream), work);
      }
      return length == 0
          ? Content.EMPTY
          : new Content(List.of(work(head, 0, length, work)), length);
    } finally {
      heads.giveBack(head);
    }
  }

  private Content cut(InputStream stream, Work work) throws IOException {
    longStreams.acquireUninterruptibly();
    Chunker chunker = chunkers.borrow();
    try {
      List<BlobId> blobs = new ArrayList<>();
      long length =
          chunker.cut(
              stream, (buffer, offset, count) -> blobs.add(work(buffer, offset, count, work)));
      return new Content(blobs, length);
    } finally {
      chunkers.giveBack(chunker);
      longStreams.release();
    }
  }
}
