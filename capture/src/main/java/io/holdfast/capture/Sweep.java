package io.holdfast.capture;

import io.holdfast.capture.ContentReader.LinkKey;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.Content;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The pass inside the window. It asks the file server about everything, because a cached answer may
 * be from before the fence, and copies what the warm rounds do not have. What it finds is the
 * capture; what has a ctime at or after the fence was written inside the suspension and is named.
 */
final class Sweep implements Pass {
  private final SafeRead safeRead;
  private final Spool spool;
  private final Fence quiet;
  private final Fence wellBefore;
  private final Notes notes;
  private final Map<LinkKey, Linked> linked = new ConcurrentHashMap<>();

  private record Linked(Stat stat, Body body) {}

  Sweep(SafeRead safeRead, Spool spool, Fence quiet, Notes notes) {
    this.safeRead = safeRead;
    this.spool = spool;
    this.quiet = quiet;
    this.wellBefore = quiet.minus(FenceFiles.SETTLING);
    this.notes = notes;
  }

  @Override
  public String name() {
    return "sweep";
  }

  @Override
  public Stat stat(Directory directory, FileName name) throws IOException {
    return directory.statFresh(name);
  }

  @Override
  public Entry entry(
      Visit at, Directory directory, FileName name, Stat stat, @Nullable Entry before)
      throws IOException {
    Entry entry;
    if (!stat.isRegular()) {
      entry = Metadata.unopened(directory, name, stat, before, quiet);
      judge(at, name, at.zone, entry == before ? stat : entry.stat());
    } else {
      Entry captured = WarmRound.captured(before, stat);
      entry = captured == null ? copy(at, directory, name) : captured;
    }
    notes.captured(entry.stat(), entry.stat().size());
    return entry;
  }

  private Entry copy(Visit at, Directory directory, FileName name) throws IOException {
    SafeRead.Taken<Body> taken =
        safeRead.read(
            directory,
            name,
            (file, stat) -> {
              Linked same = stat.links() > 1 ? linked.get(LinkKey.of(stat)) : null;
              if (same != null && same.stat().sameIdentity(stat)) {
                return same.body();
              }
              return stat.size() == 0
                  ? new Body.File(Content.EMPTY)
                  : new Body.Spooled(spool.copy(file, stat));
            });
    if (taken.torn()) {
      notes.torn(at.path(name), SafeRead.ATTEMPTS);
    } else if (taken.stat().links() > 1) {
      linked.put(LinkKey.of(taken.stat()), new Linked(taken.stat(), taken.content()));
    }
    judge(at, name, at.zone, taken.after());
    notes.changedFiles.increment();
    notes.changedBytes.add(taken.stat().size());
    // Where writers go on, a write may have been under way at the fence.
    Fence sure = at.zone.profile().writtenDuringSuspension() ? wellBefore : quiet;
    boolean settled = !taken.torn() && sure.isAfter(taken.stat());
    return new Entry(name, taken.stat(), taken.content(), taken.attributes(), settled);
  }

  @Override
  public Entry directory(Visit visit, Directory directory, Stat stat, Listing listing)
      throws IOException {
    notes.captured(stat, 0);
    judge(visit, null, visit.zone, stat);
    return Metadata.directory(visit, directory, stat, new Body.Listed(listing), quiet);
  }

  private void judge(Visit at, @Nullable FileName name, Zone zone, Stat stat) {
    if (!quiet.isAfter(stat)) {
      writtenInside(notes, name == null ? at.place.display() : at.path(name), zone, stat);
    }
  }

  /** Some writers are not suspended: their work is an arrival. */
  static void writtenInside(Notes notes, String path, Zone zone, Stat stat) {
    if (zone.profile().writtenDuringSuspension()) {
      notes.arrivals.increment();
    } else {
      notes.written(path, stat);
    }
  }
}
