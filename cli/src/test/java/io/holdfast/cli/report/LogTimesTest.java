package io.holdfast.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.stores.LogRecovery;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The times that a database can be brought back to out of its log. */
class LogTimesTest {
  private static LogRecovery.Span span(long fromHour, long untilHour) {
    return new LogRecovery.Span(
        SampleSets.at(Duration.ofHours(fromHour).toMillis()),
        SampleSets.at(Duration.ofHours(untilHour).toMillis()),
        "0/3000148");
  }

  @Test
  @DisplayName("Spans in order, and a gap where none holds the time")
  void gaps() {
    LogTimes times = new LogTimes(Map.of("database", List.of(span(0, 5), span(4, 6), span(8, 20))));
    assertThat(times.lines(ZoneOffset.UTC))
        .containsExactly(
            "",
            "Any time can be gone back to out of the log of 'database':",
            "  from 2026-11-22 03:00:00 to 2026-11-22 08:00:00  (5 h 00 min)",
            "  from 2026-11-22 07:00:00 to 2026-11-22 09:00:00  (2 h 00 min)",
            "  gap of 2 h 00 min, from 2026-11-22 09:00:00 to 2026-11-22 11:00:00",
            "  from 2026-11-22 11:00:00 to 2026-11-22 23:00:00  (12 h 00 min)");
    assertThat(times.events()).hasSize(3);
    assertThat(new LogTimes(Map.of("database", List.of())).lines(ZoneOffset.UTC)).isEmpty();
  }
}
