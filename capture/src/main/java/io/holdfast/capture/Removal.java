package io.holdfast.capture;

import io.holdfast.capture.RestoreListener.Deed;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.PosixException;
import io.holdfast.platform.posix.Stat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes what was selected, and directories that are empty then. It goes through handles, never
 * follows a link, and stops where another file system is mounted: what is there is not the
 * target's.
 */
final class Removal {
  private final Selection selection;
  private final boolean dryRun;
  private final Tally tally;

  Removal(Selection selection, boolean dryRun, Tally tally) {
    this.selection = selection;
    this.dryRun = dryRun;
    this.tally = tally;
  }

  /**
   * Removes an entry with everything below it.
   *
   * @return whether nothing of it is left, or in a dry run would be
   */
  boolean remove(Place in, List<FileName> path) throws IOException {
    FileName name = path.getLast();
    Stat stat;
    try {
      stat = in.use(directory -> directory.stat(name));
    } catch (PosixException failed) {
      if (failed.vanished()) {
        // Such as what a killed restore had left and this one has taken away.
        return true;
      }
      throw failed;
    }
    if (!stat.isDirectory()) {
      return selection.selects(path) && removeFile(in, name, stat);
    }
    if (!selection.mayBelow(path) || isMount(in, stat)) {
      return false;
    }
    Place inside = new Place(in, name);
    boolean empty = true;
    for (FileName child : inside.use(directory -> directory.list())) {
      List<FileName> longer = new ArrayList<>(path);
      longer.add(child);
      empty &= remove(inside, longer);
    }
    return empty && selection.selects(path) && removeDirectory(in, name);
  }

  private static boolean isMount(Place in, Stat stat) throws IOException {
    return in.use(directory -> directory.stat().mount()) != stat.mount();
  }

  private boolean removeFile(Place in, FileName name, Stat stat) throws IOException {
    if (!dryRun) {
      in.with(directory -> directory.removeFile(name));
    }
    // What has other names gives no space back.
    boolean last = stat.isRegular() && stat.links() == 1;
    tally.did(Deed.DELETE, in.display(name), last ? stat.size() : 0);
    return true;
  }

  private boolean removeDirectory(Place in, FileName name) throws IOException {
    if (!dryRun) {
      in.with(directory -> directory.removeDirectory(name));
    }
    tally.did(Deed.DELETE, in.display(name), 0);
    return true;
  }
}
