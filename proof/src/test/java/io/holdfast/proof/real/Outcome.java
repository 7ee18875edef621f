package io.holdfast.proof.real;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a process ended and what it said. */
public record Outcome(List<String> command, int exit, String out, String err) {

  /** Everything, for the message of a failed assertion. */
  public String told() {
    return "%s ended with %d%n--- stdout%n%s--- stderr%n%s".formatted(command, exit, out, err);
  }

  /** Fails with everything that was said unless the exit code is this one. */
  public Outcome expect(int code) {
    assertThat(exit).as(this::told).isEqualTo(code);
    return this;
  }

  /** Each line of standard output as JSON; fails if one is not. */
  public List<JsonNode> events() {
    List<JsonNode> events = new ArrayList<>();
    for (String line : out.lines().toList()) {
      JsonNode event = JsonMapper.shared().readTree(line);
      assertThat(event.isObject()).as("an object: %s", line).isTrue();
      events.add(event);
    }
    assertThat(events).as(this::told).isNotEmpty();
    return events;
  }

  /** The last line of {@code --json}, which must be of this type. */
  public JsonNode last(String type) {
    JsonNode last = events().getLast();
    assertThat(last.path("type").asString("")).as(this::told).isEqualTo(type);
    return last;
  }

  /** The summary of a command that was run with {@code --json}. */
  public JsonNode summary() {
    return last("summary");
  }
}
