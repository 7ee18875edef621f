package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way through a tree to what is likely to change: from the state that a warm round left, past
 * everything that is cold. It costs what the changing part of the tree costs, however large the
 * rest is.
 *
 * @param hotSince what changed after it is likely to change again
 */
record HotWay(Fence hotSince) {
  /** The names to look at; all of them if those that the warm round listed may have changed. */
  List<FileName> names(Visit visit, Directory directory) throws IOException {
    Entry before = visit.before;
    if (before == null
        || !(before.body() instanceof Body.Listed listed)
        || !isUnchanged(before, visit.seen)) {
      return directory.list();
    }
    visit.known = listed.listing();
    List<FileName> names = new ArrayList<>();
    for (int i = 0; i < listed.listing().size(); i++) {
      Entry entry = listed.listing().get(i);
      if (listed.heat() == Heat.HOT || isHot(entry)) {
        names.add(entry.name());
      }
    }
    return names;
  }

  /** A directory that is as it was, with nothing hot below it, is passed by. */
  boolean enters(Visit visit, int index, Stat stat, @Nullable Entry before) {
    if (before != null && isUnchanged(before, stat) && !isHot(before)) {
      visit.put(index, Body.Cold.of(before, true));
      return false;
    }
    return true;
  }

  /** Whether a directory's names are certainly those that the warm round listed. */
  private static boolean isUnchanged(Entry before, Stat stat) {
    return before.settled() && before.stat().sameIdentity(stat);
  }

  boolean isHot(Entry entry) {
    return entry.body() instanceof Body.Listed listed
        ? listed.heat() != Heat.COLD
        : !entry.settled() || !hotSince.isAfter(entry.stat());
  }
}
