package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sweep of what is likely to change as soon as processing resumes; everything else is left to
 * the {@link LateCapture} after the window. The directories on the way to it are looked at too, so
 * the names at the fence are known of all of them: either the directory is as the warm round left
 * it, or it is listed.
 */
final class NarrowSweep implements Pass {
  private final Sweep sweep;
  private final HotWay way;

  NarrowSweep(Sweep sweep, HotWay way) {
    this.sweep = sweep;
    this.way = way;
  }

  @Override
  public String name() {
    return sweep.name();
  }

  @Override
  public Stat stat(Directory directory, FileName name) throws IOException {
    return sweep.stat(directory, name);
  }

  @Override
  public List<FileName> names(Visit visit, Directory directory) throws IOException {
    return way.names(visit, directory);
  }

  @Override
  public boolean enters(Visit visit, int index, Stat stat, @Nullable Entry before) {
    return way.enters(visit, index, stat, before);
  }

  @Override
  public Entry entry(
      Visit at, Directory directory, FileName name, Stat stat, @Nullable Entry before)
      throws IOException {
    return sweep.entry(at, directory, name, stat, before);
  }

  @Override
  public Entry directory(Visit visit, Directory directory, Stat stat, Listing looked)
      throws IOException {
    Listing known = visit.known;
    return sweep.directory(
        visit, directory, stat, known == null ? looked : withCold(visit, known, looked));
  }

  /** The names that were not looked at are there all the same. */
  private static Listing withCold(Visit visit, Listing known, Listing looked) {
    if (visit.names().size() == known.size()) {
      return looked;
    }
    @Nullable Entry[] all = new Entry[known.size()];
    int next = 0;
    for (int i = 0; i < all.length; i++) {
      Entry entry = known.get(i);
      if (next < visit.names().size() && visit.names().get(next).equals(entry.name())) {
        // Null if it could not be looked at, which the walk has noted.
        all[i] = looked.find(entry.name());
        next++;
      } else {
        all[i] = Body.Cold.of(entry, false);
      }
    }
    return Listing.of(all);
  }
}
