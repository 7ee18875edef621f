package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.vault.crypto.Seal;
import io.holdfast.vault.crypto.SealBrokenException;
import io.holdfast.vault.document.Damage;
import io.holdfast.vault.index.Index;
import io.holdfast.vault.index.Location;
import io.holdfast.vault.pack.BlobKind;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import io.holdfast.vault.tree.Tree;
import io.holdfast.vault.tree.TreeCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Plaintext by id. Verified three times: the seal, the unpacked length, and the hash, which is the
 * id. If a blob has several copies, a damaged one is passed over for the next.
 */
final class BlobReader implements BlobSource {
  private final ObjectStore store;
  private final Index index;
  private final Benches benches;
  private final PackWindows windows;
  private final TreeCache trees = new TreeCache();

  BlobReader(ObjectStore store, Index index, Benches benches) {
    this.store = store;
    this.index = index;
    this.benches = benches;
    this.windows = new PackWindows(store);
  }

  @Override
  public byte[] data(BlobId id) {
    return copy(BlobKind.DATA, id);
  }

  @Override
  public void lend(BlobId id, Borrower borrower) throws IOException {
    open(
        BlobKind.DATA,
        id,
        (place, stored, plain) -> borrower.use(plain, (int) place.blob().plainLength()));
  }

  @Override
  public void lendAll(Set<BlobId> ids, Receiver receiver) throws IOException {
    new PackRuns(store, index, benches, this).read(ids, receiver);
  }

  @Override
  public Tree tree(BlobId id) {
    Tree cached = trees.get(id);
    if (cached != null) {
      return cached;
    }
    byte[] json = copy(BlobKind.TREE, id);
    Tree tree = decode(id, json);
    trees.put(id, tree, json.length);
    return tree;
  }

  /** A tree that is read once only, and so is not worth keeping. */
  Tree treeOnce(BlobId id) {
    return decode(id, copy(BlobKind.TREE, id));
  }

  private static Tree decode(BlobId id, byte[] json) {
    try {
      return TreeCodec.decode(json);
    } catch (IllegalArgumentException malformed) {
      throw Damage.of("The tree " + id, String.valueOf(malformed.getMessage()), malformed);
    }
  }

  @Override
  public long dataLength(BlobId id) {
    long length = index.offeredLength(BlobKind.DATA, id);
    if (length >= 0) {
      return length;
    }
    // Perhaps the index was not read yet, or another process has added to it.
    Location location = index.locate(BlobKind.DATA, id).getFirst();
    length = index.offeredLength(BlobKind.DATA, id);
    if (length < 0) {
      throw new HoldfastException(
          ErrorCode.BLOB_MISSING,
          name(location)
              + " cannot be built upon: the pack is missing, cold, has a wrong length, or is about"
              + " to be deleted.",
          "Everything that does not need this blob can still be restored.",
          "Run 'holdfast vault check' to see what else is missing.");
    }
    return length;
  }

  private byte[] copy(BlobKind kind, BlobId id) {
    AtomicReference<byte[]> copy = new AtomicReference<>(new byte[0]);
    try {
      open(
          kind,
          id,
          (place, stored, plain) ->
              copy.set(Arrays.copyOf(plain, (int) place.blob().plainLength())));
    } catch (IOException impossible) {
      throw new UncheckedIOException("Copying memory does not fail", impossible);
    }
    return copy.get();
  }

  /** Takes a blob as it lies in the vault and as it is; both are its own only until it returns. */
  @FunctionalInterface
  interface Opened {
    /** Each begins with its array; the place tells the lengths. */
    void use(Location place, byte[] sealed, byte[] plain) throws IOException;
  }

  /** Opens the first copy of a blob that is whole. */
  void open(BlobKind kind, BlobId id, Opened user) throws IOException {
    List<Location> locations = index.locate(kind, id);
    HoldfastException first = null;
    for (Location location : locations) {
      Bench bench = benches.borrow();
      try {
        byte[] sealed;
        byte[] plain;
        try {
          sealed = sealed(bench, location);
          plain = open(bench, location, sealed);
        } catch (HoldfastException failure) {
          first = first == null ? failure : first;
          continue;
        }
        user.use(location, sealed, plain);
        return;
      } finally {
        benches.giveBack(bench);
      }
    }
    if (first != null && first.code() == ErrorCode.BLOB_MISSING) {
      index.refresh();
      if (!locations.containsAll(index.locate(kind, id))) {
        // A prune moved the blob to another pack since the index was read.
        open(kind, id, user);
        return;
      }
    }
    throw first == null ? new IllegalStateException("No location of " + id) : first;
  }

  /** The sealed bytes of a blob that is whole, at the beginning of a buffer of the bench. */
  byte[] verified(Bench bench, Location location) {
    byte[] sealed = sealed(bench, location);
    open(bench, location, sealed);
    return sealed;
  }

  private byte[] sealed(Bench bench, Location location) {
    try {
      return windows.read(location, bench);
    } catch (IOException failure) {
      throw unreadable(location, failure);
    }
  }

  private static byte[] open(Bench bench, Location location, byte[] sealed) {
    try {
      return open(bench, location.blob(), sealed, 0);
    } catch (SealBrokenException | IllegalArgumentException broken) {
      throw Damage.of(name(location), String.valueOf(broken.getMessage()), broken);
    }
  }

  /**
   * Opens, unpacks and verifies a sealed blob.
   *
   * @return the plaintext, at the beginning of a buffer that belongs to the bench
   */
  static byte[] open(Bench bench, PackedBlob blob, byte[] sealed, int offset)
      throws SealBrokenException {
    int length = Math.toIntExact(blob.plainLength());
    byte[] plain = bench.toOpen(blob.length() - Seal.OVERHEAD);
    bench.seal.open(sealed, offset, blob.length(), plain);
    if (blob.isCompressed()) {
      byte[] packed = plain;
      plain = bench.toUnpack(length);
      bench.zstd.decompress(packed, blob.length() - Seal.OVERHEAD, plain, length);
    }
    BlobId found = bench.hash(plain, 0, length);
    if (!found.equals(blob.id())) {
      throw new SealBrokenException("its content has the SHA-256 " + found);
    }
    return plain;
  }

  private HoldfastException unreadable(Location location, IOException failure) {
    String pack = ObjectKind.PACK.path(location.pack().hex());
    if (failure instanceof NoSuchFileException || !endsEarly(location)) {
      return StoreFailure.of(failure, store, "read " + pack);
    }
    return Damage.of(
        pack, "it ends before the blob at " + location.blob().offset() + " does", failure);
  }

  private boolean endsEarly(Location location) {
    try {
      long size = store.size(ObjectKind.PACK, location.pack().hex());
      return size < location.packEnd();
    } catch (IOException unreadableToo) {
      return false;
    }
  }

  private static String name(Location location) {
    PackedBlob blob = location.blob();
    return "The "
        + blob.kind().wire()
        + " blob "
        + blob.id()
        + " at "
        + blob.offset()
        + " in "
        + ObjectKind.PACK.path(location.pack().hex());
  }
}
