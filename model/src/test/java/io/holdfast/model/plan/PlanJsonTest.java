package io.holdfast.model.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.installation.Installation;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Scripts depend on these names. */
class PlanJsonTest {
  @Test
  @DisplayName("A plan as scripts see it")
  void plan() {
    Installation installation = Sample.sound();
    JsonNode json = PlanJson.of(Plan.explain(installation, installation.rules().getFirst()));

    assertThat(json.propertyNames())
        .containsExactly(
            "installation",
            "rule",
            "schedule",
            "timeZone",
            "suspends",
            "suspendedAtMostMillis",
            "windowNeeded",
            "bestGrade",
            "steps",
            "retention");
    assertThat(json.get("suspendedAtMostMillis").longValue()).isEqualTo(240_000);
    assertThat(json.get("steps").get(3).toString())
        .isEqualTo(
            "{\"number\":4,\"phase\":\"drain\",\"suspended\":true,\"what\":\"Wait until processing"
                + " is proved quiet.\",\"atMostMillis\":120000}");
    assertThat(json.get("steps").get(4).get("store").stringValue()).isEqualTo("db");
  }

  @Test
  @DisplayName("A rule without a schedule has no such key")
  void manual() {
    Installation installation = Sample.with("    schedule: \"0 3 * * *\"\n", "");

    assertThat(
            PlanJson.of(Plan.explain(installation, installation.rules().getFirst()))
                .has("schedule"))
        .isFalse();
  }

  @Test
  @DisplayName("Findings as scripts see them")
  void findings() {
    assertThat(PlanJson.of(List.of(new Finding(Severity.ERROR, "a-rule", "vault", "So.", "Do."))))
        .hasToString(
            "[{\"severity\":\"error\",\"rule\":\"a-rule\",\"where\":\"vault\",\"message\":\"So.\",\"next\":\"Do.\"}]");
  }
}
