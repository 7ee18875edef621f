package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The audit after a {@link NarrowSweep}, which also captures what the sweep did not look at. What
 * still has a ctime before the fence has the state that it had at the fence, and is taken now. What
 * was changed since, or is gone, is unproved, and named.
 *
 * <p>A directory's names at the fence are {@link Visit#known} if the sweep looked at it; else they
 * are what is found now, proved by the directory's own ctime.
 */
final class LateCapture implements Pass {
  private final Audit audit;
  private final SpoolReader reader;
  private final Fence quiet;
  private final Notes notes;

  LateCapture(Audit audit, SpoolReader reader, Fence quiet, Notes notes) {
    this.audit = audit;
    this.reader = reader;
    this.quiet = quiet;
    this.notes = notes;
  }

  @Override
  public String name() {
    return audit.name();
  }

  @Override
  public Stat stat(Directory directory, FileName name) throws IOException {
    return audit.stat(directory, name);
  }

  @Override
  public List<FileName> names(Visit visit, Directory directory) throws IOException {
    Entry swept = visit.before;
    Visit parent = visit.parent;
    visit.cold =
        swept == null || swept.body() instanceof Body.Cold || (parent != null && parent.cold);
    visit.known =
        switch (swept == null ? null : swept.body()) {
          case Body.Cold cold when cold.looked() -> cold.warm().listing();
          case Body.Listed listed when !visit.cold -> listed.listing();
          case null, default -> null;
        };
    return directory.list();
  }

  /** What took the place of the directory that was there at the fence is not entered. */
  @Override
  public boolean enters(Visit visit, int index, Stat stat, @Nullable Entry before) {
    return visit.known == null
        || (before != null && before.stat().isDirectory() && sameInode(before, stat));
  }

  @Override
  public @Nullable Entry entry(
      Visit at, Directory directory, FileName name, Stat stat, @Nullable Entry before)
      throws IOException {
    if (before != null && !at.cold && !(before.body() instanceof Body.Cold)) {
      return looked(at, directory, name, stat, before);
    }
    Entry warm = before == null ? null : Body.Cold.unwrap(before);
    if (at.known != null && (warm == null || !sameInode(warm, stat))) {
      // Not there at the fence; what was there under this name is missed in directory().
      return null;
    }
    return late(at, directory, name, stat, warm);
  }

  /** The sweep's word counts, whatever became of the file. */
  private @Nullable Entry looked(
      Visit at, Directory directory, FileName name, Stat stat, Entry swept) {
    audit.entry(at, directory, name, stat, swept);
    return swept.stat().isDirectory() ? null : swept;
  }

  private Entry late(Visit at, Directory directory, FileName name, Stat stat, @Nullable Entry warm)
      throws IOException {
    Entry entry;
    Stat last;
    if (!stat.isRegular()) {
      entry = Metadata.unopened(directory, name, stat, warm, quiet);
      last = entry == warm ? stat : entry.stat();
    } else {
      Entry captured = WarmRound.captured(warm, stat);
      if (captured == null) {
        SpoolReader.Copied copied = reader.copy(at, directory, name);
        notes.lateFiles.increment();
        notes.lateBytes.add(copied.entry().stat().size());
        entry = copied.entry();
        last = copied.after();
      } else {
        entry = captured;
        last = stat;
      }
    }
    if (!quiet.isAfter(last)) {
      audit.judge(at, at.path(name), last);
      unproved(at, at.path(name), "changed after the fence");
    }
    return entry;
  }

  @Override
  public Entry directory(Visit visit, Directory directory, Stat stat, Listing now)
      throws IOException {
    audit.directory(visit, directory, stat, now);
    Listing known = visit.known;
    Entry swept = visit.before;
    if (known != null && swept != null) {
      Body then = new Body.Listed(asOfTheFence(visit, known, now));
      return new Entry(visit.place.name(), swept.stat(), then, swept.attributes(), swept.settled());
    }
    if (!quiet.isAfter(stat)) {
      unproved(visit, visit.place.display(), "its names changed after the fence");
    }
    return Metadata.directory(visit, directory, stat, new Body.Listed(now), quiet);
  }

  private Listing asOfTheFence(Visit visit, Listing known, Listing now) {
    Entry[] then = new Entry[known.size()];
    for (int i = 0; i < then.length; i++) {
      Entry entry = known.get(i);
      Entry found = now.find(entry.name());
      then[i] = found == null ? gone(visit, visit.path(entry.name()), entry, visit.cold) : found;
    }
    return Listing.of(then);
  }

  /** Best effort for what was there at the fence and is not any more. */
  private Entry gone(Visit visit, String path, Entry entry, boolean cold) {
    if (cold || entry.body() instanceof Body.Cold) {
      unproved(visit, path, "gone before it was captured");
      return Body.Cold.unwrap(entry);
    }
    Listing listing = entry.listing();
    if (listing == null) {
      return entry;
    }
    Entry[] below = new Entry[listing.size()];
    for (int i = 0; i < below.length; i++) {
      Entry child = listing.get(i);
      below[i] = gone(visit, path + "/" + child.name().display(), child, false);
    }
    return entry.withBody(new Body.Listed(Listing.of(below)));
  }

  private void unproved(Visit at, String path, String reason) {
    if (at.zone.profile().writtenDuringSuspension()) {
      notes.arrivals.increment();
    } else {
      notes.unproved(path, reason);
    }
  }

  private static boolean sameInode(Entry entry, Stat stat) {
    return entry.stat().inode() == stat.inode() && entry.stat().type() == stat.type();
  }
}
