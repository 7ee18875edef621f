package io.holdfast.model.plan;

import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Installation;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.S3Location;
import io.holdfast.model.installation.Schedule;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** How long sets live (I7). */
final class LifecycleLint implements Lint {
  /** What a cold tier charges for at least, and what AWS Backup demands between the two. */
  private static final Duration COLD_AT_LEAST = Duration.ofDays(90);

  /** What the coldest class of S3 charges for at least. */
  private static final Duration ARCHIVED_AT_LEAST = Duration.ofDays(180);

  @Override
  public void look(Installation installation, Findings findings) {
    String coldClass = coldClass(installation.vault().location());
    Duration minimum = installation.vault().minimumRetention();
    for (Rule rule : installation.rules()) {
      String where = "rules[" + rule.name() + "].lifecycle";
      Rule.Lifecycle lifecycle = rule.lifecycle();
      lookAtColdTier(where, lifecycle, coldClass, findings);
      Duration deleteAfter = lifecycle.deleteAfter();
      if (deleteAfter != null) {
        lookAtMinimum(where, minimum, deleteAfter, findings);
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

  /** The class that the vault's location names for what is cold; null if it names none. */
  private static @Nullable String coldClass(String location) {
    return location.startsWith(S3Location.SCHEME) ? S3Location.parse(location).coldClass() : null;
  }

  private static void lookAtColdTier(
      String where, Rule.Lifecycle lifecycle, @Nullable String coldClass, Findings findings) {
    Duration cold = lifecycle.coldAfter();
    if (cold == null) {
      return;
    }
    if (coldClass == null) {
      findings.warning(
          "cold-nowhere",
          where,
          "Sets are to become cold after "
              + DurationText.format(cold)
              + ", but the vault's location names no cold class, so nothing does.",
          "Add ?cold=GLACIER (or another class) to the location of a vault in S3, or leave out"
              + " coldAfter.");
    }
    Duration atLeast = "DEEP_ARCHIVE".equals(coldClass) ? ARCHIVED_AT_LEAST : COLD_AT_LEAST;
    Duration delete = lifecycle.deleteAfter();
    if (delete != null && delete.compareTo(cold.plus(atLeast)) < 0) {
      findings.error(
          "cold-too-short",
          where,
          "Sets become cold after "
              + DurationText.format(cold)
              + " and are deleted after "
              + DurationText.format(delete)
              + "; a cold tier holds, and charges for, at least "
              + DurationText.format(atLeast)
              + ".",
          "Make deleteAfter at least "
              + DurationText.format(cold.plus(atLeast))
              + ", or leave out coldAfter.");
    }
  }

  /** What the vault is told has no way back: so it is asked about before. */
  private static void lookAtMinimum(
      String where, Duration minimum, Duration deleteAfter, Findings findings) {
    if (minimum.compareTo(deleteAfter) > 0) {
      findings.error(
          "minimum-beyond-deletion",
          where,
          "Sets are deleted after "
              + DurationText.format(deleteAfter)
              + ", but vault.minimumRetention keeps everything for "
              + DurationText.format(minimum)
              + ", and once a vault was told so it cannot be told less.",
          "Make deleteAfter at least "
              + DurationText.format(minimum)
              + ", or minimumRetention shorter if no run has told the vault yet.");
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
