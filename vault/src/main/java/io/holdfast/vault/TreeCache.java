package io.holdfast.vault;

import io.holdfast.vault.tree.Tree;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The directories read last, bounded by how long their JSON is. */
final class TreeCache {
  private static final long MOST_BYTES = 8 * 1024 * 1024;

  private record Entry(Tree tree, int jsonLength) {}

  private final Map<BlobId, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long bytes;

  synchronized @Nullable Tree get(BlobId id) {
    Entry entry = entries.get(id);
    return entry == null ? null : entry.tree();
  }

  synchronized void put(BlobId id, Tree tree, int jsonLength) {
    if (jsonLength > MOST_BYTES / 4 || entries.containsKey(id)) {
      return;
    }
    entries.put(id, new Entry(tree, jsonLength));
    bytes += jsonLength;
    while (bytes > MOST_BYTES) {
      Map.Entry<BlobId, Entry> eldest = entries.entrySet().iterator().next();
      bytes -= eldest.getValue().jsonLength();
      entries.remove(eldest.getKey());
    }
  }
}
