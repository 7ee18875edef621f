package io.holdfast.cli.report;

import io.holdfast.cli.output.Look;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.engine.Prune;
import io.holdfast.model.lifecycle.KnownSet;
import io.holdfast.model.lifecycle.Retention;
import io.holdfast.model.lifecycle.Verdict;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of each set and why, for people and for scripts. */
public final class RetentionText {
  private static final int BRIEF = 8;
  private static final Duration WORTH_SAYING = Duration.ofDays(1);

  private final Retention retention;
  private final Prune.Plan plan;

  public RetentionText(Prune.Plan plan) {
    this.retention = plan.retention();
    this.plan = plan;
  }

  /**
   * @param zone the reader's
   */
  public List<String> lines(ZoneId zone, Look look) {
    DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(zone);
    Table table = new Table(look.width(), "SET", "SEALED", "RULE", ">AGE", ">SIZE", "", "WHY");
    for (Verdict verdict : retention.verdicts()) {
      KnownSet set = verdict.set();
      Long bytes = plan.bytes().get(set.id());
      table.row(
          set.id().substring(0, BRIEF),
          time.format(set.time()),
          set.rule(),
          Units.duration(verdict.age()),
          bytes == null ? "?" : Units.bytes(bytes),
          isCold(set) ? "cold" : verdict.kept() ? "keep" : "delete",
          String.join("; ", verdict.reasons()));
    }
    Page page = new Page(look);
    List<String> rows = table.lines();
    page.drawn(look.in(Look.Tone.HEADING, rows.getFirst()));
    rows.stream().skip(1).forEach(page::drawn);
    List<String> lines = new ArrayList<>(page.lines());
    if (retention.uncounted().compareTo(WORTH_SAYING) > 0) {
      lines.add(
          "Of the time since the oldest set, %s are not counted: no sets were made then, or the clock"
              .formatted(Units.duration(retention.uncounted())));
      lines.add("was changed. If it is right, --by-the-clock counts them.");
    }
    return lines;
  }

  /** An event for each set, oldest first. */
  public List<ObjectNode> events() {
    return retention.verdicts().stream().map(this::event).toList();
  }

  /** Whether it is kept, and is old enough for the cold tier. */
  private boolean isCold(KnownSet set) {
    return plan.cold().contains(set);
  }

  private ObjectNode event(Verdict verdict) {
    KnownSet set = verdict.set();
    ObjectNode json =
        Output.object()
            .put("setId", set.id())
            .put("sealed", set.time().toString())
            .put("rule", set.rule())
            .put("grade", set.grade() == null ? null : set.grade().label())
            .put("ageSeconds", verdict.age().toSeconds())
            .put("bytes", (@Nullable Long) plan.bytes().get(set.id()))
            .put("kept", verdict.kept())
            .put("cold", isCold(set));
    verdict.reasons().forEach(json.putArray("reasons")::add);
    return json;
  }
}
