package io.holdfast.model.config;

import java.util.Locale;

/**
 * Text from the file as messages repeat it: short, because a secret may stand in the wrong place,
 * and on one line, because a terminal obeys control characters.
 */
public final class Quoted {
  private static final int LONGEST = 80;

  private Quoted() {}

  static String of(String text) {
    boolean tooLong = text.codePointCount(0, text.length()) > LONGEST;
    String shown = tooLong ? text.substring(0, text.offsetByCodePoints(0, LONGEST)) + "…" : text;
    return "'" + oneLine(shown) + "'";
  }

  /** With what a terminal would obey written out. */
  public static String oneLine(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints().forEach(character -> append(line, character));
    return line.toString();
  }

  private static void append(StringBuilder quoted, int character) {
    switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          quoted.append(String.format(Locale.ROOT, "\\u%04x", character));
      default -> quoted.appendCodePoint(character);
    }
  }
}
