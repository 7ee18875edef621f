package io.holdfast.vault;

import io.holdfast.vault.document.Documents;
import io.holdfast.vault.index.IndexFile;
import io.holdfast.vault.index.IndexedPack;
import io.holdfast.vault.store.ObjectKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes index files of a bounded length. A pack that is told again is written again only if more
 * is known of it.
 */
final class IndexWriting {
  private static final int BLOBS_PER_FILE = 50_000;

  private final Documents documents;
  private final Consumer<BlobId> written;
  private final Map<BlobId, Integer> told = new HashMap<>();
  private final List<IndexedPack> batch = new ArrayList<>();
  private int batchBlobs;

  /**
   * @param written told of each file when it is durable
   */
  IndexWriting(Documents documents, Consumer<BlobId> written) {
    this.documents = documents;
    this.written = written;
  }

  void add(IndexedPack pack) {
    Integer before = told.put(pack.pack(), pack.blobs().size());
    if (before != null && before >= pack.blobs().size()) {
      return;
    }
    batch.add(pack);
    batchBlobs += pack.blobs().size();
    if (batchBlobs >= BLOBS_PER_FILE) {
      flush();
    }
  }

  void flush() {
    if (!batch.isEmpty()) {
      written.accept(documents.save(ObjectKind.INDEX, IndexFile.encode(batch)));
      batch.clear();
      batchBlobs = 0;
    }
  }
}
