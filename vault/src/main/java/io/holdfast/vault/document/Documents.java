package io.holdfast.vault.document;

import com.github.luben.zstd.ZstdInputStream;
import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Hash;
import io.holdfast.vault.crypto.MasterKey;
import io.holdfast.vault.crypto.Seal;
import io.holdfast.vault.crypto.SealBrokenException;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import io.holdfast.vault.store.StoreFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The objects that hold one sealed JSON document each: config, index, snapshot, lock. Their name is
 * the hash of their sealed bytes; what is read is verified against the name, then the seal, then
 * unpacked. Safe to share between threads.
 */
public final class Documents {
  /** The first plaintext byte of a compressed document; a plain one begins with a bracket. */
  private static final byte COMPRESSED = 2;

  /**
   * Far above the 8 MiB that index files are kept below; a bound on what damage may make us
   * allocate.
   */
  private static final int LONGEST = 1 << 30;

  private final ObjectStore store;
  private final MasterKey key;
  private final Randomness randomness;
  private final boolean compressing;

  /**
   * @param formatVersion of the vault: version 1 knows no compression, and what is written into
   *     such a vault must be readable by programs that know no other
   */
  public Documents(ObjectStore store, MasterKey key, Randomness randomness, int formatVersion) {
    this.store = store;
    this.key = key;
    this.randomness = randomness;
    this.compressing = formatVersion > 1;
  }

  /** Reads a whole object whose name is its hash, and verifies that it is. */
  public static byte[] loadNamed(ObjectStore store, ObjectKind kind, String name) {
    byte[] bytes = loadRaw(store, kind, name);
    String found = Hash.sha256(bytes).hex();
    if (!found.equals(name)) {
      throw Damage.of(
          kind.path(name), "its " + bytes.length + " bytes have the SHA-256 " + found, null);
    }
    return bytes;
  }

  private static byte[] loadRaw(ObjectStore store, ObjectKind kind, String name) {
    int size = sizeOf(store, kind, name);
    try {
      return store.read(kind, name, 0, size);
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "read " + kind.path(name));
    }
  }

  /** How long an object is that is going to be read whole. */
  public static int sizeOf(ObjectStore store, ObjectKind kind, String name) {
    try {
      long size = store.size(kind, name);
      if (size > LONGEST) {
        throw Damage.of(kind.path(name), "it has " + size + " bytes", null);
      }
      return (int) size;
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "read " + kind.path(name));
    }
  }

  /** The JSON of a document. */
  public byte[] load(ObjectKind kind, String name) {
    byte[] sealed =
        kind == ObjectKind.CONFIG ? loadRaw(store, kind, name) : loadNamed(store, kind, name);
    try {
      return unpack(new Seal(key, randomness).open(sealed));
    } catch (SealBrokenException | IllegalArgumentException broken) {
      throw Damage.of(kind.path(name), String.valueOf(broken.getMessage()), broken);
    }
  }

  private static byte[] unpack(byte[] plain) {
    if (plain.length == 0) {
      throw new IllegalArgumentException("it is empty");
    }
    if (plain[0] == '{' || plain[0] == '[') {
      return plain;
    }
    if (plain[0] != COMPRESSED) {
      throw new IllegalArgumentException("its encoding is " + plain[0] + ", which is not known");
    }
    try (ZstdInputStream stream =
        new ZstdInputStream(new ByteArrayInputStream(plain, 1, plain.length - 1))) {
      byte[] json = stream.readNBytes(LONGEST);
      if (json.length == LONGEST) {
        throw new IllegalArgumentException("it unpacks to more than " + LONGEST + " bytes");
      }
      return json;
    } catch (IOException broken) {
      throw new IllegalArgumentException("it cannot be unpacked: " + broken.getMessage());
    }
  }

  /** A name that nobody else has: 16 hexadecimal digits. */
  public String freshName() {
    return HexFormat.of().formatHex(randomness.bytes(8));
  }

  /** Seals and writes a document. */
  public BlobId save(ObjectKind kind, byte[] json) {
    byte[] sealed = seal(kind, json);
    BlobId id = Hash.sha256(sealed);
    try {
      store.put(kind, id.hex(), List.of(ByteBuffer.wrap(sealed)));
    } catch (IOException failure) {
      throw StoreFailure.of(failure, store, "write " + kind.path(id.hex()));
    }
    return id;
  }

  /**
   * The bytes of a document, after opening them again: damage in memory must not become durable.
   */
  public byte[] seal(ObjectKind kind, byte[] json) {
    byte[] plain = compressing && kind != ObjectKind.CONFIG ? compressed(json) : json;
    Seal seal = new Seal(key, randomness);
    byte[] sealed = seal.seal(plain);
    try {
      if (!Arrays.equals(unpack(seal.open(sealed)), json)) {
        throw new SealBrokenException("it reads back differently");
      }
    } catch (SealBrokenException | IllegalArgumentException broken) {
      throw new HoldfastException(
          ErrorCode.INTERNAL,
          "A new "
              + kind
              + " object could not be read back before it was written: "
              + broken.getMessage(),
          "Nothing was written; the vault is unharmed.",
          "Test this machine's memory, then run the command again.",
          broken);
    }
    return sealed;
  }

  private static byte[] compressed(byte[] json) {
    try (Zstd zstd = new Zstd()) {
      byte[] packed = zstd.compressAlways(json, 1);
      packed[0] = COMPRESSED;
      return packed;
    }
  }
}
