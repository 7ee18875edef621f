package io.holdfast.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Scripts read one object a line, people read text; neither finds the other's in its stream. */
class OutputTest {
  private static final HoldfastException FAILURE =
      new HoldfastException(
          ErrorCode.LEASE_LOST,
          "The lease ended\nat \"03:05\" — early",
          "Processing runs.",
          "Run it again.");

  private final Captured out = new Captured();
  private final Captured err = new Captured();

  @Test
  @DisplayName("JSON: one object a line with its type first; nothing that is meant for people")
  void json() {
    Output output = new Output(true, out.stream(), err.stream());
    output.line("for people");
    output.note("for people");
    output.event("step", Output.object().put("step", "QUIET\n"));
    output.summary(Output.object().put("files", 3));

    assertThat(out.objects())
        .extracting(line -> line.required("type").asString())
        .containsExactly("step", "summary");
    assertThat(out.text()).startsWith("{\"type\":\"step\",");
    assertThat(err.text()).isEmpty();
  }

  @Test
  @DisplayName("JSON: a failure is the last line, with everything that a script decides by")
  void jsonFailure() {
    new Output(true, out.stream(), err.stream()).failure(FAILURE);

    assertThat(out.objects()).hasSize(1);
    JsonNode error = out.objects().getFirst();
    assertThat(error.propertyNames())
        .containsExactly(
            "type", "code", "title", "message", "safe", "next", "retry", "page", "exitCode");
    assertThat(error.required("type").asString()).isEqualTo("error");
    assertThat(error.required("code").asString()).isEqualTo("HF-603");
    assertThat(error.required("message").asString()).isEqualTo(FAILURE.getMessage());
    assertThat(error.required("retry").asString()).isEqualTo("yes");
    assertThat(error.required("page").asString()).isEqualTo("docs/errors/HF-603.md");
    assertThat(error.required("exitCode").asInt()).isEqualTo(6);
  }

  @Test
  @DisplayName("Text: results on standard output, notes and failures on standard error, no JSON")
  void text() {
    Output output = new Output(false, out.stream(), err.stream());
    output.line("%s of %d %%", "one", 3);
    output.line("100 % as it is");
    output.event("step", Output.object());
    output.summary(Output.object());
    output.note("a note");
    output.failure(FAILURE);

    assertThat(out.text()).isEqualTo("one of 3 %\n100 % as it is\n");
    assertThat(err.text())
        .isEqualTo(
            """
            a note

            holdfast: HF-603 The suspension ended too early
              The lease ended
              at "03:05" — early
              Safe: Processing runs.
              Next: Run it again.
              More: docs/errors/HF-603.md
            """);
  }
}
