package io.holdfast.model.lifecycle;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How old sets are, as far as the sets themselves bear witness. The time from the newest set until
 * now counts as no more than backups are apart, and the time between two sets as no more than that
 * or what thinning leaves between them. So sets age while new ones are made: a clock that jumps
 * ahead, and a year in which backups failed, make them older by that much at most.
 */
final class Ages {
  /** Where no rule has a schedule, nothing says how far apart backups are. */
  private static final Duration BY_HAND = Duration.ofDays(31);

  /**
   * One run may be missed and the next be late; of two neighbouring periods the far ends remain.
   */
  private static final int NEIGHBOURS = 2;

  private static final Duration MARGIN = Duration.ofDays(1);

  /** What counts at most: since the newest set, and between two. */
  record Limits(Duration sinceNewest, Duration between) {
    static final Limits NONE =
        new Limits(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE));

    static Limits of(List<Rule> rules) {
      Duration runs =
          rules.stream()
              .map(Rule::schedule)
              .filter(Objects::nonNull)
              .map(schedule -> Schedule.parse(schedule).longestGap())
              .min(Comparator.naturalOrder())
              .map(gap -> gap.multipliedBy(NEIGHBOURS).plus(MARGIN))
              .orElse(BY_HAND);
      Duration thinned =
          rules.stream()
              .map(rule -> Period.coarsest(rule.lifecycle().keep()).multipliedBy(NEIGHBOURS))
              .max(Comparator.naturalOrder())
              .orElse(Duration.ZERO);
      return new Limits(runs, thinned.compareTo(runs) > 0 ? thinned : runs);
    }
  }

  private final Map<String, Duration> ages = new HashMap<>();
  private Duration uncounted = Duration.ZERO;

  /**
   * @param oldestFirst all sets of the installation that are not later than {@code now}
   */
  Ages(List<KnownSet> oldestFirst, Instant now, Limits limits) {
    Instant later = now;
    Duration limit = limits.sinceNewest();
    Duration age = Duration.ZERO;
    for (KnownSet set : oldestFirst.reversed()) {
      Duration passed = Duration.between(set.time(), later);
      Duration counted = passed.compareTo(limit) > 0 ? limit : passed;
      uncounted = uncounted.plus(passed.minus(counted));
      age = age.plus(counted);
      ages.put(set.id(), age);
      later = set.time();
      limit = limits.between();
    }
  }

  Duration of(KnownSet set) {
    return Objects.requireNonNull(ages.get(set.id()));
  }

  /** How much of the time since the oldest set counts for nothing. */
  Duration uncounted() {
    return uncounted;
  }
}
