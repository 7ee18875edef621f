package io.holdfast.capture;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Errno;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One walk over a tree with many threads: directories in parallel, and large directories in
 * parallel within themselves, because on a network file system each look costs a round trip and
 * nothing else hides it. A directory is finished by the thread that finishes the last thing in it.
 */
final class Walk {
  /** Names per job. */
  private static final int BATCH = 128;

  private static final int ENFILE = 23;
  private static final int ENOMEM = 12;

  private final Pass pass;
  private final Notes notes;
  private final Owned owned;
  private final MountSeen mountSeen;
  private final Progress.Phase progress;
  private final Crew crew;
  private @Nullable Entry result;

  /** Told of each directory on which another file system begins, before it is listed. */
  @FunctionalInterface
  interface MountSeen {
    void at(Place place, Stat stat) throws IOException;
  }

  Walk(
      Pass pass,
      Notes notes,
      Owned owned,
      MountSeen mountSeen,
      Progress.Phase progress,
      Concurrency concurrency) {
    this.pass = pass;
    this.notes = notes;
    this.owned = owned;
    this.mountSeen = mountSeen;
    this.progress = progress;
    this.crew = new Crew(pass.name(), concurrency);
  }

  /** Returns the root's entry; null if the pass captures nothing. */
  @Nullable Entry run(Place root, Zone zone, Stat rootStat, @Nullable Entry before) {
    Visit visit = new Visit(root, zone, null, 0, rootStat, before);
    crew.add(() -> begin(visit));
    crew.work();
    return result;
  }

  /** Whether threads of this walk still use the tree although {@link #run} is over. */
  boolean leftBehind() {
    return crew.leftBehind();
  }

  private void begin(Visit visit) throws IOException {
    Directory directory;
    try {
      directory = visit.place.acquire();
    } catch (IOException failed) {
      unreadable(visit, failed);
      return;
    }
    try {
      if (visit.isMountPoint()) {
        mountSeen.at(visit.place, visit.seen);
      }
      visit.names(pass.names(visit, directory));
      addBatches(visit);
    } catch (IOException failed) {
      note(visit, visit.place.display(), failed);
    } finally {
      visit.place.release();
    }
    finishOne(visit);
  }

  private void addBatches(Visit visit) throws IOException {
    int count = visit.names().size();
    for (int from = BATCH; from < count; from += BATCH) {
      int start = from;
      visit.expectOne();
      crew.add(
          () -> {
            batch(visit, start, Math.min(start + BATCH, count));
            finishOne(visit);
          });
    }
    batch(visit, 0, Math.min(BATCH, count));
  }

  private void batch(Visit visit, int from, int to) throws IOException {
    Directory directory = visit.place.acquire();
    try {
      Listing previous = visit.previousListing();
      int guess = -1;
      for (int i = from; i < to; i++) {
        FileName name = visit.names().get(i);
        int index = previous.indexOf(name, guess + 1);
        guess = index < 0 ? guess : index;
        look(visit, directory, i, index < 0 ? null : previous.get(index));
      }
    } finally {
      visit.place.release();
    }
    crew.worked(to - from);
    progress.advance(to - from);
  }

  private void look(Visit visit, Directory directory, int index, @Nullable Entry before)
      throws IOException {
    FileName name = visit.names().get(index);
    if (FenceFiles.isFence(visit, name)) {
      return;
    }
    try {
      Stat stat = pass.stat(directory, name);
      if (owned.is(visit.zone, name, stat)) {
        notes.excluded(visit.path(name), Owned.RULE, stat);
      } else if (stat.isDirectory()) {
        if (!pass.enters(visit, index, stat, before)) {
          return;
        }
        Place place = new Place(visit.place, name);
        Visit below = new Visit(place, visit.zone.child(name), visit, index, stat, before);
        visit.expectOne();
        crew.add(() -> begin(below));
      } else {
        Optional<String> temporary = visit.zone.temporaryEntry(name, stat.type());
        if (temporary.isPresent()) {
          notes.excluded(visit.path(name), temporary.get(), stat);
        } else {
          visit.put(index, pass.entry(visit, directory, name, stat, before));
        }
      }
    } catch (IOException failed) {
      note(visit, visit.path(name), failed);
    }
  }

  /** A directory that cannot be opened stays in the capture, empty, and is named as skipped. */
  private void unreadable(Visit visit, IOException failed) throws IOException {
    note(visit, visit.place.display(), failed);
    Visit parent = visit.parent;
    if (parent == null) {
      throw failed;
    }
    if (!vanished(failed) && visit.zone.temporary() == null) {
      Body empty = new Body.Listed(Listing.EMPTY);
      parent.put(visit.slot, new Entry(visit.place.name(), visit.seen, empty, List.of(), false));
    }
    finishOne(parent);
  }

  private void finishOne(Visit visit) throws IOException {
    Visit at = visit;
    while (at != null && at.finishOne()) {
      finish(at);
      at = at.parent;
    }
  }

  private void finish(Visit visit) throws IOException {
    Entry entry = null;
    try {
      Directory directory = visit.place.acquire();
      try {
        entry = pass.directory(visit, directory, directory.stat(), visit.listing());
      } finally {
        visit.place.release();
      }
    } catch (IOException failed) {
      note(visit, visit.place.display(), failed);
    }
    if (visit.parent == null) {
      result = entry;
    } else if (isLeftOut(visit)) {
      notes.excluded(visit.place.display(), String.valueOf(visit.zone.temporary()), visit.seen);
    } else {
      visit.parent.put(visit.slot, entry);
    }
  }

  /**
   * A directory within temporary content is left out, unless a profile was found below it. The
   * outermost one stays, empty: the engine that works there expects it.
   */
  private static boolean isLeftOut(Visit visit) {
    return visit.zone.temporary() != null
        && visit.parent != null
        && visit.parent.zone.temporary() != null
        && visit.listing().size() == 0;
  }

  private void note(Visit visit, String path, IOException failed) throws IOException {
    if (vanished(failed)) {
      notes.vanished.increment();
    } else if (failed instanceof PosixException posix && isOurOwnTrouble(posix.errno())) {
      throw posix;
    } else if (visit.zone.temporary() == null) {
      notes.skipped(
          path, failed instanceof PosixException posix ? posix.reason() : failed.toString());
    }
  }

  private static boolean vanished(IOException failed) {
    return failed instanceof PosixException posix && posix.vanished();
  }

  /** Running out of handles, memory or spool says nothing about the file at hand. */
  private static boolean isOurOwnTrouble(int errno) {
    return errno == Errno.EMFILE
        || errno == ENFILE
        || errno == ENOMEM
        || errno == Errno.ENOSPC
        || errno == Errno.EDQUOT;
  }

  /** The names in {@code before} that this visit did not find. */
  static List<FileName> missing(Visit visit) {
    Listing previous = visit.previousListing();
    List<FileName> sorted = new ArrayList<>(visit.names());
    sorted.sort(null);
    List<FileName> missing = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < previous.size(); i++) {
      FileName name = previous.get(i).name();
      while (at < sorted.size() && sorted.get(at).compareTo(name) < 0) {
        at++;
      }
      if (at == sorted.size() || !sorted.get(at).equals(name)) {
        missing.add(name);
      }
    }
    return missing;
  }
}
