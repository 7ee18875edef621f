package io.holdfast.cli.report;

import io.holdfast.cli.output.Look;
import java.time.Duration;
import java.time.Instant;

/**
 * A span of time laid over the cells of a line. What is shorter than a cell is drawn as a thin mark
 * at its place, so that a millisecond in twenty minutes is seen, and not seen as more than it is.
 */
record Scale(Instant from, Instant to, int cells, Look look) {
  /** What a bar stands for. */
  enum Ink {
    WAITING("▒", "=", Look.Tone.DOUBTFUL),
    FIXING("█", "#", Look.Tone.CALM),
    SUSPENDED("█", "#", Look.Tone.DOUBTFUL),
    RUNNING("━", "-", Look.Tone.GOOD);

    private final String block;
    private final String plain;
    private final Look.Tone tone;

    Ink(String block, String plain, Look.Tone tone) {
      this.block = block;
      this.plain = plain;
      this.tone = tone;
    }

    String cells(int count, Look look) {
      return look.in(tone, (look.unicode() ? block : plain).repeat(count));
    }

    String mark(Look look) {
      return look.in(tone, look.unicode() ? "▏" : "|");
    }
  }

  String bar(Instant begin, Instant end, Ink ink) {
    int first = cell(begin);
    int last = cell(end);
    return last > first
        ? " ".repeat(first) + ink.cells(last - first, look)
        : " ".repeat(Math.min(first, cells - 1)) + ink.mark(look);
  }

  /** The boundary of cells that is nearest to an instant. */
  private int cell(Instant at) {
    double whole = seconds(Duration.between(from, to));
    if (whole <= 0) {
      return 0;
    }
    double part = seconds(Duration.between(from, at)) / whole;
    return (int) Math.clamp(Math.round(part * cells), 0L, cells);
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() * 1e-9;
  }
}
