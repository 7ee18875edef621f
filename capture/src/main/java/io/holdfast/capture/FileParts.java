package io.holdfast.capture;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.BlobSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings the content of files. Small files are gathered, large ones are cut, so that one thread
 * always has about the same amount of data in hand: it asks the vault for all of it at once, which
 * reads what lies together together, and writes each blob wherever it belongs. That bounds the
 * memory, and lets all threads work on one large file.
 */
final class FileParts {
  private static final int MOST_FILES = 32;
  private static final long MOST_BYTES = 16L << 20;

  private final RestoreWork work;
  private final Crew crew;
  private final int workers;
  private final Progress.Phase progress;

  /** A file's blobs {@code from} up to and without {@code to}; the first begins at a byte. */
  private record Part(TargetFile file, int from, int to, long offset, long bytes) {}

  private record Spot(TargetFile file, long offset, long length) {}

  FileParts(RestoreWork work, Crew crew, int workers, Progress.Phase progress) {
    this.work = work;
    this.crew = crew;
    this.workers = workers;
    this.progress = progress;
  }

  /** Gathers files of one directory; whoever fills it ends with {@link #flush}. */
  final class Batch {
    private List<Part> parts = new ArrayList<>();
    private long bytes;

    void add(TargetFile file) throws IOException {
      List<Part> cut;
      try {
        cut = cut(file);
      } catch (IOException | HoldfastException why) {
        file.fail(why);
        return;
      }
      file.comesIn(cut.size());
      if (cut.size() > 1) {
        spread(cut);
        return;
      }
      parts.add(cut.getFirst());
      bytes += cut.getFirst().bytes();
      if (parts.size() == MOST_FILES || bytes >= MOST_BYTES) {
        flush();
      }
    }

    void flush() {
      List<Part> full = parts;
      if (!full.isEmpty()) {
        crew.add(() -> bring(full));
        parts = new ArrayList<>();
        bytes = 0;
      }
    }
  }

  /** Also proves, before anything is made, that the vault knows all of it. */
  private List<Part> cut(TargetFile file) throws IOException {
    List<BlobId> content = file.node.content();
    List<Part> parts = new ArrayList<>(1);
    int from = 0;
    long offset = 0;
    long bytes = 0;
    for (int i = 0; i < content.size(); i++) {
      bytes += work.source().dataLength(content.get(i));
      if (bytes >= MOST_BYTES) {
        parts.add(new Part(file, from, i + 1, offset, bytes));
        from = i + 1;
        offset += bytes;
        bytes = 0;
      }
    }
    if (parts.isEmpty() || bytes > 0) {
      parts.add(new Part(file, from, content.size(), offset, bytes));
    }
    if (offset + bytes != file.node.size()) {
      throw new IOException(
          "its content has " + (offset + bytes) + " bytes, its entry says " + file.node.size());
    }
    return parts;
  }

  /** As many jobs as there are threads, each taking the next part, however long the file is. */
  private void spread(List<Part> parts) {
    AtomicInteger next = new AtomicInteger();
    for (int i = 0; i < Math.min(workers, parts.size()); i++) {
      crew.add(() -> bringNext(parts, next));
    }
  }

  private void bringNext(List<Part> parts, AtomicInteger next) throws IOException {
    int index = next.getAndIncrement();
    if (index < parts.size()) {
      bring(List.of(parts.get(index)));
      // A job of its own, so that a failure elsewhere ends this too.
      crew.add(() -> bringNext(parts, next));
    }
  }

  private void bring(List<Part> parts) throws IOException {
    Map<BlobId, List<Spot>> wanted = new LinkedHashMap<>();
    for (Part part : parts) {
      part.file().attempt(() -> look(part, wanted));
    }
    if (!work.options().dryRun() && !wanted.isEmpty()) {
      work.source().lendAll(wanted.keySet(), new Writing(wanted));
      if (work.options().verify()) {
        verify(wanted);
      }
    }
    for (Part part : parts) {
      part.file().done();
    }
  }

  private void look(Part part, Map<BlobId, List<Spot>> wanted) throws IOException {
    TargetFile file = part.file();
    file.start();
    RangeHash old = file.oldRanges();
    long offset = part.offset();
    for (int i = part.from(); i < part.to(); i++) {
      BlobId blob = file.node.content().get(i);
      long length = work.source().dataLength(blob);
      if (file.lacks(old, blob, offset, length)) {
        wanted.computeIfAbsent(blob, any -> new ArrayList<>(1)).add(new Spot(file, offset, length));
      } else {
        progress.advance(length);
      }
      offset += length;
    }
  }

  private static void verify(Map<BlobId, List<Spot>> written) throws IOException {
    for (Map.Entry<BlobId, List<Spot>> blob : written.entrySet()) {
      for (Spot spot : blob.getValue()) {
        spot.file().attempt(() -> spot.file().verify(blob.getKey(), spot.offset(), spot.length()));
      }
    }
  }

  /** Puts each blob wherever it belongs. */
  private final class Writing implements BlobSource.Receiver {
    private final Map<BlobId, List<Spot>> wanted;

    Writing(Map<BlobId, List<Spot>> wanted) {
      this.wanted = wanted;
    }

    @Override
    public void take(BlobId id, byte[] bytes, int length) throws IOException {
      for (Spot spot : wanted.getOrDefault(id, List.of())) {
        spot.file().attempt(() -> spot.file().write(bytes, length, spot.offset()));
        progress.advance(length);
      }
    }

    @Override
    public void fail(BlobId id, HoldfastException why) throws IOException {
      for (Spot spot : wanted.getOrDefault(id, List.of())) {
        if (!spot.file().hasFailed()) {
          spot.file().fail(why);
        }
      }
    }
  }
}
