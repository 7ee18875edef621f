package io.holdfast.model.plan;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plans and findings as scripts see them. Written by hand, so that renaming a record's component
 * does not change what scripts depend on. Durations are whole milliseconds; what has no value is
 * left out.
 */
public final class PlanJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private PlanJson() {}

  public static ObjectNode of(Plan plan) {
    ObjectNode json = JSON.objectNode();
    json.put("installation", plan.installation());
    json.put("rule", plan.rule());
    putText(json, "schedule", plan.schedule());
    json.put("timeZone", plan.timeZone());
    json.put("suspends", plan.suspends());
    json.put("suspendedAtMostMillis", plan.suspendedAtMost().toMillis());
    ArrayNode reasons = json.putArray("windowNeeded");
    plan.windowNeeded().forEach(reasons::add);
    json.put("bestGrade", plan.bestGrade());
    ArrayNode steps = json.putArray("steps");
    plan.steps().forEach(step -> steps.add(of(step)));
    json.put("retention", plan.retention());
    return json;
  }

  public static ArrayNode of(List<Finding> findings) {
    ArrayNode json = JSON.arrayNode();
    for (Finding finding : findings) {
      ObjectNode entry = json.addObject();
      entry.put("severity", word(finding.severity()));
      entry.put("rule", finding.rule());
      entry.put("where", finding.where());
      entry.put("message", finding.message());
      entry.put("next", finding.next());
    }
    return json;
  }

  private static ObjectNode of(Step step) {
    ObjectNode json = JSON.objectNode();
    json.put("number", step.number());
    json.put("phase", word(step.phase()));
    putText(json, "store", step.store());
    json.put("suspended", step.suspended());
    json.put("what", step.what());
    Duration atMost = step.atMost();
    if (atMost != null) {
      json.put("atMostMillis", atMost.toMillis());
    }
    return json;
  }

  private static void putText(ObjectNode json, String key, @Nullable String value) {
    if (value != null) {
      json.put(key, value);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
