package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Progress tells how much of how much, and never floods what it is written to. */
class ShownProgressTest {
  private static final String ERASE = "\r\u001b[K";

  private final Captured out = new Captured();
  private final Captured terminal = new Captured();
  private final Ticking clock = new Ticking();

  @Test
  @DisplayName("On a terminal: one line with the denominator, redrawn at most ten times a second")
  void drawn() {
    try (Progress.Phase phase = shown(false, true).begin("reading", Progress.Unit.FILES, 2_000)) {
      for (int i = 0; i < 1_000; i++) {
        phase.advance(1);
        clock.advance(Duration.ofMillis(1));
      }
    }

    assertThat(terminal.text().split(java.util.regex.Pattern.quote(ERASE), -1))
        .as("an empty start, ten drawings, one erasure at the end")
        .hasSize(12);
    assertThat(terminal.text())
        .startsWith(ERASE + "  reading  1 of 2,000  0 %")
        .contains("  reading  501 of 2,000  25 %")
        .endsWith(ERASE)
        .doesNotContain("\n");
    assertThat(out.text()).isEmpty();
  }

  @Test
  @DisplayName("On a terminal: bytes as sizes, no denominator before it is known, at most 100 %")
  void totals() {
    try (Progress.Phase phase = shown(false, true).begin("storing", Progress.Unit.BYTES, -1)) {
      phase.advance(1_536);
      assertThat(terminal.text()).endsWith("  storing  1.50 KiB");
      clock.advance(Duration.ofSeconds(1));
      phase.total(1_024);
      phase.advance(512);
      assertThat(terminal.text()).endsWith("  storing  2.00 KiB of 1.00 KiB  100 %");
    }
  }

  @Test
  @DisplayName("In JSON: at most one event a second")
  void events() {
    try (Progress.Phase phase = shown(true, false).begin("reading", Progress.Unit.FILES, 5_000)) {
      for (int i = 0; i < 3_500; i++) {
        phase.advance(1);
        clock.advance(Duration.ofMillis(1));
      }
    }

    assertThat(out.objects()).hasSize(4);
    assertThat(out.objects())
        .extracting(event -> event.required("done").asLong())
        .containsExactly(1L, 1_001L, 2_001L, 3_001L);
    assertThat(out.objects().getFirst().toString())
        .isEqualTo(
            "{\"type\":\"progress\",\"phase\":\"reading\",\"unit\":\"files\",\"done\":1,\"total\":5000}");
    assertThat(terminal.text()).isEmpty();
  }

  @Test
  @DisplayName("In JSON nothing is drawn, even on a terminal")
  void jsonOnATerminal() {
    try (Progress.Phase phase = shown(true, true).begin("reading", Progress.Unit.FILES, 5)) {
      phase.advance(1);
    }
    assertThat(terminal.text()).isEmpty();
  }

  @Test
  @DisplayName("Neither JSON nor a terminal: nothing at all")
  void neither() {
    try (Progress.Phase phase = shown(false, false).begin("reading", Progress.Unit.FILES, 5)) {
      phase.advance(5);
    }
    assertThat(terminal.text() + out.text()).isEmpty();
  }

  private ShownProgress shown(boolean json, boolean draws) {
    return new ShownProgress(
        new Output(json, out.stream(), terminal.stream()), clock, terminal.stream(), draws);
  }

  /**
   * Begins near the end of the range, where a comparison of readings instead of their difference
   * fails.
   */
  private static final class Ticking implements Clock {
    private long nanos = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();

    @Override
    public Instant now() {
      return Instant.EPOCH;
    }

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void sleep(Duration duration) {
      advance(duration);
    }

    void advance(Duration duration) {
      nanos += duration.toNanos();
    }
  }
}
