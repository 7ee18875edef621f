package io.holdfast.cli.report;

import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.model.set.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened when, in the order in which it happened; text and JSON both tell it from here.
 *
 * @param origin what offsets count from: the first request for suspension, or, without a window,
 *     when the first store began to be fixed
 */
record Timeline(Instant origin, List<Event> events) {
  /** In the order of a backup's steps. */
  enum Kind {
    REQUESTED("suspension-requested"),
    QUIET("quiet"),
    STORE_FIXED("store-fixed"),
    ALL_FIXED("all-fixed"),
    RESUMED("resumed"),
    STORE_COMPLETED("store-completed"),
    SEALED("sealed");

    final String label;

    Kind(String label) {
      this.label = label;
    }
  }

  /**
   * @param store whose event it is; empty if it is the run's
   * @param window which of the run's windows it belongs to, from 1; 0 for none
   * @param begun when what ends with this event began
   */
  record Event(Kind kind, String store, int window, Instant begun, Instant at) {
    Duration took() {
      return Duration.between(begun, at);
    }
  }

  Timeline {
    events = List.copyOf(events);
  }

  static Timeline of(RecoverySet set) {
    List<Event> events = new ArrayList<>();
    List<Window> windows = windows(set);
    for (int i = 0; i < windows.size(); i++) {
      Window window = windows.get(i);
      boolean fixing = window.equals(set.window());
      addWindow(events, window, i + 1, fixing ? set.members() : List.of());
    }
    if (set.window().requested() == null) {
      set.members().forEach(member -> addFixed(events, member, 0));
    }
    addEnd(events, set);
    events.sort(Comparator.comparing(Event::at));
    Instant origin =
        events.stream().map(Event::begun).min(Comparator.naturalOrder()).orElse(set.sealed());
    return new Timeline(origin, events);
  }

  /** The windows of the run in which processing was suspended, oldest first. */
  static List<Window> windows(RecoverySet set) {
    List<Window> windows = new ArrayList<>(set.earlierWindows());
    windows.add(set.window());
    windows.removeIf(window -> window.requested() == null);
    return windows;
  }

  private static void addWindow(
      List<Event> events, Window window, int number, List<Member> members) {
    Instant requested = window.requested();
    if (requested == null) {
      return;
    }
    events.add(new Event(Kind.REQUESTED, "", number, requested, requested));
    Instant last = add(events, Kind.QUIET, number, requested, window.quiet());
    members.forEach(member -> addFixed(events, member, number));
    for (Member member : members) {
      last = later(last, member.point().to());
    }
    last = add(events, Kind.ALL_FIXED, number, last, window.fixed());
    add(events, Kind.RESUMED, number, last, window.resumed());
  }

  private static void addFixed(List<Event> events, Member member, int window) {
    events.add(
        new Event(
            Kind.STORE_FIXED, member.store(), window, member.point().from(), member.point().to()));
  }

  /** Stores are completed one after the other, from when processing runs again. */
  private static void addEnd(List<Event> events, RecoverySet set) {
    Instant last = set.window().resumed();
    for (Member member : set.members()) {
      last = last == null ? member.point().to() : last;
      Instant completed = member.completed();
      if (completed != null) {
        events.add(new Event(Kind.STORE_COMPLETED, member.store(), 0, last, completed));
        last = completed;
      }
    }
    events.add(new Event(Kind.SEALED, "", 0, last == null ? set.sealed() : last, set.sealed()));
  }

  private static Instant add(
      List<Event> events, Kind kind, int window, Instant begun, @Nullable Instant at) {
    if (at == null) {
      return begun;
    }
    events.add(new Event(kind, "", window, begun, at));
    return at;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
