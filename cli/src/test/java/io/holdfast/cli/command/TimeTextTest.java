package io.holdfast.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as a person writes them. */
class TimeTextTest {
  private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T03:00:00Z, 2026-11-23T03:00:00Z",
    "2026-11-23T03:00:00+02:00, 2026-11-23T01:00:00Z",
    "2026-11-23T03:00Z, 2026-11-23T03:00:00Z",
    "2026-11-23T03:00, 2026-11-23T02:00:00Z",
    "2026-11-23 03:00, 2026-11-23T02:00:00Z",
    "2026-11-23 03:00:07, 2026-11-23T02:00:07Z",
    "2026-11-23, 2026-11-22T23:00:00Z",
  })
  @DisplayName("With an offset, or by the clock on the wall")
  void times(String text, Instant expected) {
    assertThat(TimeText.parse(text, STOCKHOLM)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "4f2a91c0", "20261123", "2026-11-31", "2026-11-23 25:00", ""})
  @DisplayName("Everything else is no time")
  void others(String text) {
    assertThat(TimeText.parse(text, STOCKHOLM)).isEmpty();
  }

  @Test
  @DisplayName("An hour that the clock passed over is the one after it")
  void gap() {
    assertThat(TimeText.parse("2026-03-29 02:30", STOCKHOLM))
        .contains(Instant.parse("2026-03-29T01:30:00Z"));
  }
}
