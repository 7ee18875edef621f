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
   * @param visit reads a tree and returns those of its subtrees that are to be followed; called by
   *     several threads
   */
  static <T> void walk(
      String phaseName, List<T> roots, Function<T, List<T>> visit, Progress progress) {
    List<T> level = roots;
    AtomicLong known = new AtomicLong(roots.size());
    try (Progress.Phase phase = progress.begin(phaseName, Progress.Unit.OBJECTS, roots.size())) {
      while (!level.isEmpty()) {
        List<T> next = new ArrayList<>();
        Parallel.forEach(
            "trees",
            THREADS,
            level,
            tree -> {
              List<T> found = visit.apply(tree);
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
