package io.holdfast.capture;

import io.holdfast.model.progress.Progress;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Turns listings into saved trees after the window: first all spooled content, then the directories
 * from the leaves up. The listings stay, and say of spooled files where their content is now, so
 * that they can be the state of the next round.
 */
final class TreeSaver {
  /** Spooled files per job. */
  private static final int BATCH = 32;

  private final SavedTrees trees;
  private final int workers;

  TreeSaver(SavedTrees trees, int workers) {
    this.trees = trees;
    this.workers = workers;
  }

  /** A directory that waits for its subdirectories. */
  private static final class Waiting {
    final Listing listing;
    final @Nullable Waiting parent;
    final int slot;
    final AtomicInteger unfinished = new AtomicInteger();
    final Body[] saved;

    Waiting(Listing listing, @Nullable Waiting parent, int slot) {
      this.listing = listing;
      this.parent = parent;
      this.slot = slot;
      this.saved = new Body[listing.size()];
    }
  }

  /** Returns the root entry with its tree saved. */
  Entry save(Entry root, Progress progress) {
    Listing top = root.listing();
    if (top == null) {
      throw new IllegalStateException("There is no sweep to save");
    }
    List<Waiting> all = directories(top);
    saveSpooled(all, progress);
    return root.withBody(saveTrees(all));
  }

  /** Parents before children. */
  private static List<Waiting> directories(Listing top) {
    List<Waiting> all = new ArrayList<>();
    ArrayDeque<Waiting> open = new ArrayDeque<>();
    open.push(new Waiting(top, null, 0));
    while (!open.isEmpty()) {
      Waiting waiting = open.pop();
      all.add(waiting);
      for (int i = 0; i < waiting.listing.size(); i++) {
        Listing below = waiting.listing.get(i).listing();
        if (below != null) {
          waiting.unfinished.incrementAndGet();
          open.push(new Waiting(below, waiting, i));
        }
      }
    }
    return all;
  }

  private void saveSpooled(List<Waiting> all, Progress progress) {
    List<Body.Spooled> spooled = new ArrayList<>();
    long bytes = 0;
    for (Waiting waiting : all) {
      for (int i = 0; i < waiting.listing.size(); i++) {
        if (waiting.listing.get(i).body() instanceof Body.Spooled body) {
          spooled.add(body);
          bytes += body.piece().length();
        }
      }
    }
    try (Progress.Phase phase = progress.begin("saving the spool", Progress.Unit.BYTES, bytes)) {
      Crew crew = new Crew("saving", workers);
      for (int from = 0; from < spooled.size(); from += BATCH) {
        List<Body.Spooled> batch = spooled.subList(from, Math.min(from + BATCH, spooled.size()));
        crew.add(() -> saveBatch(batch, phase));
      }
      crew.work();
    }
  }

  private void saveBatch(List<Body.Spooled> batch, Progress.Phase phase) throws IOException {
    for (Body.Spooled spooled : batch) {
      if (spooled.saved() == null) {
        spooled.saved(trees.sink().save(spooled.piece().open()));
      }
      phase.advance(spooled.piece().length());
    }
  }

  private Body saveTrees(List<Waiting> all) {
    Body[] result = new Body[1];
    Crew crew = new Crew("saving", workers);
    for (Waiting waiting : all) {
      if (waiting.unfinished.get() == 0) {
        crew.add(() -> saveUpwards(waiting, result));
      }
    }
    crew.work();
    return result[0];
  }

  private void saveUpwards(Waiting leaf, Body[] result) {
    Waiting at = leaf;
    while (true) {
      Body saved = saveOne(at);
      Waiting parent = at.parent;
      if (parent == null) {
        result[0] = saved;
        return;
      }
      parent.saved[at.slot] = saved;
      if (parent.unfinished.decrementAndGet() > 0) {
        return;
      }
      at = parent;
    }
  }

  private Body saveOne(Waiting waiting) {
    Entry[] entries = new Entry[waiting.listing.size()];
    for (int i = 0; i < entries.length; i++) {
      Entry entry = waiting.listing.get(i);
      if (entry.body() instanceof Body.Spooled spooled && spooled.saved() != null) {
        entry = entry.withBody(new Body.File(spooled.saved()));
        waiting.listing.set(i, entry);
      }
      Body tree = waiting.saved[i];
      entries[i] = tree == null ? entry : entry.withBody(tree);
    }
    return trees.save(Listing.of(entries));
  }
}
