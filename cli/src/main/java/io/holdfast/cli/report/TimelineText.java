package io.holdfast.cli.report;

import io.holdfast.cli.output.Look;
import io.holdfast.cli.output.Units;
import io.holdfast.cli.report.Timeline.Event;
import io.holdfast.model.config.Quoted;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.model.set.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The timeline as a drawing, at two scales: each window by itself, and the whole run. At one scale
 * either the window would be a speck in an hour of uploading, or the upload would not fit.
 */
final class TimelineText {
  private static final int SHORTEST_BAR = 16;
  private static final int SHORTEST_LABEL = 12;

  /** Below this, two clocks that are read one after the other may differ. */
  private static final Duration CLOCK_STEP = Duration.ofSeconds(1);

  private final Page page;
  private final RecoverySet set;
  private final Timeline timeline;

  private TimelineText(Page page, RecoverySet set) {
    this.page = page;
    this.set = set;
    this.timeline = Timeline.of(set);
  }

  static void write(Page page, RecoverySet set) {
    new TimelineText(page, set).write();
  }

  private void write() {
    List<Window> windows = Timeline.windows(set);
    if (windows.isEmpty()) {
      page.blank();
      page.heading("Processing was not suspended");
    }
    for (int i = 0; i < windows.size(); i++) {
      window(windows.get(i), i + 1, windows.size());
    }
    run(windows);
  }

  private void window(Window window, int number, int count) {
    boolean givenUp = !window.equals(set.window());
    page.blank();
    page.heading(
        "%s: processing was suspended for %s"
            .formatted(
                count == 1 ? "Cold window" : "Cold window " + number + " of " + count,
                Units.duration(window.suspended())));
    if (givenUp) {
      page.entry("given up", "what it captured could not be proved, and it was repeated");
    }
    page.entry(
        "by",
        "%s, asked at %s, ended by %s%s"
            .formatted(window.driver(), window.requested(), window.endedBy(), lease(window)),
        window.endedBy().equals("deadline") ? Look.Tone.BAD : null);
    List<Event> events =
        timeline.events().stream().filter(event -> event.window() == number).toList();
    List<Row> rows = new ArrayList<>();
    for (Event event : events) {
      rows.add(new Row(event.begun(), event.at(), label(event), ink(event)));
    }
    draw(rows, events.getFirst().at());
    window
        .heldOpen()
        .forEach(
            held ->
                page.entry(
                    "held open",
                    "for writing by process %d (%s): %s"
                        .formatted(held.pid(), held.command(), held.path()),
                    Look.Tone.DOUBTFUL));
    clockStep(window);
  }

  private static String lease(Window window) {
    return window.deadline() == null || window.resumed() == null
        ? ""
        : ", %s before its lease ran out"
            .formatted(Units.duration(Duration.between(window.resumed(), window.deadline())));
  }

  private void clockStep(Window window) {
    if (window.requested() == null || window.resumed() == null) {
      return;
    }
    Duration read = Duration.between(window.requested(), window.resumed());
    Duration differs = read.minus(window.suspended());
    if (differs.abs().compareTo(CLOCK_STEP) > 0) {
      page.entry(
          "clock",
          "it was set by %s inside the window; the drawing follows its readings"
              .formatted(Offsets.offset(differs)),
          Look.Tone.DOUBTFUL);
    }
  }

  private void run(List<Window> windows) {
    List<Row> rows = new ArrayList<>();
    for (Window window : windows) {
      Instant end = window.resumed() == null ? set.sealed() : window.resumed();
      rows.add(
          new Row(
              window.requested() == null ? end : window.requested(),
              end,
              window.equals(set.window()) ? "suspended" : "given up",
              Scale.Ink.SUSPENDED));
    }
    for (Event event : timeline.events()) {
      if (event.window() == 0) {
        rows.add(new Row(event.begun(), event.at(), label(event), ink(event)));
      }
    }
    page.blank();
    page.heading(
        "The run: %s from the %s to the seal"
            .formatted(
                Units.duration(Duration.between(timeline.origin(), set.sealed())),
                windows.isEmpty() ? "first fixing" : "request"));
    draw(rows, timeline.origin());
  }

  /** One line of a drawing. */
  private record Row(Instant begun, Instant at, String label, Scale.Ink ink) {}

  private void draw(List<Row> rows, Instant origin) {
    Look look = page.look();
    Instant end = rows.stream().map(Row::at).max(Instant::compareTo).orElse(origin);
    int offsets = widest(rows.stream().map(row -> offset(row, origin)).toList());
    int times = widest(rows.stream().map(row -> Offsets.took(took(row))).toList());
    int left = look.width() - (2 + offsets + 2 + times + 2 + 2);
    int wanted = widest(rows.stream().map(Row::label).toList());
    int labels = Math.max(SHORTEST_LABEL, Math.min(wanted, left - SHORTEST_BAR));
    Scale scale = new Scale(origin, end, Math.max(1, left - labels), look);
    page.drawn(
        " ".repeat(2 + offsets + 2 + times + 2 + labels + 2)
            + look.in(
                Look.Tone.ASIDE, ruler(scale, Units.duration(Duration.between(origin, end)))));
    for (Row row : rows) {
      page.drawn(
          "  %s  %s  %s  %s"
              .formatted(
                  right(offset(row, origin), offsets),
                  look.in(
                      Look.Tone.ASIDE,
                      right(took(row).isZero() ? "" : Offsets.took(took(row)), times)),
                  left(row.label(), labels),
                  scale.bar(row.begun(), row.at(), row.ink())));
    }
  }

  /** From nothing to the whole: what the bars below it are measured against. */
  private static String ruler(Scale scale, String whole) {
    int line = scale.cells() - whole.length() - 3;
    String drawn = (scale.look().unicode() ? "─" : "-").repeat(Math.max(1, line));
    return "0 " + drawn + " " + whole;
  }

  private static Duration took(Row row) {
    return Duration.between(row.begun(), row.at());
  }

  private static String offset(Row row, Instant origin) {
    return Offsets.offset(Duration.between(origin, row.at()));
  }

  private static String label(Event event) {
    String store = Quoted.oneLine(event.store());
    return switch (event.kind()) {
      case REQUESTED -> "asked to suspend";
      case QUIET -> "quiet, proved";
      case STORE_FIXED -> store + " fixed";
      case ALL_FIXED -> "still quiet";
      case RESUMED -> "resumed";
      case STORE_COMPLETED -> store + " completed";
      case SEALED -> "sealed";
    };
  }

  private static Scale.Ink ink(Event event) {
    return switch (event.kind()) {
      case REQUESTED, QUIET, ALL_FIXED, RESUMED -> Scale.Ink.WAITING;
      case STORE_FIXED -> Scale.Ink.FIXING;
      case STORE_COMPLETED, SEALED -> Scale.Ink.RUNNING;
    };
  }

  private static int widest(List<String> texts) {
    return texts.stream().mapToInt(String::length).max().orElse(0);
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  /** Cut if it is too long: the whole name stands with the member. What it did stays. */
  private String left(String text, int width) {
    if (text.length() <= width) {
      return text + " ".repeat(width - text.length());
    }
    int deed = text.lastIndexOf(' ');
    String kept = text.substring(deed);
    String cut = page.look().ellipsis();
    return text.substring(0, Math.max(0, width - kept.length() - cut.length())) + cut + kept;
  }
}
