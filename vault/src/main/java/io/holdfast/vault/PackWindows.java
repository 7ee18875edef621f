package io.holdfast.vault;

import io.holdfast.vault.index.Location;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Reads sealed blobs. A small blob brings its neighbours along, because files that were captured
 * together lie together and are restored together; a few such windows are kept, and their memory is
 * used again: a restore reads everything once, and would leave all of it to the collector.
 */
final class PackWindows {
  private static final int SMALL = 64 * 1024;
  private static final int WINDOW = 256 * 1024;
  private static final int KEPT = 32;

  private final ObjectStore store;

  /** The least recently used first. Guarded by this, as are the bytes in them. */
  private final LinkedHashMap<Key, Window> windows = new LinkedHashMap<>(16, 0.75f, true);

  private record Key(BlobId pack, long offset) {}

  private record Window(byte[] bytes, int length) {}

  PackWindows(ObjectStore store) {
    this.store = store;
  }

  /** The sealed blob, at the beginning of the bench's buffer for it. */
  byte[] read(Location location, Bench bench) throws IOException {
    PackedBlob blob = location.blob();
    String pack = location.pack().hex();
    byte[] sealed = bench.toSeal(blob.length());
    if (blob.length() > SMALL) {
      store.read(ObjectKind.PACK, pack, blob.offset(), blob.length(), sealed);
    } else if (!copyKept(location, sealed)) {
      byte[] window = unused();
      int length = (int) Math.min(WINDOW, location.packEnd() - blob.offset());
      store.read(ObjectKind.PACK, pack, blob.offset(), length, window);
      System.arraycopy(window, 0, sealed, 0, blob.length());
      synchronized (this) {
        windows.put(new Key(location.pack(), blob.offset()), new Window(window, length));
      }
    }
    return sealed;
  }

  private synchronized byte[] unused() {
    if (windows.size() < KEPT) {
      return new byte[WINDOW];
    }
    return Objects.requireNonNull(windows.pollFirstEntry()).getValue().bytes();
  }

  private synchronized boolean copyKept(Location location, byte[] sealed) {
    PackedBlob blob = location.blob();
    Key found = null;
    for (Map.Entry<Key, Window> entry : windows.entrySet()) {
      long within = blob.offset() - entry.getKey().offset();
      Window window = entry.getValue();
      if (within >= 0
          && within + blob.length() <= window.length()
          && entry.getKey().pack().equals(location.pack())) {
        System.arraycopy(window.bytes(), (int) within, sealed, 0, blob.length());
        found = entry.getKey();
        break;
      }
    }
    // To the end of the order, after the walk over it.
    return found != null && windows.get(found) != null;
  }
}
