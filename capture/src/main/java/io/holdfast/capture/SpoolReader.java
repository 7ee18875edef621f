package io.holdfast.capture;

import io.holdfast.capture.ContentReader.LinkKey;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.OpenFile;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.Content;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Copies regular files to the spool. A file with several names is copied once. */
final class SpoolReader {
  private final SafeRead safeRead;
  private final Spool spool;
  private final Fence quiet;
  private final Fence wellBefore;
  private final Notes notes;
  private final Map<LinkKey, Linked> linked = new ConcurrentHashMap<>();

  /** What was copied, and what the file looked like afterwards. */
  record Copied(Entry entry, Stat after) {}

  private record Linked(Stat stat, Body body) {}

  SpoolReader(SafeRead safeRead, Spool spool, Fence quiet, Notes notes) {
    this.safeRead = safeRead;
    this.spool = spool;
    this.quiet = quiet;
    this.wellBefore = quiet.minus(FenceFiles.SETTLING);
    this.notes = notes;
  }

  Copied copy(Visit at, Directory directory, FileName name) throws IOException {
    SafeRead.Taken<Body> taken = safeRead.read(directory, name, this::content);
    if (taken.torn()) {
      notes.torn(at.path(name), SafeRead.ATTEMPTS);
    } else if (taken.stat().links() > 1) {
      linked.put(LinkKey.of(taken.stat()), new Linked(taken.stat(), taken.content()));
    }
    // Where writers go on, a write may have been under way at the fence.
    Fence sure = at.zone.profile().writtenDuringSuspension() ? wellBefore : quiet;
    boolean settled = !taken.torn() && sure.isAfter(taken.stat());
    return new Copied(
        new Entry(name, taken.stat(), taken.content(), taken.attributes(), settled), taken.after());
  }

  private Body content(OpenFile file, Stat stat) throws IOException {
    @Nullable Linked same = stat.links() > 1 ? linked.get(LinkKey.of(stat)) : null;
    if (same != null && same.stat().sameIdentity(stat)) {
      return same.body();
    }
    return stat.size() == 0
        ? new Body.File(Content.EMPTY)
        : new Body.Spooled(spool.copy(file, stat));
  }
}
