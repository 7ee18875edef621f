package io.holdfast.capture;

import io.holdfast.capture.ContentReader.LinkKey;
import io.holdfast.capture.RestoreListener.Deed;
import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.tree.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Names that were one file become one again. Only if their content is the same: a capture that met
 * them while they were written may have them apart, and neither may get the other's content.
 */
final class HardLinks {
  private final RestoreWork work;
  private final Map<LinkKey, TargetFile> firstNames = new ConcurrentHashMap<>();
  private final Map<LinkKey, LinkKey> claims = new ConcurrentHashMap<>();
  private final List<Further> furtherNames = new ArrayList<>();

  /** A name that is to lead to the same file as an earlier one. */
  record Further(TargetFile first, TargetDirectory at, Node node, @Nullable Stat there) {
    String display() {
      return at.place.display(node.name());
    }
  }

  HardLinks(RestoreWork work) {
    this.work = work;
  }

  /** The file to restore, or null if it is only a further name of one that is restored. */
  @Nullable TargetFile file(TargetDirectory at, Node node, @Nullable Stat there) {
    if (node.links() <= 1) {
      return new TargetFile(work, at, node, there, false);
    }
    TargetFile own = new TargetFile(work, at, node, there, mayStay(node, there));
    LinkKey key = new LinkKey(node.deviceId(), node.inode());
    TargetFile first = firstNames.putIfAbsent(key, own);
    if (first == null || !first.node.content().equals(node.content())) {
      return own;
    }
    synchronized (furtherNames) {
      furtherNames.add(new Further(first, at, node, there));
    }
    return null;
  }

  /** Two files of the snapshot must not stay one file that happened to be there. */
  private boolean mayStay(Node node, @Nullable Stat there) {
    if (there == null || there.links() == 1) {
      return true;
    }
    LinkKey file = new LinkKey(node.deviceId(), node.inode());
    LinkKey claimed = claims.putIfAbsent(LinkKey.of(there), file);
    return claimed == null || claimed.equals(file);
  }

  /**
   * Makes the further names; all files must be complete.
   *
   * @return those whose file was not restored under its first name; another name may do
   */
  List<Further> make() throws IOException {
    List<Further> orphans = new ArrayList<>();
    for (Further further : furtherNames) {
      if (further.first().hasFailed()) {
        orphans.add(further);
        firstNames.remove(new LinkKey(further.node().deviceId(), further.node().inode()));
        continue;
      }
      try {
        make(further);
      } catch (IOException failed) {
        work.fail(further.display(), failed);
      }
    }
    furtherNames.clear();
    return orphans;
  }

  private void make(Further further) throws IOException {
    Stat there = further.there();
    Deed deed = there == null ? Deed.CREATE : Deed.CHANGE;
    if (work.options().dryRun()) {
      if (there != null && there.isDirectory()) {
        InTheWay.clearDirectory(
            further.at(), further.node().name(), work.options(), work.removal());
      }
      if (!further.first().isReplaced() && isAlready(further.first(), there)) {
        work.tally().unchanged();
      } else {
        work.tally().did(deed, further.display(), 0);
      }
    } else if (isAlready(further.first(), there)) {
      work.tally().unchanged();
    } else {
      link(further);
      work.tally().did(deed, further.display(), 0);
    }
    work.tally().hardLinks.increment();
  }

  private static boolean isAlready(TargetFile first, @Nullable Stat there) throws IOException {
    if (there == null) {
      return false;
    }
    Stat file = first.at.place.use(directory -> directory.stat(first.node.name()));
    return file.inode() == there.inode() && file.device() == there.device();
  }

  private void link(Further further) throws IOException {
    FileName name = further.node().name();
    Stat there = further.there();
    if (there != null && there.isDirectory()) {
      InTheWay.clearDirectory(further.at(), name, work.options(), work.removal());
    }
    FileName madeAs = there == null ? name : InTheWay.aside(name);
    TargetFile first = further.first();
    Directory from = first.at.place.acquire();
    try {
      further
          .at()
          .place
          .with(
              directory -> {
                if (!madeAs.equals(name)) {
                  InTheWay.removeIfThere(directory, madeAs);
                }
                directory.makeLink(madeAs, from, first.node.name());
              });
    } finally {
      first.at.place.release();
    }
    if (!madeAs.equals(name)) {
      work.moveIntoPlace(further.at(), madeAs, name);
    }
  }
}
