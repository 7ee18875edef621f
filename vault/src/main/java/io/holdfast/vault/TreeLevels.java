package io.holdfast.vault;

import io.holdfast.model.progress.Progress;
import io.holdfast.vault.parallel.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Follows trees level by level, so that several threads can read at once. */
final class TreeLevels {
  private static final int THREADS = 2;

  private TreeLevels() {}

  /**
   * @param visit reads a tree and returns those of its subtrees that were not met before; called by
   *     several threads
   */
  static void walk(
      String phaseName,
      List<BlobId> roots,
      Function<BlobId, List<BlobId>> visit,
      Progress progress) {
    List<BlobId> level = roots;
    AtomicLong known = new AtomicLong(roots.size());
    try (Progress.Phase phase = progress.begin(phaseName, Progress.Unit.OBJECTS, roots.size())) {
      while (!level.isEmpty()) {
        List<BlobId> next = new ArrayList<>();
        Parallel.forEach(
            "trees",
            THREADS,
            level,
            tree -> {
              List<BlobId> found = visit.apply(tree);
              synchronized (next) {
                next.addAll(found);
              }
              phase.total(known.addAndGet(found.size()));
              phase.advance(1);
            });
        level = next;
      }
    }
  }
}
