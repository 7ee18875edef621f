package io.holdfast.stores.postgresql.wal;

import java.sql.SQLException;
import java.util.Optional;

/** Whether a server can go on with an era: the same server, and no byte lost between the two. */
public final class Continuation {
  private Continuation() {}

  /**
   * Why it cannot; empty if it can.
   *
   * @param slot what the server says of the era's slot
   */
  public static Optional<String> obstacle(
      Era era, ReplicationConnection connection, Optional<SlotFacts> slot) throws SQLException {
    ReplicationConnection.Identity server = connection.identify();
    if (!server.system().equals(era.base().system())) {
      return Optional.of(
          "it is that of server %s, and this is server %s"
              .formatted(era.base().system(), server.system()));
    }
    Lsn end = era.wal().end();
    int timeline = era.wal().timeline();
    if (server.timeline() != timeline) {
      Optional<TimelineHistory.Branch> branch =
          connection.history(server.timeline()).after(timeline);
      if (branch.isEmpty()) {
        return Optional.of(
            "it ends on timeline %d, which is no ancestor of the server's timeline %d"
                .formatted(timeline, server.timeline()));
      }
      if (branch.get().at().isBefore(end)) {
        return Optional.of(
            "it ends at %s on timeline %d, which the server left at %s"
                .formatted(end, timeline, branch.get().at()));
      }
    }
    if (slot.isEmpty()) {
      return Optional.of("the server has no slot that kept the log since " + end);
    }
    Optional<Lsn> kept = slot.get().kept();
    if (kept.isEmpty()) {
      return Optional.of("the server has thrown away the log since " + end);
    }
    // Whole segments are kept.
    Lsn from = Segment.holding(kept.get(), timeline, era.base().segmentBytes()).start();
    return end.isBefore(from)
        ? Optional.of("it ends at %s, and the server has the log from %s on".formatted(end, from))
        : Optional.empty();
  }
}
