package io.holdfast.cli.report;

import io.holdfast.cli.output.Look;
import io.holdfast.model.config.Quoted;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lines of a report while it is written. */
final class Page {
  private static final int LABEL = 11;

  /** A label beyond this has its line to itself, or nothing could be said beside it. */
  private static final int LONG_LABEL = 24;

  private static final String INDENT = "  ";

  private final Look look;
  private final List<String> lines = new ArrayList<>();

  Page(Look look) {
    this.look = look;
  }

  Look look() {
    return look;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  void blank() {
    lines.add("");
  }

  void heading(String text) {
    lines.add(look.in(Look.Tone.HEADING, Quoted.oneLine(text)));
  }

  /** A line that is as it should be: drawn, or a row of a table. */
  void drawn(String line) {
    lines.add(line.stripTrailing());
  }

  /** What a thing is called and what is said of it, over as many lines as that takes. */
  void entry(String label, String text) {
    entry(label, text, null);
  }

  void entry(String label, String text, Look.@Nullable Tone tone) {
    if (label.length() > LONG_LABEL) {
      lines.add(INDENT + look.in(Look.Tone.ASIDE, Quoted.oneLine(label)));
      entry("", text, tone);
      return;
    }
    String gap = " ".repeat(Math.max(0, LABEL - label.length()) + 1);
    int from = INDENT.length() + label.length() + gap.length();
    String before = INDENT + look.in(Look.Tone.ASIDE, Quoted.oneLine(label)) + gap;
    for (String piece : wrapped(Quoted.oneLine(text), look.width() - from)) {
      lines.add((before + (tone == null ? piece : look.in(tone, piece))).stripTrailing());
      before = " ".repeat(from);
    }
  }

  /** A name on a line of its own, whole: it is there to be copied. */
  void name(String text) {
    lines.add(INDENT.repeat(2) + Quoted.oneLine(text));
  }

  /** At spaces where there are any: a word that is longer than a line stays whole. */
  private static List<String> wrapped(String text, int width) {
    List<String> pieces = new ArrayList<>();
    StringBuilder piece = new StringBuilder();
    for (String word : text.split(" ")) {
      if (!piece.isEmpty() && piece.length() + 1 + word.length() > width) {
        pieces.add(piece.toString());
        piece.setLength(0);
      }
      piece.append(piece.isEmpty() ? "" : " ").append(word);
    }
    pieces.add(piece.toString());
    return pieces;
  }
}
