package io.holdfast.model.lifecycle;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.set.Grade;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which sets are old enough for the cold tier, of those that stay. */
public final class ColdSets {
  private ColdSets() {}

  private record Kind(String rule, Optional<Grade> grade) {}

  /** Whether any rule has a cold tier. */
  public static boolean areWanted(List<Rule> rules) {
    return rules.stream().anyMatch(rule -> rule.lifecycle().coldAfter() != null);
  }

  /**
   * The sets whose rule says so at their age, oldest first. Of each rule, the newest set of each
   * grade is never among them: it is the one that is restored, and the next backup builds upon it.
   */
  public static List<KnownSet> of(List<Rule> rules, Retention retention) {
    Map<String, Rule> byName =
        rules.stream().collect(Collectors.toMap(Rule::name, Function.identity()));
    Map<Kind, KnownSet> newest =
        retention.verdicts().stream()
            .map(Verdict::set)
            .collect(
                Collectors.toMap(
                    set -> new Kind(set.rule(), Optional.ofNullable(set.grade())),
                    Function.identity(),
                    BinaryOperator.maxBy(Comparator.comparing(KnownSet::time))));
    return retention.verdicts().stream()
        .filter(Verdict::kept)
        .filter(verdict -> verdict.set().grade() != null)
        .filter(verdict -> isOld(byName.get(verdict.set().rule()), verdict.age()))
        .map(Verdict::set)
        .filter(set -> !newest.containsValue(set))
        .toList();
  }

  private static boolean isOld(@Nullable Rule rule, Duration age) {
    Duration coldAfter = rule == null ? null : rule.lifecycle().coldAfter();
    return coldAfter != null && age.compareTo(coldAfter) >= 0;
  }
}
