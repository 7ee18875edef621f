package io.holdfast.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.set.Grade;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName(
    "C2: a set becomes cold at the age that its rule says, and never the one that is needed")
class ColdSetsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private static Rule rule(String name, @Nullable Integer coldAfter) {
    return new Rule(
        name,
        "0 3 * * *",
        ZoneOffset.UTC,
        Rule.ColdWindow.DEFAULT,
        new Rule.Lifecycle(
            Rule.Keep.NOTHING_SAID, coldAfter == null ? null : DAY.multipliedBy(coldAfter), null),
        List.of());
  }

  private static KnownSet set(String rule, int age, @Nullable Grade grade) {
    return new KnownSet(rule + age, rule, grade, NOW.minus(DAY.multipliedBy(age)), List.of());
  }

  private static List<String> cold(List<Rule> rules, Instant now, KnownSet... sets) {
    Retention retention = Retention.decide(rules, List.of(sets), now, Retention.Words.NONE);
    return ColdSets.of(rules, retention).stream().map(KnownSet::id).toList();
  }

  @Test
  @DisplayName("Of each rule the newest set of each grade stays warm, and what no rule speaks of")
  void newest() {
    List<Rule> rules = List.of(rule("a", 2), rule("b", null));
    assertThat(ColdSets.areWanted(rules)).isTrue();
    assertThat(ColdSets.areWanted(List.of(rule("b", null)))).isFalse();
    assertThat(
            cold(
                rules,
                NOW,
                set("a", 1, Grade.PARTIAL),
                set("a", 2, Grade.PARTIAL),
                set("a", 3, Grade.CONSISTENT),
                set("a", 4, Grade.CONSISTENT),
                set("a", 5, null),
                set("b", 4, Grade.CONSISTENT),
                set("b", 5, Grade.CONSISTENT),
                set("gone", 4, Grade.CONSISTENT),
                set("gone", 5, Grade.CONSISTENT)))
        .containsExactly("a4", "a2");
  }

  @Test
  @DisplayName("A clock set ahead makes nothing cold that two missed backups would not")
  void clockAhead() {
    KnownSet[] sets = {
      set("a", 0, Grade.CONSISTENT), set("a", 1, Grade.CONSISTENT), set("a", 2, Grade.CONSISTENT)
    };
    List<Rule> rules = List.of(rule("a", 30));
    assertThat(cold(rules, NOW, sets)).isEmpty();
    assertThat(cold(rules, NOW.plus(DAY.multipliedBy(9_000)), sets)).isEmpty();
    assertThat(cold(rules, NOW.minus(DAY.multipliedBy(9_000)), sets)).isEmpty();
  }

  @Test
  @DisplayName("A set that goes does not become cold first")
  void doomed() {
    Rule.Lifecycle both = new Rule.Lifecycle(Rule.Keep.NOTHING_SAID, DAY, DAY.multipliedBy(3));
    Rule rule =
        new Rule("a", "0 3 * * *", ZoneOffset.UTC, Rule.ColdWindow.DEFAULT, both, List.of());
    assertThat(
            cold(
                List.of(rule),
                NOW,
                set("a", 0, Grade.CONSISTENT),
                set("a", 2, Grade.CONSISTENT),
                set("a", 4, Grade.CONSISTENT)))
        .containsExactly("a2");
  }
}
