package io.holdfast.cli.report;

import io.holdfast.cli.output.Look;
import io.holdfast.cli.output.Units;
import io.holdfast.model.set.Grade;
import io.holdfast.model.set.RecoverySet;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The times that an installation can be brought back to, and how much lies between them: that is
 * what is lost if the worst happens just before the next one.
 *
 * @param entries oldest first
 */
public record RecoveryPoints(List<History.Entry> entries) {
  public RecoveryPoints {
    entries = List.copyOf(entries);
  }

  /**
   * @param zone the reader's
   */
  public List<String> lines(Instant now, ZoneId zone, Look look) {
    DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(zone);
    Table table = new Table(look.width(), "POINT", "SET", "GRADE", ">AFTER THE ONE BEFORE");
    Instant before = null;
    Duration longest = Duration.ZERO;
    for (History.Entry entry : entries) {
      RecoverySet set = entry.set();
      Instant point = set.point();
      boolean counts = set.grade() == Grade.CONSISTENT;
      Duration gap = counts && before != null ? Duration.between(before, point) : Duration.ZERO;
      longest = gap.compareTo(longest) > 0 ? gap : longest;
      table.row(
          time.format(point),
          entry.id().substring(0, Math.min(8, entry.id().length())),
          set.grade().label(),
          !counts ? "does not count" : before == null ? "-" : Units.duration(gap));
      before = counts ? point : before;
    }
    Page page = new Page(look);
    List<String> rows = table.lines();
    page.drawn(look.in(Look.Tone.HEADING, rows.getFirst()));
    rows.stream().skip(1).forEach(page::drawn);
    page.blank();
    page.drawn(
        before == null
            ? "There is no consistent set: nothing to go back to."
            : "Lost if all were lost now: %s. The longest between two: %s."
                .formatted(Units.duration(Duration.between(before, now)), Units.duration(longest)));
    return page.lines();
  }
}
