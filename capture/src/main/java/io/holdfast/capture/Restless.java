package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what a {@link NarrowSweep} would look at and names what was written since a fence. It
 * captures nothing: it tells that a suspension does not hold before anybody relies on it.
 */
final class Restless implements Pass {
  private final Fence since;
  private final HotWay way;
  private final Notes notes;

  Restless(Fence since, HotWay way, Notes notes) {
    this.since = since;
    this.way = way;
    this.notes = notes;
  }

  @Override
  public String name() {
    return "look";
  }

  @Override
  public Stat stat(Directory directory, FileName name) throws IOException {
    return directory.statFresh(name);
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
  public @Nullable Entry entry(
      Visit at, Directory directory, FileName name, Stat stat, @Nullable Entry before) {
    notes.judge(since, at, name, stat);
    return null;
  }

  @Override
  public @Nullable Entry directory(Visit visit, Directory directory, Stat stat, Listing listing) {
    notes.judge(since, visit, stat);
    return null;
  }
}
