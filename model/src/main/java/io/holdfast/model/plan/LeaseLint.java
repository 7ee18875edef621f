package io.holdfast.model.plan;

import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.Suspension;
import java.time.Duration;

/** The lease, the drain and the budget must fit each other (I3). */
final class LeaseLint implements Lint {
  /** What the platform gives a real-time workflow to drain, unless it is told otherwise. */
  private static final Duration PLATFORM_DRAIN = Duration.ofSeconds(60);

  @Override
  public void look(Installation installation, Findings findings) {
    Suspension suspension = installation.suspension();
    if (suspension.driver() instanceof Suspension.None) {
      return;
    }
    if (suspension.drain().compareTo(PLATFORM_DRAIN) < 0) {
      findings.warning(
          "drain-short",
          "suspension.drain",
          "Quiet is waited for "
              + text(suspension.drain())
              + ", but a real-time workflow is given"
              + " 60s to drain by default (ec.shutdown.time).",
          "Wait at least as long as the slowest workflow needs.");
    }
    for (Rule rule : installation.rules()) {
      if (rule.coldWindow().enabled()) {
        lookAtBudget(suspension, rule, findings);
      }
    }
  }

  private static void lookAtBudget(Suspension suspension, Rule rule, Findings findings) {
    Duration budget = rule.coldWindow().budget();
    Duration both = budget.plus(suspension.drain());
    String where = "rules[" + rule.name() + "].coldWindow.budget";
    if (budget.compareTo(suspension.lease()) > 0) {
      findings.error(
          "budget-over-lease",
          where,
          "The budget "
              + text(budget)
              + " is longer than the lease "
              + text(suspension.lease())
              + ": processing may resume by itself before the window ends, and no set can be"
              + " sealed consistent then.",
          "Make suspension.lease at least "
              + text(both)
              + " (drain and budget), or the budget"
              + " shorter.");
    } else if (both.compareTo(suspension.lease()) > 0) {
      findings.warning(
          "lease-short",
          where,
          "Drain "
              + text(suspension.drain())
              + " and budget "
              + text(budget)
              + " together are longer than the lease "
              + text(suspension.lease())
              + ": after a slow drain the lease can end inside the window.",
          "Make suspension.lease at least " + text(both) + ".");
    }
  }

  private static String text(Duration duration) {
    return DurationText.format(duration);
  }
}
