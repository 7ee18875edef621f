package io.holdfast.model.plan;

import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.Schedule;
import java.time.Duration;
import java.util.OptionalInt;

/** How long sets live (I7). */
final class LifecycleLint implements Lint {
  /** What a cold tier charges for at least, and what AWS Backup demands between the two. */
  private static final Duration COLD_AT_LEAST = Duration.ofDays(90);

  @Override
  public void look(Installation installation, Findings findings) {
    for (Rule rule : installation.rules()) {
      String where = "rules[" + rule.name() + "].lifecycle";
      Rule.Lifecycle lifecycle = rule.lifecycle();
      lookAtColdTier(where, lifecycle, findings);
      Duration deleteAfter = lifecycle.deleteAfter();
      if (deleteAfter != null) {
        lookAtDeletion(where, rule, deleteAfter, findings);
      } else if (lifecycle.keep().equals(Rule.Keep.NOTHING_SAID)) {
        findings.info(
            "kept-forever",
            where,
            "Nothing says when sets of this rule may be deleted, so all are kept.",
            "Say how many to keep, or deleteAfter, before the vault's file system is full.");
      }
    }
  }

  private static void lookAtColdTier(String where, Rule.Lifecycle lifecycle, Findings findings) {
    Duration cold = lifecycle.coldAfter();
    Duration delete = lifecycle.deleteAfter();
    if (cold != null && delete != null && delete.compareTo(cold.plus(COLD_AT_LEAST)) < 0) {
      findings.error(
          "cold-too-short",
          where,
          "Sets become cold after "
              + DurationText.format(cold)
              + " and are deleted after "
              + DurationText.format(delete)
              + "; a cold tier holds, and charges for, at least 90d.",
          "Make deleteAfter at least "
              + DurationText.format(cold.plus(COLD_AT_LEAST))
              + ", or leave out coldAfter.");
    }
  }

  private static void lookAtDeletion(
      String where, Rule rule, Duration deleteAfter, Findings findings) {
    Duration wanted = wanted(rule.lifecycle().keep());
    if (wanted.compareTo(deleteAfter) > 0) {
      findings.warning(
          "keep-beyond-deletion",
          where,
          "What keep asks for reaches back "
              + DurationText.format(wanted)
              + ", but sets are deleted after "
              + DurationText.format(deleteAfter)
              + ".",
          "Make deleteAfter longer, or keep fewer.");
    }
    Duration gap = gap(rule);
    if (gap.compareTo(deleteAfter) >= 0) {
      findings.warning(
          "deleted-before-next",
          where,
          "Up to "
              + DurationText.format(gap)
              + " pass between two runs, but a set is deleted after "
              + DurationText.format(deleteAfter)
              + ": there are times without any set.",
          "Make deleteAfter several times the time between runs.");
    }
  }

  private static Duration gap(Rule rule) {
    String schedule = rule.schedule();
    try {
      return schedule == null ? Duration.ZERO : Schedule.parse(schedule).longestGap();
    } catch (IllegalArgumentException saidElsewhere) {
      return Duration.ZERO;
    }
  }

  /** The age of the oldest set that is asked for: the n-th of a kind is n - 1 periods old. */
  private static Duration wanted(Rule.Keep keep) {
    Duration wanted = reach(keep.hourly(), Duration.ofHours(1));
    wanted = longer(wanted, reach(keep.daily(), Duration.ofDays(1)));
    wanted = longer(wanted, reach(keep.weekly(), Duration.ofDays(7)));
    wanted = longer(wanted, reach(keep.monthly(), Duration.ofDays(30)));
    return longer(wanted, reach(keep.yearly(), Duration.ofDays(365)));
  }

  private static Duration reach(OptionalInt count, Duration period) {
    return count.isEmpty() ? Duration.ZERO : period.multipliedBy(count.getAsInt() - 1L);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
