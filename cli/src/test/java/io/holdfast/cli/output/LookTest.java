package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be drawn is found out from the terminal and the environment. */
class LookTest {
  private static final OptionalInt NO_TERMINAL = OptionalInt.empty();

  @ParameterizedTest
  @CsvSource({"0, 80", "30, 40", "60, 60", "80, 80", "200, 120"})
  @DisplayName("The width is the terminal's, within what can be read")
  void width(int columns, int width) {
    assertThat(Look.of(Map.of("COLUMNS", "70"), false, OptionalInt.of(columns)).width())
        .isEqualTo(columns == 0 ? 70 : width);
    assertThat(Look.of(Map.of(), false, OptionalInt.of(columns)).width()).isEqualTo(width);
  }

  @Test
  @DisplayName("Without a terminal COLUMNS is believed if it is a number, and 80 is usual")
  void withoutTerminal() {
    assertThat(Look.of(Map.of("COLUMNS", "100"), false, NO_TERMINAL).width()).isEqualTo(100);
    assertThat(Look.of(Map.of("COLUMNS", "wide"), false, NO_TERMINAL).width()).isEqualTo(80);
    assertThat(Look.of(Map.of(), false, NO_TERMINAL).width()).isEqualTo(80);
  }

  @Test
  @DisplayName("Colours only on a terminal that has them, and not if NO_COLOR is set")
  void colour() {
    OptionalInt terminal = OptionalInt.of(80);
    Map<String, String> xterm = Map.of("TERM", "xterm-256color");

    assertThat(Look.of(xterm, false, terminal).colour()).isTrue();
    assertThat(Look.of(xterm, false, NO_TERMINAL).colour()).isFalse();
    assertThat(Look.of(Map.of("TERM", "dumb"), false, terminal).colour()).isFalse();
    assertThat(Look.of(Map.of(), false, terminal).colour()).isFalse();
    assertThat(Look.of(Map.of("TERM", "xterm", "NO_COLOR", "1"), false, terminal).colour())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "C.UTF-8, -, -, true",
        "sv_SE.utf8, C, C, true",
        "C, sv_SE.UTF-8, sv_SE.UTF-8, false",
        "-, POSIX, C.UTF-8, false",
        "-, -, de_DE.UTF-8, true",
        "-, -, de_DE.ISO-8859-1, false",
        "-, -, -, false"
      },
      nullValues = "-")
  @DisplayName("LC_ALL, LC_CTYPE, LANG: the first that is set tells whether the locale is UTF-8")
  void locale(String all, String ctype, String lang, boolean unicode) {
    Map<String, String> environment = new java.util.HashMap<>();
    environment.put("LC_ALL", all == null ? "" : all);
    environment.put("LC_CTYPE", ctype == null ? "" : ctype);
    environment.put("LANG", lang == null ? "" : lang);

    assertThat(Look.of(environment, false, NO_TERMINAL).unicode()).isEqualTo(unicode);
    assertThat(Look.of(environment, true, NO_TERMINAL).unicode()).isFalse();
  }
}
