package io.holdfast.model.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScheduleTest {
  private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 3 * * *      | 2026-05-01T02:59:59 | 2026-05-01T03:00",
        "0 3 * * *      | 2026-05-01T03:00:00 | 2026-05-02T03:00",
        "*/15 * * * *   | 2026-05-01T03:14:30 | 2026-05-01T03:15",
        "5/20 4 * * *   | 2026-05-01T04:05    | 2026-05-01T04:25",
        "30 2,14 * * *  | 2026-05-01T02:30    | 2026-05-01T14:30",
        "0 0 1 * *      | 2026-12-01T00:00    | 2027-01-01T00:00",
        "0 0 29 2 *     | 2026-01-01T00:00    | 2028-02-29T00:00",
        "0 0 29 2 *     | 2096-02-29T00:00    | 2104-02-29T00:00",
        "0 0 31 * *     | 2026-01-31T00:00    | 2026-03-31T00:00",
        "0 9 * * MON    | 2026-05-01T00:00    | 2026-05-04T09:00",
        "0 9 * * 7      | 2026-05-01T00:00    | 2026-05-03T09:00",
        "0 9 * * 0      | 2026-05-01T00:00    | 2026-05-03T09:00",
        "0 9 * * fri-sun| 2026-05-03T10:00    | 2026-05-08T09:00",
        "0 9 13 * FRI   | 2026-05-01T10:00    | 2026-05-08T09:00",
        "0 9 13 * FRI   | 2026-05-08T10:00    | 2026-05-13T09:00",
        "0 9 */2 * FRI  | 2026-05-01T10:00    | 2026-05-15T09:00",
        "0 0 * jan,JUL *| 2026-02-01T00:00    | 2026-07-01T00:00",
      })
  @DisplayName("The next time is the first strictly after")
  void next(String schedule, String after, String expected) {
    ZonedDateTime next =
        Schedule.parse(schedule).nextAfter(LocalDateTime.parse(after).atZone(ZoneId.of("UTC")));

    assertThat(next.toLocalDateTime()).isEqualTo(LocalDateTime.parse(expected));
  }

  @Test
  @DisplayName("A fixed time that the clock skips runs at the first instant after the gap, once")
  void gap() {
    List<String> runs = runs("30 2 * * *", "2026-03-27T12:00+01:00", 3);

    assertThat(runs)
        .containsExactly(
            "2026-03-28T02:30+01:00", "2026-03-29T03:00+02:00", "2026-03-30T02:30+02:00");
    assertThat(runs("0,30 2,3 * * *", "2026-03-29T00:00+01:00", 3))
        .containsExactly(
            "2026-03-29T03:00+02:00", "2026-03-29T03:30+02:00", "2026-03-30T02:00+02:00");
  }

  @Test
  @DisplayName("A fixed time that occurs twice runs the first time only")
  void overlap() {
    assertThat(runs("30 2 * * *", "2026-10-24T12:00+02:00", 2))
        .containsExactly("2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00");
    assertThat(runs("30 2 * * *", "2026-10-25T02:10+01:00", 1))
        .as("asked in the second pass, before the named time of that pass")
        .containsExactly("2026-10-26T02:30+01:00");
  }

  @Test
  @DisplayName("An interval follows the instants that there are")
  void interval() {
    assertThat(runs("0 * * * *", "2026-03-29T00:30+01:00", 3))
        .containsExactly(
            "2026-03-29T01:00+01:00", "2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00");
    assertThat(runs("0 * * * *", "2026-10-25T01:30+02:00", 3))
        .containsExactly(
            "2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00", "2026-10-25T03:00+01:00");
    assertThat(runs("*/30 */2 * * *", "2026-10-25T02:10+02:00", 3))
        .containsExactly(
            "2026-10-25T02:30+02:00", "2026-10-25T02:00+01:00", "2026-10-25T02:30+01:00");
  }

  @Test
  @DisplayName("The next time is what trying every minute finds, in zones with strange rules")
  void agreesWithEveryMinute() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    List<String> zones =
        List.of("UTC", "Europe/Stockholm", "Australia/Lord_Howe", "Asia/Kathmandu");
    for (int run = 0; run < 300; run++) {
      String text =
          random.nextInt(60)
              + (random.nextBoolean() ? ",7" : "")
              + " "
              + (random.nextBoolean() ? "*" : "*/3")
              + " * * "
              + (random.nextBoolean() ? "*" : "1-6");
      ZonedDateTime from =
          ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneId.of(zones.get(random.nextInt(4))))
              .plusMinutes(random.nextInt(365 * 24 * 60))
              .plusSeconds(random.nextInt(60));

      assertThat(Schedule.parse(text).nextAfter(from))
          .as("-Dholdfast.seed=%d: '%s' after %s", seed, text, from)
          .isEqualTo(byTrying(text, from));
    }
  }

  /** For schedules with a '*' hour: the first minute whose own clock reading fits. */
  private static ZonedDateTime byTrying(String text, ZonedDateTime from) {
    String[] fields = text.split(" ");
    List<String> minutes = List.of(fields[0].split(","));
    int hours = fields[1].equals("*") ? 1 : 3;
    ZonedDateTime minute = from.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
    while (!(minutes.contains(String.valueOf(minute.getMinute()))
        && minute.getHour() % hours == 0
        && (fields[4].equals("*") || minute.getDayOfWeek().getValue() <= 6))) {
      minute = minute.plusMinutes(1);
    }
    return minute;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 3 * *        | five fields",
        "0 3 * * * *    | not 6",
        "''             | not 0",
        "@hourly        | shorthand",
        "60 * * * *     | minute, 60 is not between 0 and 59",
        "* 24 * * *     | hour",
        "* * 0 * *      | day of month",
        "* * * 13 *     | month",
        "* * * * 8      | day of week",
        "*/0 * * * *    | step",
        "*/x * * * *    | step",
        "5-1 * * * *    | backwards",
        "1,, * * * *    | is not a number",
        "a * * * *      | is not a number",
        "* * * FOO *    | is not a number",
        "1-2-3 * * * *  | is not a number",
        "0 0 30 2 *     | never comes",
        "0 0 31 4,6 *   | never comes",
      })
  @DisplayName("What is no schedule is refused with the reason")
  void refuses(String schedule, String reason) {
    assertThatThrownBy(() -> Schedule.parse(schedule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  @DisplayName("A day that a restricted weekday saves from never coming is accepted")
  void weekdaySaves() {
    assertThat(runs("0 0 30 2 MON", "2026-01-30T12:00+01:00", 2))
        .containsExactly("2026-02-02T00:00+01:00", "2026-02-09T00:00+01:00");
  }

  @ParameterizedTest
  @CsvSource({
    "0 3 * * *, PT24H",
    "*/15 * * * *, PT15M",
    "0 9 * * MON-FRI, PT72H",
    "0 0 1 * *, PT744H"
  })
  @DisplayName("The longest gap between two runs")
  void longestGap(String schedule, Duration expected) {
    assertThat(Schedule.parse(schedule).longestGap()).isEqualTo(expected);
  }

  @Test
  @DisplayName("The rarest schedule has a next time")
  void rarest() {
    ZonedDateTime next =
        Schedule.parse("0 0 29 2 */7").nextAfter(ZonedDateTime.parse("2088-03-01T00:00Z"));

    assertThat(next.getYear()).isGreaterThan(2088);
    assertThat(next.getDayOfWeek()).isEqualTo(java.time.DayOfWeek.SUNDAY);
  }

  private static List<String> runs(String schedule, String after, int count) {
    List<String> runs = new ArrayList<>();
    ZonedDateTime time = ZonedDateTime.parse(after).withZoneSameInstant(STOCKHOLM);
    for (int i = 0; i < count; i++) {
      time = Schedule.parse(schedule).nextAfter(time);
      runs.add(time.toOffsetDateTime().toString());
    }
    return runs;
  }
}
