package io.holdfast.stores.redis;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Disk;
import io.holdfast.stores.redis.rdb.RdbEntry;
import io.holdfast.stores.redis.rdb.RdbReader;
import io.holdfast.stores.redis.rdb.RdbSummary;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;

/** Fills the marked databases with the keys of a set, and counts them there. */
final class Loading {
  private static final int BUFFER = 1 << 16;

  private final Beside beside;
  private final Captured captured;

  Loading(Beside beside, Captured captured) {
    this.beside = beside;
    this.captured = captured;
  }

  void load(Progress progress) throws IOException {
    long keys = captured.parts().stream().mapToLong(part -> part.summary().keys()).sum();
    Map<Topology.Node, Lane> lanes = new HashMap<>();
    try (Progress.Phase phase =
        progress.begin("restoring keys beside the live ones", Progress.Unit.OBJECTS, keys)) {
      for (Topology.Node node : beside.topology().nodes()) {
        lanes.put(node, new Lane(node.address().connect(), captured.rdbVersion()));
      }
      for (Captured.Part part : captured.parts()) {
        load(part, lanes, phase);
      }
      for (Lane lane : lanes.values()) {
        lane.drain();
      }
    } finally {
      lanes.values().forEach(Lane::close);
    }
  }

  /** Values are read a second time, behind the reader that knows where they are. */
  private void load(Captured.Part part, Map<Topology.Node, Lane> lanes, Progress.Phase phase)
      throws IOException {
    try (InputStream stream = Disk.open(part.file());
        InputStream values = new BufferedInputStream(Disk.open(part.file()), BUFFER)) {
      RdbReader.read(
          stream,
          new RdbReader.Visitor() {
            private long position;

            @Override
            public void entry(RdbEntry entry) throws IOException {
              refuseInterrupted();
              if (entry.expires() == RdbEntry.NEVER || entry.expires() > 0) {
                values.skipNBytes(entry.from() - position);
                position = entry.from() + entry.length();
                Topology.Node node = beside.topology().nodeOf(entry.key());
                Lane lane = lanes.get(node);
                if (lane == null) {
                  throw new IllegalStateException("no lane to " + node.address());
                }
                lane.restore(beside.of(entry.database(), node).beside(), entry, values);
              }
              phase.advance(1);
            }
          });
    }
  }

  private static void refuseInterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw new HoldfastException(
          ErrorCode.INTERRUPTED,
          "The work was interrupted while keys were restored",
          "The live data is untouched.",
          "Run the command again.");
    }
  }

  /**
   * What expired since the capture may be gone already; nothing else may, and nothing else may be
   * there.
   */
  void prove() throws IOException {
    Map<Integer, Long> there = new HashMap<>();
    long now = 0;
    for (Beside.Place place : beside.places()) {
      try (RespConnection connection = place.node().address().connect()) {
        connection.call("SELECT", Integer.toString(place.beside()));
        if (connection.call("DBSIZE") instanceof Reply.Number(long keys)) {
          there.merge(place.live(), keys - 1, Long::sum);
        }
        now = Math.max(now, millis(connection));
      }
    }
    SortedMap<Integer, RdbSummary.Keys> expected = captured.keysAt(now);
    there.forEach(
        (database, keys) -> {
          RdbSummary.Keys wanted = expected.getOrDefault(database, new RdbSummary.Keys(0, 0, 0));
          if (keys < wanted.alive() || keys > wanted.all()) {
            throw ServerErrors.unfit(
                "of %d keys of database %d (%d of them not expired), %d are there after they were restored"
                    .formatted(wanted.all(), database, wanted.alive(), keys),
                "Look whether somebody else writes to the server, or it evicts keys (maxmemory).",
                null);
          }
        });
  }

  private static long millis(RespConnection connection) throws IOException {
    return connection.call("TIME") instanceof Reply.Many time
        ? Long.parseLong(time.all().getFirst().words()) * 1000
            + Long.parseLong(time.all().get(1).words()) / 1000
        : 0;
  }
}
