package io.holdfast.cli.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** A time as a person writes it: with an offset, or as the clock on the wall has it. */
final class TimeText {
  private static final DateTimeFormatter WALL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd['T'][ ]HH:mm[:ss]");

  private TimeText() {}

  /**
   * Empty if it is no time.
   *
   * @param zone where the wall is
   */
  static Optional<Instant> parse(String text, ZoneId zone) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException noOffset) {
      // One of the other ways, then.
    }
    try {
      return Optional.of(LocalDateTime.parse(text, WALL).atZone(zone).toInstant());
    } catch (DateTimeException noTime) {
      // A day alone is its beginning.
    }
    try {
      return Optional.of(LocalDate.parse(text).atStartOfDay(zone).toInstant());
    } catch (DateTimeException noDay) {
      return Optional.empty();
    }
  }
}
