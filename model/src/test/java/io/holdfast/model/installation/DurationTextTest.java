package io.holdfast.model.installation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "5s, PT5S",
    "2m, PT2M",
    "1h30m, PT1H30M",
    "30d, PT720H",
    "0s, PT0S",
    "90m, PT1H30M",
    "1d2h3m4s5ms, PT26H3M4.005S",
    "PT2M, PT2M",
    "P30D, PT720H",
    "36500d, PT876000H"
  })
  @DisplayName("Durations as people write them")
  void reads(String text, Duration expected) {
    assertThat(DurationText.parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "5",
        "m",
        "5 m",
        "5M",
        "1m1h",
        "5m5m",
        "-5m",
        "PT-5M",
        "1.5h",
        "36501d",
        "P",
        "PT",
        "P1M",
        "999999999999d",
        "5m ",
        "٣m"
      })
  @DisplayName("What is no duration, is negative or too long, is nothing")
  void refuses(String text) {
    assertThat(DurationText.parse(text)).isEmpty();
  }

  @Test
  @DisplayName("What is written is read back")
  void roundTrip() {
    long seed = Long.getLong("holdfast.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      Duration duration = Duration.ofMillis(random.nextLong(DurationText.LONGEST.toMillis()));
      assertThat(DurationText.parse(DurationText.format(duration)))
          .as("-Dholdfast.seed=%d", seed)
          .contains(duration);
    }
    assertThat(DurationText.format(Duration.ofMinutes(90))).isEqualTo("1h30m");
    assertThat(DurationText.format(Duration.ZERO)).isEqualTo("0s");
  }
}
