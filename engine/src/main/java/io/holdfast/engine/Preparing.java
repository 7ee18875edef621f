package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.progress.Progress;
import io.holdfast.stores.Readiness;
import io.holdfast.stores.Store;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rounds before the window, while processing runs: another one for the stores whose window it
 * would shorten, until there is none.
 */
final class Preparing {
  /** A store whose files change as fast as they are read would ask for another round for ever. */
  private static final int ROUNDS_AT_MOST = 8;

  private final List<List<Store>> levels;
  private final StoreThreads threads;
  private final Progress progress;
  private final Map<Store, Readiness> readiness = new HashMap<>();

  Preparing(List<List<Store>> levels, StoreThreads threads, Progress progress) {
    this.levels = levels;
    this.threads = threads;
    this.progress = progress;
  }

  Preparing inRounds() {
    for (int round = 0; round < ROUNDS_AT_MOST; round++) {
      for (List<Store> level : levels) {
        List<Store> again = level.stream().filter(this::isWorthwhile).toList();
        if (!again.isEmpty()) {
          threads.each(again, () -> {}, store -> store.prepare(progress), readiness::put);
        }
      }
    }
    return this;
  }

  private boolean isWorthwhile(Store store) {
    Readiness last = readiness.get(store);
    return last == null || last.worthwhile();
  }

  /** How long the window would be now: the levels follow each other, the stores in one do not. */
  private Duration predicted() {
    return levels.stream()
        .map(
            level ->
                level.stream()
                    .map(store -> readiness.getOrDefault(store, Readiness.READY).predictedWindow())
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** A window that cannot make a set should not be opened. */
  void refuseIfOver(Rule.ColdWindow limits) {
    Duration predicted = predicted();
    if (limits.onOverrun() == Rule.OnOverrun.ABORT && predicted.compareTo(limits.budget()) > 0) {
      throw new HoldfastException(
          ErrorCode.WINDOW_OVER_BUDGET,
          "The window was not opened: by the last warm rounds it would take %s, over the budget of"
                  .formatted(DurationText.format(predicted))
              + " "
              + DurationText.format(limits.budget()),
          "Processing was not suspended; no set was sealed, and earlier sets are untouched.",
          "Give the window a larger coldWindow.budget, or run when less changes.");
    }
  }
}
