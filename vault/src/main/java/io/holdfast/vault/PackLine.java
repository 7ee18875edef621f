package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.vault.crypto.Seal;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.IndexFile;
import io.holdfast.vault.index.IndexedPack;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackBuilder;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.pack.Segments;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From sealed blobs to durable packs to durable index files, in this order. Many threads add; one
 * stores, so that nobody who reads and compresses waits for a disk to flush. After the first
 * failure the line is broken for good: nothing that was added may be relied upon.
 */
final class PackLine implements AutoCloseable {
  /**
   * Closed packs that wait to be stored: with the open and the stored one, the most memory taken.
   */
  private static final int QUEUE = 1;

  private static final int INDEX_BLOBS = 50_000;
  private static final Duration INDEX_AGE = Duration.ofMinutes(5);

  private final ObjectStore store;
  private final Documents documents;
  private final Index index;
  private final Clock clock;
  private final Seal seal;
  private final Consumer<List<PackedBlob>> stored;

  private final Segments segments = new Segments();
  private final BlockingQueue<PackBuilder> closed = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicReference<@Nullable HoldfastException> broken = new AtomicReference<>();
  private final Map<BlobKind, PackBuilder> open = new EnumMap<>(BlobKind.class);
  private final Map<BlobKind, ReentrantLock> openLocks = new EnumMap<>(BlobKind.class);
  private final Thread storing;

  /** Put into the queue last: it tells the storing thread to end. */
  private final PackBuilder end = new PackBuilder(BlobKind.DATA, new Segments());

  /** Packs closed and not stored yet. Guarded by this, as is what follows. */
  private int outstanding;

  private final List<IndexedPack> unindexed = new ArrayList<>();
  private int unindexedBlobs;
  private long unindexedSince;
  private long packs;

  /**
   * @param stored told which blobs have become durable and findable
   */
  PackLine(
      ObjectStore store,
      Documents documents,
      Index index,
      Clock clock,
      Seal seal,
      Consumer<List<PackedBlob>> stored) {
    this.store = store;
    this.documents = documents;
    this.index = index;
    this.clock = clock;
    this.seal = seal;
    this.stored = stored;
    for (BlobKind kind : BlobKind.values()) {
      open.put(kind, new PackBuilder(kind, segments));
      openLocks.put(kind, new ReentrantLock());
    }
    this.storing = Thread.ofPlatform().name("vault-packs").daemon().start(this::storeAll);
  }

  /** Copies the sealed bytes. */
  void add(BlobKind kind, BlobId id, byte[] sealed, int sealedLength, int rawLength) {
    ReentrantLock lock = lockOf(kind);
    lock.lock();
    try {
      PackBuilder builder = builderOf(kind);
      builder.add(id, sealed, sealedLength, rawLength);
      if (builder.isFull()) {
        open.put(kind, new PackBuilder(kind, segments));
        close(builder);
      }
    } finally {
      lock.unlock();
    }
  }

  private ReentrantLock lockOf(BlobKind kind) {
    return Objects.requireNonNull(openLocks.get(kind));
  }

  private PackBuilder builderOf(BlobKind kind) {
    return Objects.requireNonNull(open.get(kind));
  }

  private void close(PackBuilder builder) {
    synchronized (this) {
      outstanding++;
    }
    try {
      closed.put(builder);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw breakWith(interrupted());
    }
  }

  private static HoldfastException interrupted() {
    return new HoldfastException(
        ErrorCode.INTERRUPTED,
        "Interrupted while writing to the vault.",
        "All snapshots in the vault are unharmed; what was stored is reused by the next run.",
        "Run the command again.");
  }

  /** Makes everything added so far durable and findable: packs, then the index. */
  void flush() {
    for (BlobKind kind : BlobKind.values()) {
      ReentrantLock lock = lockOf(kind);
      lock.lock();
      try {
        PackBuilder builder = builderOf(kind);
        if (!builder.isEmpty()) {
          open.put(kind, new PackBuilder(kind, segments));
          close(builder);
        }
      } finally {
        lock.unlock();
      }
    }
    synchronized (this) {
      while (outstanding > 0) {
        try {
          wait();
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw breakWith(interrupted());
        }
      }
    }
    throwIfBroken();
    try {
      writeIndex();
    } catch (HoldfastException failure) {
      throw breakWith(failure);
    }
  }

  void throwIfBroken() {
    HoldfastException failure = broken.get();
    if (failure != null) {
      throw new HoldfastException(
          failure.code(), failure.getMessage(), failure.safe(), failure.next(), failure);
    }
  }

  /** Remembers the first failure; returns what to throw. */
  HoldfastException breakWith(HoldfastException failure) {
    broken.compareAndSet(null, failure);
    return failure;
  }

  /** A pack that is there, but in no index. */
  void adopt(IndexedPack pack) {
    synchronized (this) {
      addUnindexed(pack);
    }
    index.add(pack.pack(), pack.blobs());
  }

  synchronized long packs() {
    return packs;
  }

  private void storeAll() {
    try {
      for (PackBuilder builder = closed.take(); builder != end; builder = closed.take()) {
        storeOne(builder);
      }
    } catch (InterruptedException interrupted) {
      breakWith(interrupted());
    }
  }

  /** After a failure packs are still taken from the queue, so that nobody waits for ever. */
  private void storeOne(PackBuilder builder) {
    try {
      if (broken.get() == null) {
        store(builder);
      }
    } catch (HoldfastException failure) {
      breakWith(failure);
    } catch (RuntimeException | Error unexpected) {
      breakWith(
          new HoldfastException(
              ErrorCode.INTERNAL,
              "A pack could not be stored: " + unexpected,
              "All snapshots in the vault are unharmed.",
              "Report this, with the log of this run.",
              unexpected));
    } finally {
      builder.recycle();
      synchronized (this) {
        outstanding--;
        notifyAll();
      }
    }
  }

  private void store(PackBuilder builder) {
    PackBuilder.Finished pack = builder.finish(seal);
    try {
      store.put(ObjectKind.PACK, pack.name(), pack.content());
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "write " + ObjectKind.PACK.path(pack.name()));
    }
    BlobId id = BlobId.parse(pack.name());
    index.add(id, pack.blobs());
    stored.accept(pack.blobs());
    boolean due;
    synchronized (this) {
      packs++;
      addUnindexed(new IndexedPack(id, pack.blobs()));
      due = unindexedBlobs >= INDEX_BLOBS || clock.nanos() - unindexedSince > INDEX_AGE.toNanos();
    }
    if (due) {
      writeIndex();
    }
  }

  private synchronized void addUnindexed(IndexedPack pack) {
    if (unindexed.isEmpty()) {
      unindexedSince = clock.nanos();
    }
    unindexed.add(pack);
    unindexedBlobs += pack.blobs().size();
  }

  /**
   * Only durable packs are ever named; a blob that is named twice by two index files does no harm.
   */
  private void writeIndex() {
    List<IndexedPack> batch;
    synchronized (this) {
      batch = List.copyOf(unindexed);
      unindexed.clear();
      unindexedBlobs = 0;
    }
    if (!batch.isEmpty()) {
      documents.save(ObjectKind.INDEX, IndexFile.encode(batch));
    }
  }

  /**
   * Ends the line. Blobs of packs that are still open are given up; what is durable is indexed, if
   * the store still works, so that the next run need not look for it.
   */
  @Override
  public void close() {
    try {
      closed.put(end);
      storing.join();
      if (broken.get() == null) {
        writeIndex();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
