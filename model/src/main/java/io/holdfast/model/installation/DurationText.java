package io.holdfast.model.installation;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h30m}, {@code
 * 30d}.
 */
public final class DurationText {
  /** A century; what is longer is a slip of the finger, and sums of such values cannot overflow. */
  public static final Duration LONGEST = Duration.ofDays(36_500);

  private static final Pattern SHORT =
      Pattern.compile(
          "(?=.)(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?(?:(\\d{1,9})ms)?");

  private DurationText() {}

  /** Empty if the text is no duration, is negative, or is longer than {@link #LONGEST}. */
  public static Optional<Duration> parse(String text) {
    Optional<Duration> read = text.startsWith("P") ? parseIso(text) : parseShort(text);
    return read.filter(value -> !value.isNegative() && value.compareTo(LONGEST) <= 0);
  }

  private static Optional<Duration> parseShort(String text) {
    Matcher match = SHORT.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofDays(part(match, 1))
            .plusHours(part(match, 2))
            .plusMinutes(part(match, 3))
            .plusSeconds(part(match, 4))
            .plusMillis(part(match, 5)));
  }

  private static long part(Matcher match, int group) {
    String digits = match.group(group);
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private static Optional<Duration> parseIso(String text) {
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException notIso) {
      return Optional.empty();
    }
  }

  /**
   * The shortest way to write it that {@link #parse} reads back; below a millisecond is dropped.
   */
  public static String format(Duration duration) {
    StringBuilder text = new StringBuilder();
    append(text, duration.toDaysPart(), "d");
    append(text, duration.toHoursPart(), "h");
    append(text, duration.toMinutesPart(), "m");
    append(text, duration.toSecondsPart(), "s");
    append(text, duration.toMillisPart(), "ms");
    return text.isEmpty() ? "0s" : text.toString();
  }

  private static void append(StringBuilder text, long amount, String unit) {
    if (amount != 0) {
      text.append(amount).append(unit);
    }
  }
}
