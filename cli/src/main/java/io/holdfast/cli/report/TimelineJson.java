package io.holdfast.cli.report;

import io.holdfast.model.set.RecoverySet;
import java.time.Duration;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The timeline for scripts, as {@code docs/spec/json-output.md} has it. */
public final class TimelineJson {
  private TimelineJson() {}

  public static ObjectNode of(RecoverySet set) {
    Timeline timeline = Timeline.of(set);
    ObjectNode json = JsonMapper.shared().createObjectNode();
    json.put("origin", timeline.origin().toString());
    json.put("windows", Timeline.windows(set).size());
    json.put("suspendedMillis", set.suspended().toMillis());
    ArrayNode events = json.putArray("events");
    for (Timeline.Event event : timeline.events()) {
      ObjectNode one = events.addObject();
      one.put("event", event.kind().label);
      if (!event.store().isEmpty()) {
        one.put("store", event.store());
      }
      if (event.window() > 0) {
        one.put("window", event.window());
      }
      one.put("at", event.at().toString())
          .put("offsetMillis", Duration.between(timeline.origin(), event.at()).toMillis())
          .put("tookMillis", event.took().toMillis());
    }
    return json;
  }
}
