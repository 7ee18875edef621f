package io.holdfast.model.error;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Documentation;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever is woken by a code finds its page, and the page says the same as the program. */
class ErrorPagesTest {
  private static final List<String> SECTIONS =
      List.of("## What happened", "## What is safe", "## What to do next", "## Example");

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  @DisplayName("Each code has a page with all its parts")
  void page(ErrorCode code) {
    List<String> lines = Documentation.lines(code.page());

    assertThat(lines.getFirst()).isEqualTo("# " + code.code() + " · " + code.title());
    assertThat(lines).contains("Exit code " + code.exitCode() + ". Trying again " + again(code));
    assertThat(lines.stream().filter(line -> line.startsWith("## "))).isEqualTo(SECTIONS);
    for (String section : SECTIONS) {
      assertThat(textOf(section, lines)).as(section).hasSizeGreaterThan(30);
    }
    assertThat(textOf("## What to do next", lines)).startsWith("1. ");
    assertThat(lines).allMatch(line -> line.length() <= 100 || isExample(line, lines));
  }

  @ParameterizedTest
  @EnumSource(ErrorCode.class)
  @DisplayName("The example is a message with this code and its three parts")
  void example(ErrorCode code) {
    String example = textOf("## Example", Documentation.lines(code.page()));

    assertThat(example.lines())
        .anyMatch(line -> line.startsWith(code.code() + ": "))
        .anyMatch(line -> line.startsWith("Safe: "))
        .anyMatch(line -> line.startsWith("Next: "));
  }

  @Test
  @DisplayName("There is no page without a code, and no two codes share a number")
  void noOrphans() {
    Set<String> codes =
        Arrays.stream(ErrorCode.values()).map(ErrorCode::code).collect(Collectors.toSet());

    assertThat(codes).hasSize(ErrorCode.values().length);
    assertThat(Documentation.names("docs/errors"))
        .containsExactlyInAnyOrderElementsOf(
            java.util.stream.Stream.concat(
                    codes.stream().map(code -> code + ".md"),
                    java.util.stream.Stream.of("README.md"))
                .toList());
  }

  @Test
  @DisplayName("The index lists every code as the program has it, and nothing else")
  void index() {
    List<String> expected =
        Arrays.stream(ErrorCode.values())
            .map(
                code ->
                    "| [%s](%s.md) | %s | %d | %s |"
                        .formatted(
                            code.code(),
                            code.code(),
                            code.title(),
                            code.exitCode(),
                            code.retry().name().toLowerCase(java.util.Locale.ROOT)))
            .toList();

    assertThat(
            Documentation.lines("docs/errors/README.md").stream()
                .filter(line -> line.startsWith("| [HF-")))
        .isEqualTo(expected);
  }

  private static String again(ErrorCode code) {
    return switch (code.retry()) {
      case YES -> "may help.";
      case NO -> "does not help before something is changed.";
      case UNKNOWN -> "only after a look at what happened.";
    };
  }

  private static String textOf(String section, List<String> lines) {
    return lines.stream()
        .dropWhile(line -> !line.equals(section))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .collect(Collectors.joining("\n"))
        .strip();
  }

  private static boolean isExample(String line, List<String> lines) {
    return lines.indexOf(line) > lines.indexOf("## Example");
  }
}
