package io.holdfast.vault;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
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
import java.nio.file.NoSuchFileException;
import java.util.List;

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
    return read(BlobKind.DATA, id);
  }

  @Override
  public Tree tree(BlobId id) {
    Tree cached = trees.get(id);
    if (cached != null) {
      return cached;
    }
    byte[] json = read(BlobKind.TREE, id);
    try {
      Tree tree = TreeCodec.decode(json);
      trees.put(id, tree, json.length);
      return tree;
    } catch (IllegalArgumentException malformed) {
      throw Damage.of("The tree " + id, String.valueOf(malformed.getMessage()), malformed);
    }
  }

  @Override
  public long dataLength(BlobId id) {
    return index.locate(BlobKind.DATA, id).getFirst().blob().plainLength();
  }

  private byte[] read(BlobKind kind, BlobId id) {
    List<Location> locations = index.locate(kind, id);
    HoldfastException first = null;
    for (Location location : locations) {
      try {
        return read(location);
      } catch (HoldfastException failure) {
        first = first == null ? failure : first;
      }
    }
    if (first != null && first.code() == ErrorCode.BLOB_MISSING && index.refresh()) {
      // A prune moved the blob to another pack since the index was read.
      return read(kind, id);
    }
    throw first == null ? new IllegalStateException("No location of " + id) : first;
  }

  private byte[] read(Location location) {
    PackedBlob blob = location.blob();
    byte[] sealed;
    try {
      sealed = windows.read(location);
    } catch (IOException failure) {
      throw unreadable(location, failure);
    }
    Bench bench = benches.borrow();
    try {
      return open(bench, blob, sealed);
    } catch (SealBrokenException | IllegalArgumentException broken) {
      throw Damage.of(name(location), String.valueOf(broken.getMessage()), broken);
    } finally {
      benches.giveBack(bench);
    }
  }

  /** The verified plaintext of a sealed blob. */
  static byte[] open(Bench bench, PackedBlob blob, byte[] sealed) throws SealBrokenException {
    byte[] plain = bench.seal.open(sealed, 0, sealed.length);
    if (blob.isCompressed()) {
      plain = bench.zstd.decompress(plain, blob.rawLength());
    }
    BlobId found = bench.hash(plain, 0, plain.length);
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
