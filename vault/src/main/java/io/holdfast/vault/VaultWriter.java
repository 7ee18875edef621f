package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.OutcomeUnknownException;
import io.holdfast.vault.crypto.Seal;
import io.holdfast.vault.document.Documents;
import io.holdfast.vault.document.Zstd;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.IndexedPack;
import io.holdfast.vault.lock.VaultLock;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.snapshot.SnapshotCodec;
import io.holdfast.vault.snapshot.SnapshotDraft;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.store.StoredObject;
import io.holdfast.vault.tree.Tree;
import io.holdfast.vault.tree.TreeCodec;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes to a vault, under the format's shared lock. Safe to use from many threads, except that
 * {@link #commit} and {@link #close} come after everything else. Killed at any instant, it leaves
 * whole objects only: packs, perhaps index files, never a snapshot that lacks something.
 *
 * <p>Once the vault could not be written, every later call fails with the same error.
 */
public final class VaultWriter implements BlobSink, AutoCloseable {
  private record Claim(BlobKind kind, BlobId id) {}

  private final ObjectStore store;
  private final Documents documents;
  private final Index index;
  private final Intake intake;
  private final Vault.Parts parts;
  private final VaultLock lock;
  private final PackLine line;

  /** What prunes had begun when it was read what this writer builds upon. */
  private PruneState known;

  /** Blobs that a thread of this writer has taken on and that are not durable yet. */
  private final Set<Claim> claims = ConcurrentHashMap.newKeySet();

  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder newData = new LongAdder();
  private final LongAdder newTrees = new LongAdder();
  private final LongAdder deduped = new LongAdder();
  private final LongAdder dedupedBytes = new LongAdder();
  private final LongAdder newBytes = new LongAdder();
  private final LongAdder newBytesStored = new LongAdder();

  VaultWriter(Vault.Parts parts, VaultLock lock, PruneState known) {
    this.parts = parts;
    this.known = known;
    this.store = parts.store();
    this.documents = parts.documents();
    this.index = parts.index();
    this.intake = new Intake(parts.benches());
    this.lock = lock;
    this.line =
        new PackLine(store, documents, index, parts.clock(), parts.newSeal(), this::release);
  }

  private void release(List<PackedBlob> stored) {
    stored.forEach(blob -> claims.remove(new Claim(blob.kind(), blob.id())));
  }

  @Override
  public Content save(InputStream stream) throws IOException {
    line.throwIfBroken();
    Content content = intake.read(stream, this::saveData);
    bytesRead.add(content.length());
    return content;
  }

  private BlobId saveData(Bench bench, byte[] buffer, int offset, int length) {
    return save(bench, BlobKind.DATA, buffer, offset, length);
  }

  @Override
  public BlobId save(Tree tree) {
    line.throwIfBroken();
    byte[] json = TreeCodec.encode(tree);
    return saveOpened(BlobKind.TREE, json, json.length);
  }

  @Override
  public boolean hasTree(BlobId tree) {
    return index.offers(BlobKind.TREE, tree);
  }

  /** Fails as everything after a failed write does. */
  void throwIfBroken() {
    line.throwIfBroken();
  }

  /** Whether a blob is here and may be built upon. */
  boolean has(BlobKind kind, BlobId id) {
    return index.offers(kind, id);
  }

  /** Saves a blob that is whole. */
  BlobId saveOpened(BlobKind kind, byte[] bytes, int length) {
    line.throwIfBroken();
    return intake.work(
        bytes,
        0,
        length,
        (bench, buffer, offset, count) -> save(bench, kind, buffer, offset, count));
  }

  /**
   * Saves a blob of another vault that has the same master key, as it is sealed there. It has been
   * opened and compared with its id.
   */
  void saveSealed(PackedBlob blob, byte[] sealed) {
    line.throwIfBroken();
    if (isNew(blob.kind(), blob.id(), (int) blob.plainLength())) {
      try {
        add(blob.kind(), blob.id(), sealed, blob.length(), blob.rawLength());
      } catch (HoldfastException failure) {
        throw line.breakWith(failure);
      }
    }
  }

  /** First the claim, then the index: a blob enters the index before its claim is given up. */
  private boolean isNew(BlobKind kind, BlobId id, int length) {
    Claim claim = new Claim(kind, id);
    boolean claimed = claims.add(claim);
    if (claimed && !index.offers(kind, id)) {
      return true;
    }
    if (claimed) {
      claims.remove(claim);
    }
    deduped.increment();
    dedupedBytes.add(length);
    return false;
  }

  private void add(BlobKind kind, BlobId id, byte[] sealed, int sealedLength, int rawLength) {
    line.throwIfBroken();
    line.add(kind, id, sealed, sealedLength, rawLength);
    (kind == BlobKind.DATA ? newData : newTrees).increment();
    newBytes.add(rawLength == 0 ? sealedLength - Seal.OVERHEAD : rawLength);
    newBytesStored.add(sealedLength);
  }

  private BlobId save(Bench bench, BlobKind kind, byte[] bytes, int offset, int length) {
    BlobId id = bench.hash(bytes, offset, length);
    if (!isNew(kind, id, length)) {
      return id;
    }
    try {
      int packed = bench.zstd.compress(bytes, offset, length);
      boolean shorter = packed != Zstd.LONGER;
      int sealedLength = (shorter ? packed : length) + Seal.OVERHEAD;
      byte[] sealed = bench.toSeal(sealedLength);
      if (shorter) {
        bench.seal.seal(bench.zstd.compressed(), 0, packed, sealed);
      } else {
        bench.seal.seal(bytes, offset, length, sealed);
      }
      add(kind, id, sealed, sealedLength, shorter ? length : 0);
      return id;
    } catch (HoldfastException failure) {
      throw line.breakWith(failure);
    } catch (RuntimeException | Error unexpected) {
      // Others may already count on this blob.
      line.breakWith(
          new HoldfastException(
              ErrorCode.INTERNAL,
              "A blob of " + length + " bytes could not be sealed: " + unexpected,
              "All snapshots in the vault are unharmed.",
              "Report this, with the log of this run.",
              unexpected));
      throw unexpected;
    }
  }

  /** Makes everything saved so far durable and findable. */
  public void flush() {
    line.throwIfBroken();
    line.flush();
  }

  /**
   * Makes the tree part of the vault: flushes, makes sure that no prune has taken away what this
   * writer counts on, then writes the snapshot, last of all.
   *
   * @throws HoldfastException HF-502 if the tree was never saved, HF-602 if the lock was lost,
   *     HF-605 if a prune removed what the tree needs, HF-108 if it is not known whether the
   *     snapshot was written
   */
  public Snapshot commit(SnapshotDraft draft) {
    return draft.as(commit(SnapshotCodec.encode(draft), draft.tree()));
  }

  /** As {@link #commit(SnapshotDraft)}, of a snapshot's JSON that has this tree. */
  BlobId commit(byte[] json, BlobId tree) {
    flush();
    index.locate(BlobKind.TREE, tree);
    byte[] sealed = documents.seal(ObjectKind.SNAPSHOT, json);
    BlobId id = Hash.sha256(sealed);
    try {
      known = new Publication(parts, lock, line, known).publish(id, sealed, tree);
    } catch (IOException failure) {
      throw notCommitted(id, failure);
    }
    return id;
  }

  /**
   * Removes a snapshot in whose place this writer has committed another one. What only the old one
   * needed stays until it is pruned. One that is gone already is no error.
   */
  public void forget(BlobId snapshot) {
    lock.assertHeld();
    try {
      store.delete(ObjectKind.SNAPSHOT, snapshot.hex());
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "remove " + ObjectKind.SNAPSHOT.path(snapshot.hex()));
    }
  }

  /** Told as a failure only if the snapshot is certainly not there: both guesses are expensive. */
  private HoldfastException notCommitted(BlobId id, IOException failure) {
    if (!(failure instanceof OutcomeUnknownException) && isAbsent(id)) {
      return StoreFailure.of(failure, store, "write " + ObjectKind.SNAPSHOT.path(id.hex()));
    }
    return new HoldfastException(
        ErrorCode.OUTCOME_UNKNOWN,
        "It is not known whether snapshot %s was written to %s: %s"
            .formatted(id.brief(), store.location(), failure.getMessage()),
        "Earlier snapshots are unharmed, and this one is whole or absent.",
        "Look with 'holdfast vault list' whether it is there; running the command again is"
            + " harmless.",
        failure);
  }

  private boolean isAbsent(BlobId snapshot) {
    try {
      return !store.exists(ObjectKind.SNAPSHOT, snapshot.hex());
    } catch (IOException cannotLook) {
      return false;
    }
  }

  /**
   * Makes use of what killed runs left: packs that no index names are read, verified and indexed,
   * so that their blobs need not be stored again. A damaged one is left alone. Durable after the
   * next flush.
   *
   * @return how many packs were adopted
   */
  public int adoptOrphans() {
    line.throwIfBroken();
    int adopted = 0;
    for (StoredObject pack : Vault.list(store, ObjectKind.PACK)) {
      BlobId id = BlobId.parse(pack.name());
      if (!index.knowsPack(id) && !known.condemned().containsKey(id)) {
        var orphan = Orphans.read(store, parts.benches(), pack.name());
        if (orphan.isPresent()) {
          IndexedPack found = orphan.get();
          line.adopt(found);
          adopted++;
        }
      }
    }
    return adopted;
  }

  public WriterStats stats() {
    return new WriterStats(
        bytesRead.sum(),
        newData.sum(),
        newTrees.sum(),
        deduped.sum(),
        dedupedBytes.sum(),
        newBytes.sum(),
        newBytesStored.sum(),
        line.packs());
  }

  /** Gives up what was not committed, and the lock. What is durable stays and is reused. */
  @Override
  public void close() {
    try {
      line.close();
      index.onlyRead();
    } finally {
      intake.close();
      lock.close();
    }
  }
}
