package io.holdfast.model.lifecycle;

import io.holdfast.model.installation.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the rules' lifecycles make of the eras of an installation's logs, once it is decided which
 * sets stay. An era stays with each set that was made from it, and while any rule reaches back into
 * it: so far back, its log is without a gap.
 *
 * <p>Nothing here looks at how old an era is, nor at the clock of the moment but to leave out sets
 * that are later than it: what a set does not need goes because younger sets were made.
 */
public record EraRetention(List<EraVerdict> verdicts) {
  private static final int BRIEF = 8;

  public EraRetention {
    verdicts = List.copyOf(verdicts);
  }

  /**
   * @param sets what becomes of the installation's sets
   * @param eras of all its logs
   * @param now by this machine's clock
   */
  public static EraRetention decide(
      List<Rule> rules, Retention sets, Collection<KnownEra> eras, Instant now) {
    Deciding deciding = new Deciding(rules, sets, now);
    return new EraRetention(eras.stream().map(deciding::verdict).toList());
  }

  /** Those that go. */
  public List<KnownEra> doomed() {
    return verdicts.stream().filter(verdict -> !verdict.kept()).map(EraVerdict::era).toList();
  }

  private static final class Deciding {
    private final List<KnownSet> kept;
    private final Map<String, Optional<Instant>> reaches = new LinkedHashMap<>();
    private final boolean anyDeletes;

    Deciding(List<Rule> rules, Retention retention, Instant now) {
      this.kept = retention.verdicts().stream().filter(Verdict::kept).map(Verdict::set).toList();
      this.anyDeletes = Retention.deletes(rules);
      for (Rule rule : rules) {
        if (Retention.deletes(List.of(rule))) {
          List<KnownSet> newestFirst =
              kept.reversed().stream()
                  .filter(set -> set.rule().equals(rule.name()) && !set.time().isAfter(now))
                  .toList();
          reaches.put(rule.name(), reach(rule, newestFirst));
        }
      }
    }

    /** How far back a rule has sets as close together as it keeps them anywhere. */
    private static Optional<Instant> reach(Rule rule, List<KnownSet> newestFirst) {
      if (newestFirst.isEmpty()) {
        return Optional.empty();
      }
      Rule.Keep keep = rule.lifecycle().keep();
      return Optional.of(
          (keep.equals(Rule.Keep.NOTHING_SAID)
                  ? newestFirst.getLast()
                  : new KeepChoice(keep, newestFirst, rule.timeZone()).reach())
              .time());
    }

    EraVerdict verdict(KnownEra era) {
      List<String> reasons = new ArrayList<>(era.protections());
      if (!anyDeletes) {
        reasons.add("no rule deletes anything");
      }
      if (era.growing()) {
        reasons.add("the newest of '" + era.store() + "'");
      }
      List<KnownSet> made = kept.stream().filter(set -> era.sets().contains(set.id())).toList();
      if (!made.isEmpty()) {
        reasons.add(madeFrom(made));
      }
      kept.stream()
          .filter(set -> set.grade() == null)
          .findFirst()
          .ifPresent(
              set ->
                  reasons.add(
                      "set %s cannot be read and may be made from it".formatted(brief(set))));
      reaches.forEach(
          (rule, reach) -> {
            if (reach.isEmpty()) {
              reasons.add("rule '%s' has no set yet".formatted(rule));
            } else if (!era.until().isBefore(reach.get())) {
              reasons.add("rule '%s' reaches back to %s".formatted(rule, reach.get()));
            }
          });
      return reasons.isEmpty()
          ? new EraVerdict(
              era, false, List.of("no set that stays is made from it, and no rule reaches it"))
          : new EraVerdict(era, true, reasons);
    }

    private static String madeFrom(List<KnownSet> sets) {
      String first = "set " + brief(sets.getFirst()) + " is made from it";
      return sets.size() == 1 ? first : first + ", and " + (sets.size() - 1) + " more";
    }

    private static String brief(KnownSet set) {
      return set.id().substring(0, Math.min(BRIEF, set.id().length()));
    }
  }
}
