package io.holdfast.model.lifecycle;

import io.holdfast.model.installation.Rule;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Comparator;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/** The periods of which sets are kept, on the wall clock of the rule's zone. Weeks are ISO's. */
enum Period {
  HOURLY(Duration.ofHours(1), Rule.Keep::hourly, named("uuuu-MM-dd HH'h'")),
  DAILY(Duration.ofDays(1), Rule.Keep::daily, named("uuuu-MM-dd")),
  WEEKLY(
      Duration.ofDays(7),
      Rule.Keep::weekly,
      time ->
          "%04d-W%02d"
              .formatted(
                  time.get(IsoFields.WEEK_BASED_YEAR),
                  time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR))),
  MONTHLY(Duration.ofDays(31), Rule.Keep::monthly, named("uuuu-MM")),
  YEARLY(Duration.ofDays(366), Rule.Keep::yearly, named("uuuu"));

  private final Duration longest;
  private final Function<Rule.Keep, OptionalInt> count;
  private final Function<LocalDateTime, String> name;

  Period(
      Duration longest,
      Function<Rule.Keep, OptionalInt> count,
      Function<LocalDateTime, String> name) {
    this.longest = longest;
    this.count = count;
    this.name = name;
  }

  private static Function<LocalDateTime, String> named(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ROOT)::format;
  }

  /** How many of these periods a set is kept of; 0 if the kind is not asked for. */
  int wanted(Rule.Keep keep) {
    return count.apply(keep).orElse(0);
  }

  /** The period that a set belongs to, as {@code 2026-W47}. */
  String of(KnownSet set, ZoneId zone) {
    return name.apply(LocalDateTime.ofInstant(set.time(), zone));
  }

  /** As rules name it: {@code weekly}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The longest period of which sets are kept; zero if none are. */
  static Duration coarsest(Rule.Keep keep) {
    return Stream.of(values())
        .filter(period -> period.wanted(keep) > 0)
        .map(period -> period.longest)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }
}
