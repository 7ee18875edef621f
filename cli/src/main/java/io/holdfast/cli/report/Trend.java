package io.holdfast.cli.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How long the sets of one rule kept processing suspended. Rules are told apart, since a rule with
 * another budget or another sweep has other windows, and mixing them would look like a trend.
 *
 * @param suspended a time for each set that suspended processing, oldest first; never empty
 */
record Trend(String rule, List<Duration> suspended) {
  Trend {
    suspended = List.copyOf(suspended);
  }

  /** One for each rule that has suspended processing, in the order of their first set. */
  static List<Trend> of(List<History.Entry> entries) {
    Map<String, List<Duration>> byRule = new LinkedHashMap<>();
    for (History.Entry entry : entries) {
      if (!Timeline.windows(entry.set()).isEmpty()) {
        byRule
            .computeIfAbsent(entry.set().rule(), rule -> new ArrayList<>())
            .add(entry.set().suspended());
      }
    }
    List<Trend> trends = new ArrayList<>();
    byRule.forEach((rule, suspended) -> trends.add(new Trend(rule, suspended)));
    return trends;
  }

  Duration last() {
    return suspended.getLast();
  }

  /** Of all, the last among them; between the two in the middle if their number is even. */
  Duration median() {
    List<Duration> sorted = suspended.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : sorted.get(middle - 1).plus(sorted.get(middle)).dividedBy(2);
  }

  Duration shortest() {
    return suspended.stream().min(Duration::compareTo).orElseThrow();
  }

  Duration longest() {
    return suspended.stream().max(Duration::compareTo).orElseThrow();
  }

  /** 1 if the last is as long as the median; also if both are nothing. */
  double lastToMedian() {
    long median = median().toMillis();
    return median == 0 ? 1 : (double) last().toMillis() / median;
  }

  ObjectNode json() {
    return JsonMapper.shared()
        .createObjectNode()
        .put("rule", rule)
        .put("sets", suspended.size())
        .put("lastMillis", last().toMillis())
        .put("medianMillis", median().toMillis())
        .put("shortestMillis", shortest().toMillis())
        .put("longestMillis", longest().toMillis())
        .put("lastToMedian", Math.round(lastToMedian() * 100) / 100.0);
  }
}
