package io.holdfast.stores.files;

import io.holdfast.capture.RoundReport;
import io.holdfast.model.installation.Rule;
import io.holdfast.stores.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The rounds before a window, and when they have done what they can. The first reads everything
 * that is new, so a second one catches what changed meanwhile; from then on another round is worth
 * its walk only while it makes the window clearly shorter.
 */
final class WarmRounds {
  /** Below this nobody notices the difference. */
  private static final Duration SHORT = Duration.ofMillis(100);

  /** A round pays if it takes at least a quarter off the window. */
  private static final double SHRINKING = 0.75;

  private final Rule.Sweep sweep;
  private final List<RoundReport> done = new ArrayList<>();

  WarmRounds(Rule.Sweep sweep) {
    this.sweep = sweep;
  }

  Readiness add(RoundReport round) {
    Duration predicted = round.predicted(sweep);
    boolean worthwhile;
    if (done.isEmpty()) {
      worthwhile = round.changedFiles() > 0;
    } else {
      double before = done.getLast().predicted(sweep).toNanos();
      worthwhile = predicted.compareTo(SHORT) > 0 && predicted.toNanos() < SHRINKING * before;
    }
    done.add(round);
    return new Readiness(predicted, worthwhile);
  }

  List<RoundReport> done() {
    return List.copyOf(done);
  }
}
