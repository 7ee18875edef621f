package io.holdfast.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What {@code show --json} tells of the window; docs/spec/json-output.md has the keys. */
class TimelineJsonTest {
  @Test
  @DisplayName("Every event of every window, with its offset from the first request")
  void events() {
    JsonNode json = TimelineJson.of(SampleSets.repeated());

    assertThat(json.path("origin").asString()).isEqualTo("2026-11-22T03:00:00Z");
    assertThat(json.path("windows").asInt()).isEqualTo(2);
    assertThat(json.path("suspendedMillis").asLong()).isEqualTo(3_500 + 2_900);
    assertThat(told(json))
        .containsExactly(
            "suspension-requested  1 0 0",
            "quiet  1 2900 2900",
            "resumed  1 3500 600",
            "suspension-requested  2 9000 0",
            "quiet  2 11000 2000",
            "store-fixed system-database 2 11422 412",
            "store-fixed shared-disk 2 11800 378",
            "all-fixed  2 11850 50",
            "resumed  2 11900 50",
            "store-completed system-database 0 12000 100",
            "store-completed shared-disk 0 75250 63250",
            "sealed  0 76000 750");
  }

  @Test
  @DisplayName("Without a window offsets count from the first fixing")
  void withoutWindow() {
    JsonNode json = TimelineJson.of(SampleSets.unsuspended());

    assertThat(json.path("windows").asInt(-1)).isZero();
    assertThat(told(json)).containsExactly("store-fixed disk 0 40 40", "sealed  0 790 750");
  }

  private static List<String> told(JsonNode json) {
    return json.path("events")
        .valueStream()
        .map(
            event ->
                "%s %s %d %d %d"
                    .formatted(
                        event.path("event").asString(),
                        event.path("store").asString(""),
                        event.path("window").asInt(0),
                        event.path("offsetMillis").asLong(),
                        event.path("tookMillis").asLong()))
        .toList();
  }
}
