package io.holdfast.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A clock that goes back inside a window makes everything that was seen there worthless. */
class FenceOrderTest {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

  private static Fence at(Duration server, Duration here) {
    Instant instant = NOON.plus(server);
    return new Fence(instant, Map.of(1L, instant), here.toNanos(), here.toNanos());
  }

  @Test
  @DisplayName("A clock that moves on by less than this machine's was set back, or is slewed")
  void pace() {
    Fence first = at(Duration.ZERO, Duration.ZERO);
    Duration minute = Duration.ofMinutes(1);
    assertThat(at(minute, minute).setBackSince(first)).isEmpty();
    assertThat(at(minute.plusHours(1), minute).setBackSince(first)).isEmpty();
    assertThat(at(minute.minusMillis(500), minute).setBackSince(first)).isEmpty();
    assertThat(at(minute.minusMillis(900).plusNanos(1), minute).setBackSince(first))
        .containsExactly(1L);
    assertThat(at(minute.minusSeconds(2), minute).setBackSince(first))
        .as("a clock of whole seconds is read with less certainty")
        .isEmpty();
    assertThat(at(minute.minusSeconds(3), minute).setBackSince(first)).containsExactly(1L);
    assertThat(at(Duration.ofMillis(-1), Duration.ofMillis(1)).setBackSince(first))
        .containsExactly(1L);
  }
}
