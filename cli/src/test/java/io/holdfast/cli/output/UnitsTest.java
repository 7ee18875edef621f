package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers as people read them, the same in every locale. */
class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1, 1 B",
    "1023, 1023 B",
    "1024, 1.00 KiB",
    "1536, 1.50 KiB",
    "10240, 10.0 KiB",
    "1048576, 1.00 MiB",
    "9876543210, 9.20 GiB",
    "9223372036854775807, 8192.0 PiB"
  })
  @DisplayName("Sizes")
  void bytes(long bytes, String text) {
    assertThat(Units.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 ms",
    "999, 999 ms",
    "1000, 1.0 s",
    "12345, 12.3 s",
    "60000, 1 min 00 s",
    "245000, 4 min 05 s",
    "5405000, 90 min 05 s",
    "7200000, 2 h 00 min",
    "97200000, 27 h 00 min",
    "273600000, 3 d 04 h"
  })
  @DisplayName("Times")
  void durations(long millis, String text) {
    assertThat(Units.duration(Duration.ofMillis(millis))).isEqualTo(text);
  }

  @Test
  @DisplayName("A time just below a minute is not told as sixty seconds")
  void belowAMinute() {
    assertThat(Units.duration(Duration.ofMillis(59_999))).isEqualTo("59.9 s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {"0; 0", "999; 999", "1234567; 1,234,567", "-5; -5"})
  @DisplayName("Counts")
  void counts(long count, String text) {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Units.count(count)).isEqualTo(text);
    } finally {
      Locale.setDefault(before);
    }
  }
}
