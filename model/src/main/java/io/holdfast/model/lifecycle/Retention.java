package io.holdfast.model.lifecycle;

import io.holdfast.model.installation.DurationText;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.set.Grade;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the rules' lifecycles make of an installation's sets at one moment.
 *
 * @param verdicts on each set, oldest first
 * @param uncounted how much of the time since the oldest set made nothing older ({@link Ages});
 *     zero if nothing is deleted by age
 */
public record Retention(List<Verdict> verdicts, Duration uncounted) {
  /**
   * What somebody has said in as many words.
   *
   * @param byTheClock that this machine's clock is right, so that sets are as old as it says
   * @param lastGoodToo that the last good set may go like any other
   */
  public record Words(boolean byTheClock, boolean lastGoodToo) {
    public static final Words NONE = new Words(false, false);
  }

  public Retention {
    verdicts = List.copyOf(verdicts);
  }

  /** Whether any rule deletes at all. */
  public static boolean deletes(List<Rule> rules) {
    return rules.stream().anyMatch(rule -> !isForever(rule.lifecycle()));
  }

  private static boolean isForever(Rule.Lifecycle lifecycle) {
    return lifecycle.deleteAfter() == null && lifecycle.keep().equals(Rule.Keep.NOTHING_SAID);
  }

  /**
   * @param sets all that the installation has, of whatever rule
   * @param now by this machine's clock
   */
  public static Retention decide(
      List<Rule> rules, Collection<KnownSet> sets, Instant now, Words words) {
    return new Deciding(rules, sets, now, words).decide();
  }

  /** The sets that go, oldest first. */
  public List<KnownSet> doomed() {
    return verdicts.stream().filter(verdict -> !verdict.kept()).map(Verdict::set).toList();
  }

  private static final class Deciding {
    private final Map<String, Rule> rules = new HashMap<>();
    private final List<KnownSet> sets;
    private final List<KnownSet> past;
    private final Map<String, KeepChoice> choices = new HashMap<>();
    private final Ages ages;
    private final Optional<KnownSet> lastGood;

    Deciding(List<Rule> rules, Collection<KnownSet> sets, Instant now, Words words) {
      rules.forEach(rule -> this.rules.put(rule.name(), rule));
      this.sets = sets.stream().sorted(KnownSet.OLDEST_FIRST).toList();
      this.past = this.sets.stream().filter(set -> !set.time().isAfter(now)).toList();
      this.ages =
          new Ages(past, now, words.byTheClock() ? Ages.Limits.NONE : Ages.Limits.of(rules));
      this.lastGood = words.lastGoodToo() ? Optional.empty() : lastGood(past);
      for (Rule rule : rules) {
        List<KnownSet> newestFirst =
            past.reversed().stream().filter(set -> set.rule().equals(rule.name())).toList();
        choices.put(
            rule.name(), new KeepChoice(rule.lifecycle().keep(), newestFirst, rule.timeZone()));
      }
    }

    /** Of the best grade that there is, the newest. */
    private static Optional<KnownSet> lastGood(List<KnownSet> past) {
      Map<Grade, KnownSet> newest = new HashMap<>();
      for (KnownSet set : past) {
        Grade grade = set.grade();
        if (grade != null) {
          newest.put(grade, set);
        }
      }
      return newest.entrySet().stream()
          .min(Map.Entry.comparingByKey(Comparator.naturalOrder()))
          .map(Map.Entry::getValue);
    }

    Retention decide() {
      List<Verdict> verdicts = sets.stream().map(this::verdict).toList();
      boolean byAge =
          rules.values().stream().anyMatch(rule -> rule.lifecycle().deleteAfter() != null);
      return new Retention(verdicts, byAge ? ages.uncounted() : Duration.ZERO);
    }

    private Verdict verdict(KnownSet set) {
      if (!past.contains(set)) {
        return new Verdict(
            set, true, Duration.ZERO, List.of("its time is later than this machine's clock"));
      }
      Duration age = ages.of(set);
      List<String> kept = new ArrayList<>(set.protections());
      if (set.grade() == null) {
        kept.add("its manifest cannot be read, so nobody knows what would be lost");
        return new Verdict(set, true, age, kept);
      }
      if (lastGood.filter(set::equals).isPresent()) {
        kept.add("the last good set");
      }
      Rule rule = rules.get(set.rule());
      if (rule == null) {
        kept.add("no rule '" + set.rule() + "' is in the configuration");
        return new Verdict(set, true, age, kept);
      }
      List<String> gone = byRule(rule, set, age, kept);
      return kept.isEmpty()
          ? new Verdict(set, false, age, gone)
          : new Verdict(set, true, age, kept);
    }

    /** Adds why its rule keeps it, or returns why it does not. */
    private List<String> byRule(Rule rule, KnownSet set, Duration age, List<String> kept) {
      Duration deleteAfter = rule.lifecycle().deleteAfter();
      if (deleteAfter != null && age.compareTo(deleteAfter) >= 0) {
        return List.of("deleteAfter " + DurationText.format(deleteAfter) + " is over");
      }
      if (!rule.lifecycle().keep().equals(Rule.Keep.NOTHING_SAID)) {
        List<String> asked = Objects.requireNonNull(choices.get(rule.name())).reasonsFor(set);
        kept.addAll(asked);
        return asked.isEmpty() ? List.of("no keep rule asks for it") : List.of();
      }
      kept.add(
          deleteAfter == null
              ? "rule '" + rule.name() + "' deletes nothing"
              : "deleteAfter is over in " + rest(deleteAfter.minus(age)));
      return List.of();
    }

    /** Rounded up to minutes: nothing goes a second before it was said to. */
    private static String rest(Duration left) {
      return DurationText.format(left.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1));
    }
  }
}
