package io.holdfast.vault;

import io.holdfast.vault.chunk.Chunker;
import io.holdfast.vault.parallel.Parallel;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Between the many threads that read and the few that work on what was read. On a network file
 * system dozens must read at once, since each waits for a round trip; but hashing, compressing and
 * sealing take a processor each, and large buffers. So a short stream is read as a whole before
 * anybody works on it, and of the long ones only a few are read at once. The chunks of a long one
 * are worked on by whichever processors are free, so that a single file or a database's stream is
 * not held up by one of them.
 */
final class Intake implements AutoCloseable {
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

  /** Of chunks that one thread has read and another one works on. */
  private final Shelf<byte[]> copies = new Shelf<>(() -> new byte[Chunker.MAX]);

  /**
   * Each task holds a permit to work, so they are never more. If one has ended and its thread is
   * not free yet, who brings the next does it himself.
   */
  private final ExecutorService others =
      new ThreadPoolExecutor(
          0,
          PROCESSORS,
          5,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().name("vault-chunks-", 0).daemon().factory(),
          (task, pool) -> task.run());

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
    return workPermitted(bytes, offset, length, work);
  }

  /** Gives the permit back. */
  private BlobId workPermitted(byte[] bytes, int offset, int length, Work work) {
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
        return cut(head, stream, work);
      }
      return length == 0
          ? Content.EMPTY
          : new Content(List.of(work(head, 0, length, work)), length);
    } finally {
      heads.giveBack(head);
    }
  }

  private Content cut(byte[] head, InputStream stream, Work work) throws IOException {
    longStreams.acquireUninterruptibly();
    Chunker chunker = chunkers.borrow();
    Chunks chunks = new Chunks(work);
    try {
      long length = chunker.cut(head, stream, chunks::add);
      return new Content(chunks.blobs(), length);
    } finally {
      chunks.await();
      chunkers.giveBack(chunker);
      longStreams.release();
    }
  }

  /** The chunks of one stream. */
  private final class Chunks {
    private final Work work;
    private final boolean alone = Parallel.isAlone();
    private final List<BlobId> blobs = new ArrayList<>();

    /** What follows upon the blobs, in the order of the stream. */
    private final Deque<CompletableFuture<BlobId>> taken = new ArrayDeque<>();

    Chunks(Work work) {
      this.work = work;
    }

    /** Works on a chunk, or has another thread do it. */
    void add(byte[] buffer, int offset, int length) {
      taken.add(
          !alone && atWork.tryAcquire()
              ? byAnother(buffer, offset, length)
              : CompletableFuture.completedFuture(work(buffer, offset, length, work)));
      while (!taken.isEmpty() && taken.element().isDone()) {
        blobs.add(resultOf(taken.remove()));
      }
    }

    private CompletableFuture<BlobId> byAnother(byte[] buffer, int offset, int length) {
      byte[] copy = copies.borrow();
      System.arraycopy(buffer, offset, copy, 0, length);
      return CompletableFuture.supplyAsync(
          () -> {
            try {
              return workPermitted(copy, 0, length, work);
            } finally {
              copies.giveBack(copy);
            }
          },
          others);
    }

    List<BlobId> blobs() {
      taken.forEach(one -> blobs.add(resultOf(one)));
      taken.clear();
      return blobs;
    }

    /** Whatever has become of them: nobody works on this stream any more. */
    void await() {
      taken.forEach(one -> one.handle((id, failed) -> true).join());
    }

    private BlobId resultOf(CompletableFuture<BlobId> one) {
      try {
        return one.join();
      } catch (CompletionException failed) {
        switch (failed.getCause()) {
          case RuntimeException cause -> throw cause;
          case Error cause -> throw cause;
          case null, default -> throw failed;
        }
      }
    }
  }

  @Override
  public void close() {
    others.shutdown();
  }
}
