package io.holdfast.model.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.Documentation;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The guide lists the linter's rules, and the linter's tests raise all that the guide lists. */
class LinterGuideTest {
  /**
   * Raised by records that no file can say; LinterTest raises them by hand, or the parser first.
   */
  private static final Set<String> BY_HAND =
      Set.of(
          "profile-outside-root | error", "reference-to-nowhere | error", "schedule-wrong | error");

  @Test
  @DisplayName("Rules and severities in the guide are those that are raised")
  void complete() {
    Set<String> listed = new TreeSet<>();
    for (String line : Documentation.lines("docs/guide/configuration.md")) {
      if (line.matches("\\| `[a-z-]+` \\| (error|warning|info) \\|.*")) {
        List<String> cells = List.of(line.split("\\|"));
        listed.add(cells.get(1).strip().replace("`", "") + " | " + cells.get(2).strip());
      }
    }
    Set<String> raised = new TreeSet<>(BY_HAND);
    LinterTest.single()
        .forEach(
            arguments ->
                raised.add(
                    arguments.get()[0]
                        + " | "
                        + String.valueOf(arguments.get()[1]).toLowerCase(Locale.ROOT)));

    assertThat(listed).isEqualTo(raised);
  }
}
