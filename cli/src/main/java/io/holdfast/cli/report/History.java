package io.holdfast.cli.report;

import io.holdfast.cli.output.Look;
import io.holdfast.cli.output.Output;
import io.holdfast.cli.output.Units;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sets of an installation, and what their windows cost over time.
 *
 * @param entries oldest first
 */
public record History(List<Entry> entries) {
  private static final int BRIEF = 8;
  private static final int SHORTEST_BAR = 6;
  private static final int LONGEST_BAR = 30;
  private static final String NONE = "-";

  /**
   * @param id the set's, in full
   */
  public record Entry(String id, RecoverySet set) {
    boolean suspended() {
      return !Timeline.windows(set).isEmpty();
    }

    long bytes() {
      return set.members().stream().mapToLong(Member::bytes).sum();
    }

    /** The event of the command's output in JSON. */
    public ObjectNode json() {
      Phases phases = Phases.of(set);
      return Output.object()
          .put("setId", id)
          .put("sealed", set.sealed().toString())
          .put("point", set.point().toString())
          .put("grade", set.grade().label())
          .put("rule", set.rule())
          .put("windowMillis", set.window().suspended().toMillis())
          .put("windows", Timeline.windows(set).size())
          .put("suspendedMillis", set.suspended().toMillis())
          .put("drainMillis", phases.drain().toMillis())
          .put("fixMillis", phases.fix().toMillis())
          .put("releaseMillis", phases.release().toMillis())
          .put("bytes", bytes());
    }
  }

  public History {
    entries = List.copyOf(entries);
  }

  /** The trend of each rule, for the summary in JSON. */
  public ArrayNode trends() {
    ArrayNode json = Output.object().arrayNode();
    Trend.of(entries).forEach(trend -> json.add(trend.json()));
    return json;
  }

  /**
   * @param windows whether to tell where the suspended time went, or the grade and the size
   * @param zone the reader's
   */
  public List<String> lines(boolean windows, ZoneId zone, Look look) {
    DateTimeFormatter time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(zone);
    Table table =
        windows
            ? new Table(look.width(), "SET", "SEALED", ">SUSPENDED", ">DRAIN", ">FIX", ">RELEASE")
            : new Table(look.width(), "SET", "SEALED", "GRADE", "RULE", ">SUSPENDED", ">SIZE");
    for (Entry entry : entries) {
      String id = entry.id().substring(0, Math.min(BRIEF, entry.id().length()));
      String sealed = time.format(entry.set().sealed());
      String suspended = entry.suspended() ? Units.duration(entry.set().suspended()) : NONE;
      if (windows) {
        Phases phases = Phases.of(entry.set());
        table.row(
            id,
            sealed,
            suspended,
            entry.suspended() ? Units.duration(phases.drain()) : NONE,
            entry.suspended() ? Units.duration(phases.fix()) : NONE,
            entry.suspended() ? Units.duration(phases.release()) : NONE);
      } else {
        RecoverySet set = entry.set();
        table.row(
            id, sealed, set.grade().label(), set.rule(), suspended, Units.bytes(entry.bytes()));
      }
    }
    Page page = new Page(look);
    List<String> rows = table.lines();
    page.drawn(look.in(Look.Tone.HEADING, rows.getFirst()));
    int bar = Math.min(LONGEST_BAR, look.width() - table.width() - 2);
    for (int i = 0; i < entries.size(); i++) {
      String drawn = bar < SHORTEST_BAR ? "" : "  " + bar(entries.get(i), bar, look);
      page.drawn(rows.get(i + 1) + drawn);
    }
    trends(page);
    return page.lines();
  }

  /** Against the longest of all: first the wait for quiet, then the rest. */
  private String bar(Entry entry, int cells, Look look) {
    long longest =
        entries.stream().mapToLong(one -> one.set().suspended().toMillis()).max().orElse(0);
    if (!entry.suspended() || longest == 0) {
      return "";
    }
    Phases phases = Phases.of(entry.set());
    int whole = cells(entry.set().suspended(), longest, cells);
    int drain = Math.min(whole, cells(phases.drain(), longest, cells));
    return whole == 0
        ? Scale.Ink.FIXING.mark(look)
        : Scale.Ink.WAITING.cells(drain, look) + Scale.Ink.FIXING.cells(whole - drain, look);
  }

  private static int cells(Duration part, long longest, int cells) {
    return (int) Math.round((double) part.toMillis() / longest * cells);
  }

  private void trends(Page page) {
    List<Trend> trends = new ArrayList<>(Trend.of(entries));
    trends.removeIf(trend -> trend.suspended().size() < 2);
    if (trends.isEmpty()) {
      return;
    }
    page.blank();
    page.heading("Processing suspended, by rule");
    for (Trend trend : trends) {
      page.entry(
          trend.rule(),
          "last %s, median of %s sets %s (%s); from %s to %s"
              .formatted(
                  Units.duration(trend.last()),
                  Units.count(trend.suspended().size()),
                  Units.duration(trend.median()),
                  compared(trend),
                  Units.duration(trend.shortest()),
                  Units.duration(trend.longest())));
      page.entry("", Sparkline.of(trend.suspended(), page.look()));
    }
  }

  private static String compared(Trend trend) {
    long percent = Math.round((trend.lastToMedian() - 1) * 100);
    return percent == 0
        ? "the last is as long"
        : "the last is %d %% %s".formatted(Math.abs(percent), percent > 0 ? "longer" : "shorter");
  }
}
