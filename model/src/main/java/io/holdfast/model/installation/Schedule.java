package io.holdfast.model.installation;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * When a rule runs: five cron fields (minute, hour, day of month, month, day of week), read as wall
 * clock time in the rule's zone.
 *
 * <p>As in cron, when both day fields are restricted a day that fits <em>either</em> runs; a field
 * that begins with {@code *} does not count as restricted.
 *
 * <p>Clock changes. A schedule with fixed hours ({@code 30 2 * * *}) runs once for each wall clock
 * time that it names: a time that the change skips runs at the first instant after the gap, a time
 * that occurs twice runs the first time only. A schedule whose hour field begins with {@code *}
 * means an interval, so it follows the instants that there are: skipped times do not run, repeated
 * times run each time. So a nightly backup is neither lost nor taken twice, and an hourly one
 * leaves no gap of two hours.
 */
public final class Schedule {
  /** The rarest day there is, 29 February on one weekday, is at most 40 years away. */
  private static final int MAX_DAYS = 50 * 366;

  private final String text;
  private final CronField minutes;
  private final CronField hours;
  private final CronField days;
  private final CronField months;
  private final CronField weekdays;

  private Schedule(String text, String[] fields) {
    this.text = text;
    this.minutes = CronField.parse(CronField.Kind.MINUTE, fields[0]);
    this.hours = CronField.parse(CronField.Kind.HOUR, fields[1]);
    this.days = CronField.parse(CronField.Kind.DAY, fields[2]);
    this.months = CronField.parse(CronField.Kind.MONTH, fields[3]);
    this.weekdays = CronField.parse(CronField.Kind.WEEKDAY, fields[4]);
  }

  /**
   * Reads five fields.
   *
   * @throws IllegalArgumentException with one sentence on what is wrong, also when the fields are
   *     well-formed but name a day that never comes
   */
  public static Schedule parse(String text) {
    String trimmed = text.strip();
    if (trimmed.startsWith("@")) {
      throw new IllegalArgumentException(
          "'" + trimmed + "' is a shorthand; write the five fields, such as '0 3 * * *'");
    }
    String[] fields = trimmed.split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "a schedule has five fields (minute, hour, day of month, month, day of week), not "
              + (trimmed.isEmpty() ? 0 : fields.length));
    }
    Schedule schedule = new Schedule(trimmed, fields);
    if (!schedule.canHappen()) {
      throw new IllegalArgumentException("'" + trimmed + "' names a day that never comes");
    }
    return schedule;
  }

  /** The first time strictly after {@code moment}, in the zone of {@code moment}. */
  public ZonedDateTime nextAfter(ZonedDateTime moment) {
    return hours.star() ? nextByInstant(moment) : nextByWallClock(moment);
  }

  /**
   * The longest time between two runs, clock changes aside, looked at over 1,000 runs or ten years
   * from 2026 on, whichever is less.
   */
  public Duration longestGap() {
    ZonedDateTime from = nextAfter(ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));
    ZonedDateTime end = from.plusYears(10);
    Duration longest = Duration.ZERO;
    for (int run = 0; run < 1000 && from.isBefore(end); run++) {
      ZonedDateTime next = nextAfter(from);
      Duration gap = Duration.between(from, next);
      longest = gap.compareTo(longest) > 0 ? gap : longest;
      from = next;
    }
    return longest;
  }

  private ZonedDateTime nextByWallClock(ZonedDateTime moment) {
    ZoneId zone = moment.getZone();
    LocalDateTime local = firstFrom(minuteAfter(moment.toLocalDateTime()));
    ZoneOffsetTransition transition = zone.getRules().getTransition(local);
    if (transition != null && transition.isGap()) {
      return ZonedDateTime.ofInstant(transition.getInstant(), zone);
    }
    ZonedDateTime first = ZonedDateTime.ofLocal(local, zone, null).withEarlierOffsetAtOverlap();
    // Asked between the two passes of a repeated hour, the named time may be over already.
    return first.isAfter(moment) ? first : nextByWallClock(first.withLaterOffsetAtOverlap());
  }

  private ZonedDateTime nextByInstant(ZonedDateTime moment) {
    ZoneId zone = moment.getZone();
    ZoneRules rules = zone.getRules();
    Instant after = moment.toInstant();
    ZoneOffset offset = moment.getOffset();
    LocalDateTime from = minuteAfter(moment.toLocalDateTime());
    while (true) {
      Instant candidate = firstFrom(from).toInstant(offset);
      @Nullable ZoneOffsetTransition change = rules.nextTransition(after);
      if (change == null || candidate.isBefore(change.getInstant())) {
        return ZonedDateTime.ofInstant(candidate, zone);
      }
      after = change.getInstant();
      offset = change.getOffsetAfter();
      LocalDateTime restart = change.getDateTimeAfter();
      from = restart.getSecond() == 0 ? restart : minuteAfter(restart);
    }
  }

  /** The first wall clock time at or after {@code from} that fits. */
  private LocalDateTime firstFrom(LocalDateTime from) {
    LocalDate date = from.toLocalDate();
    LocalTime time = from.toLocalTime();
    for (int day = 0; day < MAX_DAYS; day++) {
      @Nullable LocalTime fit = fits(date) ? firstTimeFrom(time) : null;
      if (fit != null) {
        return date.atTime(fit);
      }
      date = date.plusDays(1);
      time = LocalTime.MIDNIGHT;
    }
    throw new IllegalStateException("No day within 50 years fits '" + text + "'");
  }

  private @Nullable LocalTime firstTimeFrom(LocalTime from) {
    int hour = hours.values().nextSetBit(from.getHour());
    if (hour == from.getHour()) {
      int minute = minutes.values().nextSetBit(from.getMinute());
      if (minute >= 0) {
        return LocalTime.of(hour, minute);
      }
      hour = hours.values().nextSetBit(hour + 1);
    }
    return hour < 0 ? null : LocalTime.of(hour, minutes.values().nextSetBit(0));
  }

  private boolean fits(LocalDate date) {
    if (!months.values().get(date.getMonthValue())) {
      return false;
    }
    boolean day = days.values().get(date.getDayOfMonth());
    boolean weekday = weekdays.values().get(date.getDayOfWeek().getValue() % 7);
    return days.star() || weekdays.star() ? day && weekday : day || weekday;
  }

  private boolean canHappen() {
    if (!days.star() && !weekdays.star()) {
      return true;
    }
    BitSet chosen = months.values();
    int earliest = days.values().nextSetBit(1);
    for (int month = chosen.nextSetBit(1); month >= 0; month = chosen.nextSetBit(month + 1)) {
      if (earliest <= Month.of(month).maxLength()) {
        return true;
      }
    }
    return false;
  }

  private static LocalDateTime minuteAfter(LocalDateTime time) {
    return time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Schedule schedule && schedule.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The five fields as they were written. */
  @Override
  public String toString() {
    return text;
  }
}
