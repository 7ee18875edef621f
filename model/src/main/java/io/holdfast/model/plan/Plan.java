package io.holdfast.model.plan;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a backup by one rule will do, in order.
 *
 * @param schedule the rule's five fields; null if it is only run by hand
 * @param suspends whether processing is suspended
 * @param windowNeeded why a cold window is needed for a consistent set; empty if it is not
 * @param bestGrade the best grade that a set of this rule can have: {@code consistent} or {@code
 *     crash-consistent}
 * @param suspendedAtMost the longest that processing stands still in one window: the drain and the
 *     budget, but never longer than the lease; zero without a suspension
 * @param retention how long sets live, as one sentence
 */
public record Plan(
    String installation,
    String rule,
    @Nullable String schedule,
    String timeZone,
    boolean suspends,
    List<String> windowNeeded,
    String bestGrade,
    Duration suspendedAtMost,
    List<Step> steps,
    String retention) {
  public static final String CONSISTENT = "consistent";
  public static final String CRASH_CONSISTENT = "crash-consistent";

  public Plan {
    windowNeeded = List.copyOf(windowNeeded);
    steps = List.copyOf(steps);
  }

  /**
   * @throws HoldfastException HF-207 if the references go in a circle, so that no order is right
   */
  public static Plan explain(Installation installation, Rule rule) {
    return new Planner(installation, rule).plan();
  }

  /** The plan as lines of text, for people. */
  public List<String> inWords() {
    List<String> lines = new ArrayList<>();
    lines.add("Rule " + rule + " of " + installation);
    lines.add(
        schedule == null
            ? "Runs by hand only."
            : "Runs at '"
                + schedule
                + "' (minute, hour, day, month, weekday) in "
                + timeZone
                + ".");
    lines.add(
        windowNeeded.isEmpty()
            ? "A cold window is not needed."
            : "A cold window is needed: " + String.join("; ", windowNeeded) + ".");
    lines.add(
        suspends
            ? "Processing stands still for at most "
                + DurationText.format(suspendedAtMost)
                + ", in the steps marked with '|'."
            : "Processing is not suspended.");
    lines.add("The best possible grade is " + bestGrade + ".");
    for (Step step : steps) {
      Duration atMost = step.atMost();
      lines.add(
          String.format(
              Locale.ROOT,
              "%2d. %s %s%s",
              step.number(),
              step.suspended() ? "|" : " ",
              step.what(),
              atMost == null ? "" : " (at most " + DurationText.format(atMost) + ")"));
    }
    lines.add(retention);
    return lines;
  }
}
