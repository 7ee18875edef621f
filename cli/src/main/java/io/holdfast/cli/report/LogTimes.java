package io.holdfast.cli.report;

import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.stores.LogRecovery;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * The times that databases can be brought back to out of their logs, and the gaps between them.
 *
 * @param spans of each store, oldest first
 */
public record LogTimes(Map<String, List<LogRecovery.Span>> spans) {
  public LogTimes {
    spans = Map.copyOf(spans);
  }

  /**
   * Nothing if there is no log.
   *
   * @param zone the reader's
   */
  public List<String> lines(ZoneId zone) {
    DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(zone);
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, List<LogRecovery.Span>> log : spans.entrySet()) {
      if (log.getValue().isEmpty()) {
        continue;
      }
      lines.add("");
      lines.add("Any time can be gone back to out of the log of '%s':".formatted(log.getKey()));
      Instant covered = null;
      for (LogRecovery.Span span : log.getValue()) {
        if (covered != null && covered.isBefore(span.from())) {
          lines.add(
              "  gap of %s, from %s to %s"
                  .formatted(
                      Units.duration(Duration.between(covered, span.from())),
                      time.format(covered),
                      time.format(span.from())));
        }
        lines.add(
            "  from %s to %s  (%s)"
                .formatted(
                    time.format(span.from()),
                    time.format(span.until()),
                    Units.duration(Duration.between(span.from(), span.until()))));
        covered = covered == null || covered.isBefore(span.until()) ? span.until() : covered;
      }
    }
    return lines;
  }

  /** An event for each span. */
  public List<ObjectNode> events() {
    List<ObjectNode> events = new ArrayList<>();
    spans.forEach(
        (store, ofStore) ->
            ofStore.forEach(
                span ->
                    events.add(
                        Output.object()
                            .put("store", store)
                            .put("from", span.from().toString())
                            .put("until", span.until().toString())
                            .put("end", span.end()))));
    return events;
  }
}
