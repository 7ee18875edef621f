package io.holdfast.vault.tree;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;

/**
 * Reads times as Go writes them (RFC 3339). Each entry of a tree has three, so the usual form, UTC,
 * is read without the JDK's general parser, which takes longer than all the rest of an entry.
 */
final class GoTime {
  /** {@code 2006-01-02T15:04:05}. */
  private static final int TO_SECONDS = 19;

  private GoTime() {}

  /**
   * @throws DateTimeException if this is no time
   */
  static Instant parse(String text) {
    int last = text.length() - 1;
    if (last < TO_SECONDS || last > TO_SECONDS + 10 || text.charAt(last) != 'Z') {
      return OffsetDateTime.parse(text).toInstant();
    }
    boolean shaped =
        text.charAt(4) == '-'
            && text.charAt(7) == '-'
            && text.charAt(10) == 'T'
            && text.charAt(13) == ':'
            && text.charAt(16) == ':'
            && (last == TO_SECONDS || (text.charAt(TO_SECONDS) == '.' && last > TO_SECONDS + 1));
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, 19);
    if (!shaped || hour > 23 || minute > 59 || second > 59) {
      return OffsetDateTime.parse(text).toInstant();
    }
    LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
    long seconds = date.toEpochDay() * 86_400 + hour * 3_600L + minute * 60L + second;
    int nanos = last == TO_SECONDS ? 0 : number(text, TO_SECONDS + 1, last);
    for (int digits = last - TO_SECONDS - 1; digits >= 0 && digits < 9; digits++) {
      nanos *= 10;
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        throw new DateTimeException("'" + text + "' is no time");
      }
      number = number * 10 + (c - '0');
    }
    return number;
  }
}
