package io.holdfast.model.plan;

import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.Schedule;
import io.holdfast.model.installation.Suspension;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** When rules run. */
final class ScheduleLint implements Lint {
  @Override
  public void look(Installation installation, Findings findings) {
    List<Rule> rules = installation.rules();
    for (int i = 0; i < rules.size(); i++) {
      Rule rule = rules.get(i);
      Optional<Schedule> schedule = schedule(rule, findings);
      if (schedule.isEmpty()) {
        continue;
      }
      lookAtWindow(installation.suspension(), rule, schedule.get(), findings);
      for (Rule other : rules.subList(i + 1, rules.size())) {
        if (rule.timeZone().equals(other.timeZone())
            && schedule.get().toString().equals(other.schedule())) {
          findings.warning(
              "schedules-collide",
              "rules[" + other.name() + "].schedule",
              "The rules '"
                  + rule.name()
                  + "' and '"
                  + other.name()
                  + "' start at the same time;"
                  + " the second finds a run in progress (HF-601).",
              "Move one of them.");
        }
      }
    }
  }

  private static Optional<Schedule> schedule(Rule rule, Findings findings) {
    String where = "rules[" + rule.name() + "].schedule";
    String text = rule.schedule();
    if (text == null) {
      findings.info(
          "manual-rule",
          where,
          "The rule has no schedule.",
          "It runs by hand: 'holdfast backup --rule " + rule.name() + "'.");
      return Optional.empty();
    }
    try {
      return Optional.of(Schedule.parse(text));
    } catch (IllegalArgumentException notASchedule) {
      findings.error(
          "schedule-wrong", where, notASchedule.getMessage() + ".", "Write five cron fields.");
      return Optional.empty();
    }
  }

  private static void lookAtWindow(
      Suspension suspension, Rule rule, Schedule schedule, Findings findings) {
    boolean suspends =
        rule.coldWindow().enabled() && !(suspension.driver() instanceof Suspension.None);
    Duration window = suspension.drain().plus(rule.coldWindow().budget());
    Duration gap = schedule.longestGap();
    if (suspends && gap.compareTo(window) <= 0) {
      findings.error(
          "window-fills-schedule",
          "rules[" + rule.name() + "].schedule",
          "The rule runs every "
              + DurationText.format(gap)
              + ", and one run may suspend processing for "
              + DurationText.format(window)
              + ": processing could stand still for good.",
          "Run the rule less often, or make drain and budget shorter.");
    }
  }
}
