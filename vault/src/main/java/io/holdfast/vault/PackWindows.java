package io.holdfast.vault;

import io.holdfast.vault.index.Location;
import io.holdfast.vault.pack.PackedBlob;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.ObjectStore;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads sealed blobs. A small blob brings its neighbours along, because files that were captured
 * together lie together and are restored together; a few such windows are kept.
 */
final class PackWindows {
  private static final int SMALL = 64 * 1024;
  private static final int WINDOW = 256 * 1024;
  private static final int KEPT = 32;

  private final ObjectStore store;
  private final Map<Key, byte[]> windows =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, byte[]> eldest) {
          return size() > KEPT;
        }
      };

  /** Where a sealed blob lies in memory. Nobody writes to a window, so it is shared, not copied. */
  record Range(byte[] bytes, int offset) {}

  private record Key(BlobId pack, long offset) {}

  PackWindows(ObjectStore store) {
    this.store = store;
  }

  /** The sealed blob. It may lie in the bench's buffer, and is gone when that is used again. */
  Range read(Location location, Bench bench) throws IOException {
    PackedBlob blob = location.blob();
    String pack = location.pack().hex();
    if (blob.length() > SMALL) {
      byte[] sealed = bench.toSeal(blob.length());
      store.read(ObjectKind.PACK, pack, blob.offset(), blob.length(), sealed);
      return new Range(sealed, 0);
    }
    Range kept = find(location);
    if (kept != null) {
      return kept;
    }
    int length = (int) Math.min(WINDOW, location.packEnd() - blob.offset());
    byte[] window = store.read(ObjectKind.PACK, pack, blob.offset(), length);
    synchronized (this) {
      windows.put(new Key(location.pack(), blob.offset()), window);
    }
    return new Range(window, 0);
  }

  private synchronized @Nullable Range find(Location location) {
    PackedBlob blob = location.blob();
    Iterator<Map.Entry<Key, byte[]>> entries = windows.entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<Key, byte[]> entry = entries.next();
      long within = blob.offset() - entry.getKey().offset();
      byte[] window = entry.getValue();
      if (within >= 0
          && within + blob.length() <= window.length
          && entry.getKey().pack().equals(location.pack())) {
        return new Range(window, (int) within);
      }
    }
    return null;
  }
}
