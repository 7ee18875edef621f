package io.holdfast.model.set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A grade is a promise: together, two captures promise what the lesser does. */
class GradeTest {
  @ParameterizedTest
  @CsvSource({
    "CONSISTENT, CONSISTENT, CONSISTENT",
    "CONSISTENT, CRASH_CONSISTENT, CRASH_CONSISTENT",
    "CONSISTENT, PARTIAL, PARTIAL",
    "CRASH_CONSISTENT, CRASH_CONSISTENT, CRASH_CONSISTENT",
    "CRASH_CONSISTENT, PARTIAL, PARTIAL",
    "PARTIAL, PARTIAL, PARTIAL"
  })
  @DisplayName("Two promises together are the lesser one, in either order")
  void lesser(Grade one, Grade other, Grade both) {
    assertThat(one.and(other)).isEqualTo(both);
    assertThat(other.and(one)).isEqualTo(both);
  }

  @ParameterizedTest
  @CsvSource({"CONSISTENT, consistent", "CRASH_CONSISTENT, crash-consistent", "PARTIAL, partial"})
  @DisplayName("The labels are those of the specification, and lead back to the grade")
  void labels(Grade grade, String label) {
    assertThat(grade.label()).isEqualTo(label);
    assertThat(Grade.named(label)).isEqualTo(grade);
  }

  @Test
  @DisplayName("Any other label is refused, the constant's own name too")
  void otherLabels() {
    assertThatThrownBy(() -> Grade.named("CONSISTENT")).hasMessageContaining("CONSISTENT");
    assertThatThrownBy(() -> Grade.named("")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  @DisplayName("A point cannot end before it begins, and may be an instant")
  void pointInOrder() {
    Instant instant = Instant.parse("2026-11-22T03:00:00Z");

    assertThat(new Point(instant, instant).notAfter(new Point(instant, instant))).isTrue();
    assertThatThrownBy(() -> new Point(instant, instant.minusNanos(1)))
        .hasMessageContaining(instant.toString());
  }
}
