package io.holdfast.cli.output;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How text may look where it is read.
 *
 * @param width in columns
 * @param unicode whether blocks and lines can be drawn with their own characters
 * @param colour whether the reader is a terminal that knows colours
 */
public record Look(int width, boolean unicode, boolean colour) {
  private static final int USUAL = 80;
  private static final int NARROWEST = 40;

  /** A bar longer than this tells no more, and the eye loses the line. */
  private static final int WIDEST = 120;

  /** What text can say by its colour, as the terminals' own numbers. */
  public enum Tone {
    HEADING("1"),
    ASIDE("2"),
    GOOD("32"),
    DOUBTFUL("33"),
    BAD("31"),
    CALM("36");

    private final String code;

    Tone(String code) {
      this.code = code;
    }
  }

  /**
   * @param ascii whether the locale has been found to know nothing else
   * @param terminal the columns of the terminal at standard output; empty if there is none
   */
  public static Look of(Map<String, String> environment, boolean ascii, OptionalInt terminal) {
    boolean plain =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "dumb").equals("dumb");
    int columns = terminal.orElse(0) > 0 ? terminal.getAsInt() : number(environment.get("COLUMNS"));
    int width = columns == 0 ? USUAL : Math.clamp(columns, NARROWEST, WIDEST);
    return new Look(width, !ascii && isUtf8(environment), terminal.isPresent() && !plain);
  }

  /** The first that is set decides, as setlocale(3) has it. */
  private static boolean isUtf8(Map<String, String> environment) {
    return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .findFirst()
        .map(value -> value.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8"))
        .orElse(false);
  }

  private static int number(@Nullable String text) {
    return text != null && text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : 0;
  }

  public String in(Tone tone, String text) {
    return colour && !text.isBlank() ? "\u001b[" + tone.code + "m" + text + "\u001b[0m" : text;
  }

  /** What stands for text that was cut off. */
  public String ellipsis() {
    return unicode ? "…" : "~";
  }
}
