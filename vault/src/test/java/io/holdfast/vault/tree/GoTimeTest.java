package io.holdfast.vault.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GoTimeTest {
  @Test
  @DisplayName("Reads every time as the JDK does, in UTC and in other zones")
  void asTheJdk() {
    long seed = Long.getLong("holdfast.seed", 7);
    SplittableRandom random = new SplittableRandom(seed);
    int[] units = {1, 10, 1_000, 1_000_000, 100_000_000, 1_000_000_000};
    for (int i = 0; i < 5_000; i++) {
      int unit = units[random.nextInt(units.length)];
      Instant time =
          Instant.ofEpochSecond(
              random.nextLong(-62_135_596_800L, 253_402_300_800L),
              random.nextInt(1_000_000_000) / unit * unit);
      assertThat(GoTime.parse(time.toString())).as("seed %d", seed).isEqualTo(time);
    }
    for (String text :
        new String[] {
          "2026-11-23T01:02:03.5+02:00", "2024-02-29T23:59:59Z", "2026-11-23T01:02:03.000000001Z"
        }) {
      assertThat(GoTime.parse(text)).isEqualTo(OffsetDateTime.parse(text).toInstant());
    }
  }

  @Test
  @DisplayName("What is no time is refused")
  void refused() {
    for (String text :
        new String[] {
          "",
          "Z",
          "2026-02-29T00:00:00Z",
          "2026-13-01T00:00:00Z",
          "2026-11-23T24:00:01Z",
          "2026-11-23T00:60:00Z",
          "2026-11-23 00:00:00Z",
          "2026-11-23T00:00:00.xZ",
          "20x6-11-23T00:00:00Z"
        }) {
      assertThatThrownBy(() -> GoTime.parse(text)).as(text).isInstanceOf(DateTimeException.class);
    }
  }
}
