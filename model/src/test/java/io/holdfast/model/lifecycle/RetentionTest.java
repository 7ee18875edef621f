package io.holdfast.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.set.Grade;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I7: a lifecycle deletes what its rule lets go, and no clock makes it delete more")
class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final long SEED = Long.getLong("holdfast.seed", System.nanoTime());
  private static final Rule.Keep NOTHING = Rule.Keep.NOTHING_SAID;

  /** Counts of last, hourly, daily, weekly, monthly, yearly; 0 is not asked for. */
  private static Rule.Keep keep(int... counts) {
    OptionalInt[] said =
        IntStream.of(counts)
            .mapToObj(count -> count == 0 ? OptionalInt.empty() : OptionalInt.of(count))
            .toArray(OptionalInt[]::new);
    return new Rule.Keep(said[0], said[1], said[2], said[3], said[4], said[5]);
  }

  private static Rule rule(Rule.Keep keep, @Nullable Duration deleteAfter) {
    return rule("nightly", "0 3 * * *", ZoneOffset.UTC, keep, deleteAfter);
  }

  private static Rule rule(
      String name,
      @Nullable String schedule,
      ZoneId zone,
      Rule.Keep keep,
      @Nullable Duration deleteAfter) {
    return new Rule(
        name,
        schedule,
        zone,
        Rule.ColdWindow.DEFAULT,
        new Rule.Lifecycle(keep, null, deleteAfter),
        List.of());
  }

  private static KnownSet set(String id, @Nullable Grade grade, Instant time) {
    return new KnownSet(id, "nightly", grade, time, List.of());
  }

  /** One consistent set each night, {@code s0} the newest, nine hours old. */
  private static List<KnownSet> nights(int count) {
    List<KnownSet> sets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Instant time = NOW.minus(Duration.ofHours(9)).minus(DAY.multipliedBy(i));
      sets.add(set("s" + i, Grade.CONSISTENT, time));
    }
    return sets;
  }

  private static List<String> kept(Rule rule, List<KnownSet> sets, Instant now) {
    return Retention.decide(List.of(rule), sets, now, Retention.Words.NONE).verdicts().stream()
        .filter(Verdict::kept)
        .map(verdict -> verdict.set().id())
        .toList();
  }

  private static List<String> doomed(List<Rule> rules, List<KnownSet> sets, Instant now) {
    return Retention.decide(rules, sets, now, Retention.Words.NONE).doomed().stream()
        .map(KnownSet::id)
        .toList();
  }

  private static String why(Rule rule, List<KnownSet> sets, String id) {
    return Retention.decide(List.of(rule), sets, NOW, Retention.Words.NONE).verdicts().stream()
        .filter(verdict -> verdict.set().id().equals(id))
        .map(verdict -> (verdict.kept() ? "kept: " : "goes: ") + verdict.reasons())
        .collect(Collectors.joining());
  }

  @Test
  @DisplayName("Of each period the newest set is kept, and every reason is told")
  void periods() {
    Rule rule = rule(keep(1, 0, 2, 2, 2, 0), null);
    assertThat(kept(rule, nights(60), NOW)).containsExactly("s23", "s1", "s0");
    assertThat(why(rule, nights(60), "s0"))
        .isEqualTo(
            "kept: [the last good set, newest of its rule, last, daily 2026-11-23,"
                + " weekly 2026-W48, monthly 2026-11]");
    assertThat(why(rule, nights(60), "s1")).isEqualTo("kept: [daily 2026-11-22, weekly 2026-W47]");
    assertThat(why(rule, nights(60), "s23")).isEqualTo("kept: [monthly 2026-10]");
    assertThat(why(rule, nights(60), "s2")).isEqualTo("goes: [no keep rule asks for it]");
  }

  @Test
  @DisplayName("While there are fewer sets than asked for, the oldest stays too")
  void oldest() {
    assertThat(kept(rule(keep(0, 0, 0, 0, 0, 7), null), nights(40), NOW))
        .containsExactly("s39", "s0");
  }

  @Test
  @DisplayName("A day is a day in the rule's zone")
  void zone() {
    List<KnownSet> sets =
        List.of(
            set("a", Grade.CONSISTENT, Instant.parse("2026-11-21T22:30:00Z")),
            set("b", Grade.CONSISTENT, Instant.parse("2026-11-21T23:30:00Z")),
            set("c", Grade.CONSISTENT, Instant.parse("2026-11-22T10:00:00Z")));
    Rule stockholm =
        rule("nightly", null, ZoneId.of("Europe/Stockholm"), keep(0, 0, 2, 0, 0, 0), null);
    assertThat(kept(stockholm, sets, NOW)).containsExactly("a", "c");
    assertThat(kept(rule(keep(0, 0, 2, 0, 0, 0), null), sets, NOW)).containsExactly("b", "c");
  }

  @Test
  @DisplayName("A set that went wrong does not push out the sound one of the same day")
  void bestOfTheDay() {
    List<KnownSet> sets = nights(4);
    sets.add(set("evening", Grade.PARTIAL, NOW.minus(DAY)));
    assertThat(kept(rule(keep(0, 0, 3, 0, 0, 0), null), sets, NOW))
        .containsExactly("s2", "s1", "s0");
  }

  @Test
  @DisplayName("deleteAfter ends what keep asks for; without keep it alone decides")
  void deleteAfter() {
    List<KnownSet> sets = nights(40);
    assertThat(kept(rule(NOTHING, DAY.multipliedBy(10)), sets, NOW))
        .hasSize(10)
        .doesNotContain("s10");
    assertThat(kept(rule(keep(0, 0, 0, 0, 9, 0), DAY.multipliedBy(10)), sets, NOW))
        .containsExactly("s0");
    assertThat(why(rule(NOTHING, DAY.multipliedBy(10)), sets, "s10"))
        .isEqualTo("goes: [deleteAfter 10d is over]");
    assertThat(why(rule(NOTHING, DAY.multipliedBy(10)), sets, "s9"))
        .isEqualTo("kept: [deleteAfter is over in 15h1m]");
  }

  @Test
  @DisplayName("Nothing goes without a rule that says so: none configured, or another's set")
  void nobodySaysSo() {
    assertThat(doomed(List.of(rule(NOTHING, null)), nights(9), NOW)).isEmpty();
    Rule other = rule("hourly", null, ZoneOffset.UTC, keep(1, 0, 0, 0, 0, 0), DAY);
    assertThat(doomed(List.of(other), nights(9), NOW)).isEmpty();
    assertThat(Retention.deletes(List.of(rule(NOTHING, null)))).isFalse();
    assertThat(Retention.deletes(List.of(rule(NOTHING, null), other))).isTrue();
  }

  @Test
  @DisplayName("The newest set of the best grade stays, unless somebody says otherwise")
  void lastGood() {
    List<KnownSet> sets = new ArrayList<>();
    sets.add(set("good", Grade.CONSISTENT, NOW.minus(DAY.multipliedBy(90))));
    for (int i = 0; i < 80; i++) {
      sets.add(set("p" + i, Grade.PARTIAL, NOW.minus(DAY.multipliedBy(80 - i))));
    }
    Rule rule = rule(keep(1, 0, 0, 0, 0, 0), DAY.multipliedBy(30));
    assertThat(kept(rule, sets, NOW)).containsExactly("good", "p79");
    assertThat(why(rule, sets, "good")).isEqualTo("kept: [the last good set]");
    Retention said = Retention.decide(List.of(rule), sets, NOW, new Retention.Words(false, true));
    assertThat(said.doomed()).extracting(KnownSet::id).contains("good").doesNotContain("p79");
  }

  @Test
  @DisplayName("What is protected, and what nobody can judge, stays")
  void protectedSets() {
    Instant old = NOW.minus(DAY.multipliedBy(300));
    List<KnownSet> sets = nights(300);
    sets.add(new KnownSet("held", "nightly", Grade.PARTIAL, old, List.of("legal hold")));
    sets.add(set("unreadable", null, old));
    Rule rule = rule(keep(1, 0, 0, 0, 0, 0), DAY.multipliedBy(30));
    assertThat(kept(rule, sets, NOW)).containsExactly("held", "unreadable", "s0");
  }

  @Test
  @DisplayName("A clock that has jumped ahead by years, and backups that stopped, make nothing old")
  void jumpAhead() {
    Rule rule = rule(NOTHING, DAY.multipliedBy(30));
    List<KnownSet> sets = nights(20);
    Instant wrong = NOW.plus(DAY.multipliedBy(4000));
    assertThat(doomed(List.of(rule), sets, wrong)).isEmpty();
    assertThat(
            Retention.decide(List.of(rule), sets, wrong, Retention.Words.NONE).uncounted().toDays())
        .isEqualTo(3997);
    assertThat(
            Retention.decide(List.of(rule), sets, wrong, new Retention.Words(true, false)).doomed())
        .as("all but the last good one, by the clock")
        .hasSize(19);
    sets.add(set("made then", Grade.CONSISTENT, wrong.minusSeconds(9)));
    assertThat(doomed(List.of(rule), sets, wrong)).isEmpty();
    assertThat(kept(rule, sets, NOW)).as("and set right again").hasSize(21);
  }

  @Test
  @DisplayName("Sets that a rule has thinned out still reach the age at which they are deleted")
  void thinned() {
    Rule rule = rule(keep(0, 0, 14, 0, 120, 0), DAY.multipliedBy(365));
    List<KnownSet> sets = new ArrayList<>(nights(700));
    // As if pruned every day.
    for (int day = 699; day >= 0; day--) {
      Instant then = NOW.minus(DAY.multipliedBy(day));
      List<KnownSet> known = sets.stream().filter(set -> !set.time().isAfter(then)).toList();
      sets.removeAll(Retention.decide(List.of(rule), known, then, Retention.Words.NONE).doomed());
    }
    assertThat(sets).hasSizeBetween(14 + 11, 14 + 13);
    assertThat(sets).allMatch(set -> Duration.between(set.time(), NOW).toDays() < 365);
  }

  @Test
  @DisplayName(
      "Random lifecycles: with a clock set back nothing goes that would not go with it right")
  void setBack() {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      List<KnownSet> sets = randomSets(random);
      Rule rule = randomRule(random);
      Instant wrong = NOW.minus(Duration.ofHours(random.nextInt(24 * 500)));
      assertThat(doomed(List.of(rule), sets, NOW))
          .as("seed %d, round %d, %s, %s", SEED, round, wrong, rule)
          .containsAll(doomed(List.of(rule), sets, wrong));
    }
  }

  @Test
  @DisplayName("Random lifecycles: with a clock ahead nothing goes that would not go in three days")
  void setAhead() {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      List<KnownSet> sets = randomSets(random);
      Rule rule = randomRule(random);
      Instant wrong = NOW.plus(DAY.multipliedBy(3)).plus(DAY.multipliedBy(random.nextInt(9999)));
      assertThat(doomed(List.of(rule), sets, NOW.plus(DAY.multipliedBy(3))))
          .as("seed %d, round %d, %s, %s", SEED, round, wrong, rule)
          .containsAll(doomed(List.of(rule), sets, wrong));
    }
  }

  /** The newest is not older than half a day. */
  private static List<KnownSet> randomSets(Random random) {
    List<KnownSet> sets = new ArrayList<>();
    Instant time = NOW.minus(Duration.ofMinutes(random.nextInt(720)));
    int count = random.nextInt(120);
    for (int i = 0; i < count; i++) {
      sets.add(set("s" + i, Grade.values()[Math.max(0, random.nextInt(6) - 3)], time));
      time = time.minus(Duration.ofMinutes(random.nextInt(4) == 0 ? 60 : random.nextInt(9999)));
    }
    return sets;
  }

  private static Rule randomRule(Random random) {
    int[] counts = IntStream.range(0, 6).map(i -> Math.max(0, random.nextInt(12) - 4)).toArray();
    return rule(
        keep(counts), random.nextBoolean() ? null : DAY.multipliedBy(1 + random.nextInt(400)));
  }
}
