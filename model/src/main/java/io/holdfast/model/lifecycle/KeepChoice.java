package io.holdfast.model.lifecycle;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.set.Grade;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which sets of one rule its {@code keep} asks for. The meaning is that of restic's {@code forget
 * --keep-*}, with one difference: of each period the set of the best grade stays, and of several
 * such the newest, so that a set that went wrong in the evening does not push out the sound one of
 * the morning.
 */
final class KeepChoice {
  private static final Comparator<KnownSet> BEST_THEN_NEWEST =
      Comparator.comparing(KeepChoice::rank).thenComparing(KnownSet.OLDEST_FIRST.reversed());

  private final Map<String, List<String>> reasons = new HashMap<>();

  /**
   * @param newestFirst the rule's sets
   */
  KeepChoice(Rule.Keep keep, List<KnownSet> newestFirst, ZoneId zone) {
    if (newestFirst.isEmpty()) {
      return;
    }
    // Also the witness, for the next prune, of when this one was.
    keep(newestFirst.getFirst(), "newest of its rule");
    newestFirst.stream().limit(keep.last().orElse(0)).forEach(set -> keep(set, "last"));
    for (Period period : Period.values()) {
      int wanted = period.wanted(keep);
      if (wanted > 0) {
        ofPeriods(period, wanted, newestFirst, zone);
      }
    }
  }

  private void ofPeriods(Period period, int wanted, List<KnownSet> newestFirst, ZoneId zone) {
    Map<String, List<KnownSet>> byPeriod = new LinkedHashMap<>();
    for (KnownSet set : newestFirst) {
      byPeriod.computeIfAbsent(period.of(set, zone), unseen -> new ArrayList<>()).add(set);
    }
    List<KnownSet> chosen = new ArrayList<>();
    byPeriod.entrySet().stream()
        .limit(wanted)
        .forEach(
            one -> {
              KnownSet best = one.getValue().stream().min(BEST_THEN_NEWEST).orElseThrow();
              chosen.add(best);
              keep(best, period.label() + " " + one.getKey());
            });
    KnownSet oldest = newestFirst.getLast();
    if (chosen.size() < wanted && !chosen.contains(oldest)) {
      keep(oldest, "oldest, while there are fewer than " + wanted + " " + period.label());
    }
  }

  private static int rank(KnownSet set) {
    Grade grade = set.grade();
    return grade == null ? Grade.values().length : grade.ordinal();
  }

  private void keep(KnownSet set, String reason) {
    reasons.computeIfAbsent(set.id(), unseen -> new ArrayList<>()).add(reason);
  }

  /** Why a set is asked for; empty if it is not. */
  List<String> reasonsFor(KnownSet set) {
    return reasons.getOrDefault(set.id(), List.of());
  }
}
