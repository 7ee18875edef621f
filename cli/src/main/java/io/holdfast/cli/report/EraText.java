package io.holdfast.cli.report;

import io.holdfast.cli.output.Look;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.model.lifecycle.EraRetention;
import io.holdfast.model.lifecycle.EraVerdict;
import io.holdfast.model.lifecycle.KnownEra;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of each era of the received logs and why, for people and for scripts. */
public record EraText(EraRetention retention) {
  /**
   * Nothing if there are no eras.
   *
   * @param zone the reader's
   */
  public List<String> lines(ZoneId zone, Look look) {
    if (retention.verdicts().isEmpty()) {
      return List.of();
    }
    DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(zone);
    Table table = new Table(look.width(), "LOG OF", "FROM", "UNTIL", ">SIZE", "", "WHY");
    for (EraVerdict verdict : retention.verdicts()) {
      KnownEra era = verdict.era();
      table.row(
          era.store(),
          time.format(era.from()),
          time.format(era.until()),
          Units.bytes(era.bytes()),
          verdict.kept() ? "keep" : "delete",
          String.join("; ", verdict.reasons()));
    }
    Page page = new Page(look);
    page.blank();
    List<String> rows = table.lines();
    page.drawn(look.in(Look.Tone.HEADING, rows.getFirst()));
    rows.stream().skip(1).forEach(page::drawn);
    return page.lines();
  }

  /** An event for each era, store by store, oldest first. */
  public List<ObjectNode> events() {
    return retention.verdicts().stream().map(EraText::event).toList();
  }

  private static ObjectNode event(EraVerdict verdict) {
    KnownEra era = verdict.era();
    ObjectNode json =
        Output.object()
            .put("store", era.store())
            .put("from", era.from().toString())
            .put("until", era.until().toString())
            .put("bytes", era.bytes())
            .put("kept", verdict.kept());
    verdict.reasons().forEach(json.putArray("reasons")::add);
    return json;
  }
}
