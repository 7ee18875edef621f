package io.holdfast.model.plan;

import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.Suspension;

/** Whether a cold window is needed, and whether the rules have one. */
final class WindowLint implements Lint {
  @Override
  public void look(Installation installation, Findings findings) {
    WindowNeed need = WindowNeed.of(installation);
    boolean driver = !(installation.suspension().driver() instanceof Suspension.None);
    for (Rule rule : installation.rules()) {
      String where = "rules[" + rule.name() + "].coldWindow";
      boolean enabled = rule.coldWindow().enabled();
      if (need.needed() && !enabled) {
        findings.warning(
            "window-disabled",
            where,
            "The cold window is disabled, but "
                + String.join(" and ", need.reasons())
                + ": sets"
                + " of this rule are at best crash-consistent.",
            "Enable the cold window, or keep this rule as an addition to one that has it.");
      } else if (need.needed() && !driver) {
        findings.warning(
            "window-without-driver",
            where,
            "Nothing suspends processing (suspension.driver is none), but "
                + String.join(" and ", need.reasons())
                + ": sets of this rule are at best crash-consistent.",
            "Set suspension.driver to http or command.");
      } else if (enabled && !driver) {
        findings.info(
            "nothing-suspends",
            where,
            "Nothing suspends processing (suspension.driver is none): sets of this rule are at best"
                + " crash-consistent.",
            "Set suspension.driver to http or command if a set must be graded consistent.");
      } else if (!need.needed() && enabled) {
        findings.info(
            "window-not-needed",
            where,
            "No aggregation, duplicate-UDR or inter-workflow data is on disk and no Derby database"
                + " lies on a tree, so processing need not be suspended for this rule.",
            "Set coldWindow.enabled to false if the set need not be graded consistent.");
      }
    }
  }
}
