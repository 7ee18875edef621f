package io.holdfast.engine;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Rule;
import io.holdfast.window.ColdWindow;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks at an open window while the stores are being fixed. When the budget is over, processing is
 * resumed first, whatever the stores are doing; then the rule decides what that means (I3).
 */
final class WindowWatch {
  private final ColdWindow window;
  private final Rule.ColdWindow limits;
  private final CountedProgress progress;
  private @Nullable String overrun;

  WindowWatch(ColdWindow window, Rule.ColdWindow limits, CountedProgress progress) {
    this.window = window;
    this.limits = limits;
    this.progress = progress;
  }

  /**
   * @throws HoldfastException HF-111 if the budget is over and the rule says {@code abort}, HF-603
   *     if the lease is lost
   */
  void look() {
    if (overrun != null) {
      return;
    }
    // First of all: a run that was stopped and woken must not take a lost lease for a long window.
    window.requireLease();
    Duration held = window.sinceQuiet();
    if (held.compareTo(limits.budget()) <= 0) {
      window.keep(progress.done());
      return;
    }
    window.resume();
    String over =
        "processing was held quiet for %s, over the budget of %s"
            .formatted(DurationText.format(held), DurationText.format(limits.budget()));
    switch (limits.onOverrun()) {
      case ABORT ->
          throw new HoldfastException(
              ErrorCode.WINDOW_OVER_BUDGET,
              "The window was given up: " + over,
              "Processing has resumed; no set was sealed, and earlier sets are untouched.",
              "Give the window a larger coldWindow.budget, or run when less changes.");
      case DOWNGRADE -> overrun = over;
    }
  }

  /** That the window went over its budget and processing runs, in words; empty if it did not. */
  Optional<String> overrun() {
    return Optional.ofNullable(overrun);
  }
}
