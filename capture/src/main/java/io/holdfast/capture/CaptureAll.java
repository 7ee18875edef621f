package io.holdfast.capture;

import io.holdfast.platform.FileName;
import io.holdfast.platform.posix.Directory;
import io.holdfast.platform.posix.Stat;
import io.holdfast.vault.BlobId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One pass that is the whole capture: each directory is saved as soon as everything in it is. */
final class CaptureAll implements Pass {
  private final ContentReader reader;
  private final SavedTrees trees;
  private final @Nullable Fence quiet;
  private final Notes notes;

  /**
   * @param quiet names what was written since, if this captures a snapshot that was taken inside a
   *     window; null without one
   */
  CaptureAll(ContentReader reader, SavedTrees trees, @Nullable Fence quiet, Notes notes) {
    this.quiet = quiet;
    this.reader = reader;
    this.trees = trees;
    this.notes = notes;
  }

  @Override
  public String name() {
    return "capture";
  }

  @Override
  public Stat stat(Directory directory, FileName name) throws IOException {
    return directory.stat(name);
  }

  @Override
  public Entry entry(
      Visit at, Directory directory, FileName name, Stat stat, @Nullable Entry before)
      throws IOException {
    Entry entry;
    if (!stat.isRegular()) {
      entry = Metadata.unopened(directory, name, stat, before, null);
    } else {
      Entry captured = WarmRound.captured(before, stat);
      entry = captured == null ? reader.read(at, directory, name) : captured;
    }
    notes.captured(entry.stat(), entry.stat().size());
    if (quiet != null) {
      notes.judge(quiet, at, name, entry.stat());
    }
    return entry;
  }

  @Override
  public Entry directory(Visit visit, Directory directory, Stat stat, Listing listing)
      throws IOException {
    notes.captured(stat, 0);
    if (quiet != null) {
      notes.judge(quiet, visit, stat);
    }
    BlobId stored = stored(visit, listing);
    Body saved = stored == null ? trees.save(listing) : trees.keep(stored, listing);
    return Metadata.directory(visit, directory, stat, saved, null);
  }

  /**
   * The tree that an earlier capture made of this directory, if it says what this one would:
   * nothing is encoded again for a directory in which nothing changed. An empty listing proves
   * nothing, because it also stands for a tree that could not be read.
   */
  private @Nullable BlobId stored(Visit visit, Listing listing) {
    Listing previous = visit.previousListing();
    if (visit.before == null
        || !(visit.before.body() instanceof Body.Stored stored)
        || listing.size() == 0
        || listing.size() != previous.size()
        || !trees.has(stored.tree())) {
      return null;
    }
    for (int i = 0; i < listing.size(); i++) {
      Entry before = previous.get(i);
      Entry now = listing.get(i);
      if (before != now && !sameDirectory(before, now)) {
        return null;
      }
    }
    return stored.tree();
  }

  /** Everything that a directory's node says, apart from the names that go with its ids. */
  private static boolean sameDirectory(Entry before, Entry now) {
    return before.body() instanceof Body.Stored stored
        && now.body() instanceof Body.Saved saved
        && stored.tree().equals(saved.tree())
        && before.name().equals(now.name())
        && before.attributes().isEmpty()
        && now.attributes().isEmpty()
        && before.stat().inode() == now.stat().inode()
        && before.stat().permissions() == now.stat().permissions()
        && before.stat().uid() == now.stat().uid()
        && before.stat().gid() == now.stat().gid()
        && before.stat().modified().equals(now.stat().modified())
        && before.stat().changed().equals(now.stat().changed());
  }
}
