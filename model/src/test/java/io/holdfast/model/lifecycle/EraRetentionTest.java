package io.holdfast.model.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Rule;
import io.holdfast.model.set.Grade;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I7: an era of a log stays while a set or a rule needs it, and no clock changes that")
class EraRetentionTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final int WEEK = 7;
  private static final long SEED = Long.getLong("holdfast.seed", System.nanoTime());

  private static Rule rule(String name, Rule.Keep keep, @Nullable Duration deleteAfter) {
    return new Rule(
        name,
        "0 3 * * *",
        ZoneOffset.UTC,
        Rule.ColdWindow.DEFAULT,
        new Rule.Lifecycle(keep, null, deleteAfter),
        List.of());
  }

  /** Counts of last, daily and monthly; 0 is not asked for. */
  private static Rule.Keep keep(int... counts) {
    OptionalInt[] said =
        IntStream.of(counts)
            .mapToObj(count -> count == 0 ? OptionalInt.empty() : OptionalInt.of(count))
            .toArray(OptionalInt[]::new);
    OptionalInt none = OptionalInt.empty();
    return new Rule.Keep(said[0], none, said[1], none, said[2], none);
  }

  /** One set each night, {@code s0} the newest. */
  private static List<KnownSet> nights(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i ->
                new KnownSet(
                    "s" + i,
                    "nightly",
                    Grade.CONSISTENT,
                    NOW.minus(Duration.ofHours(9)).minus(DAY.multipliedBy(i)),
                    List.of()))
        .toList();
  }

  /** One of each seven nights, the newest first; {@code without} has no set. */
  private static List<KnownEra> weeks(int count, int without) {
    List<KnownEra> eras = new ArrayList<>();
    for (int week = 0; week < count; week++) {
      int first = week * WEEK;
      List<String> sets =
          week == without
              ? List.of()
              : IntStream.range(first, first + WEEK).mapToObj(i -> "s" + i).toList();
      Instant until = NOW.minus(DAY.multipliedBy(first));
      eras.add(
          new KnownEra(
              "db", until.minus(DAY.multipliedBy(WEEK)), until, 1, week == 0, sets, List.of()));
    }
    return eras;
  }

  private static List<Integer> kept(
      List<Rule> rules, List<KnownSet> sets, List<KnownEra> eras, Instant now) {
    Retention retention = Retention.decide(rules, sets, now, Retention.Words.NONE);
    EraRetention decided = EraRetention.decide(rules, retention, eras, now);
    return IntStream.range(0, eras.size())
        .filter(i -> decided.verdicts().get(i).kept())
        .boxed()
        .toList();
  }

  @Test
  @DisplayName("The finest kind says how far back the log has no gap; behind it, sets keep theirs")
  void reach() {
    List<KnownSet> sets = nights(100);
    List<Rule> rules = List.of(rule("nightly", keep(0, 10, 3), null));
    assertThat(kept(rules, sets, weeks(14, -1), NOW))
        .as("ten nights are in two eras; the last nights of October and September keep theirs")
        .containsExactly(0, 1, 3, 7);
    assertThat(kept(rules, sets, weeks(14, 1), NOW)).as("no set in the second").contains(1);
    rules = List.of(rule("nightly", keep(2, 0, 3), null));
    assertThat(kept(rules, sets, weeks(14, 1), NOW)).containsExactly(0, 3, 7);
  }

  @Test
  @DisplayName(
      "Without keep, it goes with the sets of its time; a rule that deletes none asks none")
  void deleteAfter() {
    List<Rule> rules = List.of(rule("nightly", Rule.Keep.NOTHING_SAID, DAY.multipliedBy(20)));
    assertThat(kept(rules, nights(60), weeks(8, 1), NOW)).containsExactly(0, 1, 2);
    List<Rule> more = List.of(rules.getFirst(), rule("by-hand", Rule.Keep.NOTHING_SAID, null));
    assertThat(kept(more, nights(60), weeks(8, 1), NOW)).containsExactly(0, 1, 2);
    assertThat(kept(more.subList(1, 2), nights(60), weeks(8, 1), NOW)).hasSize(8);
  }

  @Test
  @DisplayName(
      "What is needed does not go, whatever the lifecycle, and a clock set back loses none")
  void anyLifecycle() {
    Random random = new Random(SEED);
    for (int trial = 0; trial < 300; trial++) {
      Rule.Keep keep = keep(random.nextInt(4), random.nextInt(20), random.nextInt(4));
      Duration deleteAfter = random.nextBoolean() ? null : DAY.multipliedBy(1 + random.nextInt(80));
      List<Rule> rules = List.of(rule("nightly", keep, deleteAfter));
      List<KnownSet> sets = nights(1 + random.nextInt(80));
      List<KnownEra> eras = weeks(13, random.nextInt(13));
      Retention retention = Retention.decide(rules, sets, NOW, Retention.Words.NONE);
      List<Integer> kept = kept(rules, sets, eras, NOW);
      assertThat(kept).as("seed %d: the newest", SEED).contains(0);
      retention.verdicts().stream()
          .filter(Verdict::kept)
          .forEach(
              verdict ->
                  assertThat(
                          IntStream.range(0, eras.size())
                              .filter(i -> eras.get(i).sets().contains(verdict.set().id()))
                              .allMatch(kept::contains))
                      .as("seed %d, %s", SEED, verdict.set())
                      .isTrue());
      Instant back = NOW.minus(DAY.multipliedBy(random.nextInt(30)));
      assertThat(kept(rules, sets, eras, back)).as("seed %d, at %s", SEED, back).containsAll(kept);
    }
  }
}
