package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.BlobSink;
import io.holdfast.vault.Content;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads regular files into the sink. A file with several names is read once per pass. What is dirty
 * is written back first, because the content is kept only for as long as the file shows no change,
 * and a store to a dirty page of a mapping shows none.
 */
final class ContentReader {
  private final BlobSink sink;
  private final SafeRead safeRead;
  private final Notes notes;
  private final @Nullable FenceFiles fences;
  private final Map<LinkKey, Linked> linked = new ConcurrentHashMap<>();

  /** Which names are one file. */
  record LinkKey(long device, long inode) {
    static LinkKey of(Stat stat) {
      return new LinkKey(stat.device(), stat.inode());
    }
  }

  private record Linked(Stat stat, Content content) {}

  ContentReader(BlobSink sink, SafeRead safeRead, Notes notes, @Nullable FenceFiles fences) {
    this.sink = sink;
    this.safeRead = safeRead;
    this.notes = notes;
    this.fences = fences;
  }

  Entry read(Visit at, Directory directory, FileName name) throws IOException {
    // Before the file is looked at: only what is older than this touch is settled by it.
    Fence touched = fences == null ? null : fences.recent();
    SafeRead.Taken<Content> taken = safeRead.read(directory, name, this::content);
    if (taken.torn()) {
      notes.torn(at.path(name), SafeRead.ATTEMPTS);
    } else if (taken.stat().links() > 1) {
      linked.put(LinkKey.of(taken.stat()), new Linked(taken.stat(), taken.content()));
    }
    boolean settled = !taken.torn() && touched != null && touched.isAfter(taken.stat());
    notes.changedFiles.increment();
    notes.changedBytes.add(taken.content().length());
    Body body = new Body.File(taken.content());
    return new Entry(name, taken.stat(), body, taken.attributes(), settled);
  }

  private Content content(OpenFile file, Stat stat) throws IOException {
    if (stat.links() > 1) {
      Linked same = linked.get(LinkKey.of(stat));
      if (same != null && same.stat().sameIdentity(stat)) {
        return same.content();
      }
    }
    if (stat.size() == 0) {
      return Content.EMPTY;
    }
    file.writeBack();
    return sink.save(SafeRead.stream(file, stat));
  }
}
