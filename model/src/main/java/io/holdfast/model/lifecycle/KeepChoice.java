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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
  private @Nullable KnownSet reach;

  /**
   * @param newestFirst the rule's sets
   */
  KeepChoice(Rule.Keep keep, List<KnownSet> newestFirst, ZoneId zone) {
    if (newestFirst.isEmpty()) {
      return;
    }
    // Also the witness, for the next prune, of when this one was.
    keep(newestFirst.getFirst(), "newest of its rule");
    int last = keep.last().orElse(0);
    newestFirst.stream().limit(last).forEach(set -> keep(set, "last"));
    if (last > 0) {
      reach = newestFirst.get(Math.min(last, newestFirst.size()) - 1);
    }
    for (Period period : Period.values()) {
      int wanted = period.wanted(keep);
      if (wanted > 0) {
        ofPeriods(period, wanted, newestFirst, zone);
      }
    }
    if (reach == null) {
      reach = newestFirst.getFirst();
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
      chosen.add(oldest);
    }
    if (reach == null) {
      reach = chosen.getLast();
    }
  }

  private static int rank(KnownSet set) {
    Grade grade = set.grade();
    return grade == null ? Grade.values().length : grade.ordinal();
  }

  private void keep(KnownSet set, String reason) {
    reasons.computeIfAbsent(set.id(), unseen -> new ArrayList<>()).add(reason);
  }

  /**
   * The oldest of the sets that the finest kind asks for; the finest is {@code last}, and then the
   * shortest period. There must be a set.
   */
  KnownSet reach() {
    return Objects.requireNonNull(reach, "there is no set");
  }

  /** Why a set is asked for; empty if it is not. */
  List<String> reasonsFor(KnownSet set) {
    return reasons.getOrDefault(set.id(), List.of());
  }
}
