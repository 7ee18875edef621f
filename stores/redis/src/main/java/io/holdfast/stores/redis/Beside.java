package io.holdfast.stores.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where the databases of a set are restored: each in an empty one beside the live one, or, where
 * there are too few and in a cluster, in the live one itself if there is nothing in it.
 *
 * @param replaced the live databases that have keys
 */
record Beside(Topology topology, List<Place> places, SortedSet<Integer> replaced) {
  private static final int UNLESS_TOLD = 16;
  private static final String EMPTY_IT =
      "Restore with --into and start a server on the RDB; or save what is there (BGSAVE, and copy"
          + " its dump.rdb), and empty it yourself with FLUSHALL.";

  /** The same number twice where the live database itself is filled. */
  record Place(Topology.Node node, int live, int beside) {
    boolean isSwapped() {
      return live != beside;
    }
  }

  Beside {
    places = List.copyOf(places);
  }

  /**
   * @param captured the databases of the set that have keys
   * @throws io.holdfast.model.error.HoldfastException HF-210 if there is no room beside the live
   *     data
   */
  static Beside choose(Topology topology, SortedSet<Integer> captured) throws IOException {
    return topology.cluster() ? inCluster(topology, captured) : onServer(topology, captured);
  }

  private static Beside inCluster(Topology topology, SortedSet<Integer> captured)
      throws IOException {
    refuseFull(topology);
    if (!captured.isEmpty() && captured.last() > 0) {
      throw ServerErrors.notEmpty(
          "The set has keys in databases %s, and a cluster has one".formatted(captured),
          "Restore into a server that is no cluster, or with --into.");
    }
    List<Place> places = topology.nodes().stream().map(node -> new Place(node, 0, 0)).toList();
    return new Beside(topology, places, new TreeSet<>());
  }

  /** A cluster has one database and no other to restore into. */
  static void refuseFull(Topology topology) throws IOException {
    for (Topology.Node node : topology.nodes()) {
      try (RespConnection connection = node.address().connect()) {
        boolean ours = Mark.isIn(connection, Mark.key(topology, node));
        if (!ours && connection.call("DBSIZE") instanceof Reply.Number(long keys) && keys > 0) {
          throw ServerErrors.notEmpty(
              "%s is of a cluster and has %d keys; a cluster has no second database to restore beside them"
                  .formatted(node.address(), keys),
              EMPTY_IT);
        }
      }
    }
  }

  private static Beside onServer(Topology topology, SortedSet<Integer> captured)
      throws IOException {
    Topology.Node node = topology.nodes().getFirst();
    try (RespConnection connection = node.address().connect()) {
      SortedSet<Integer> live = new TreeSet<>(Info.of(connection).databases().keySet());
      int count = count(connection);
      if (!captured.isEmpty() && captured.last() >= count) {
        throw ServerErrors.notEmpty(
            "The set has keys in database %d, and %s has %d databases"
                .formatted(captured.last(), node.address(), count),
            "Set 'databases' in redis.conf to more than that, and restart the server.");
      }
      SortedSet<Integer> used = new TreeSet<>(live);
      used.addAll(captured);
      List<Integer> free = new ArrayList<>();
      for (int database = 0; database < count; database++) {
        if (!used.contains(database)) {
          free.add(database);
        }
      }
      return new Beside(topology, places(node, used, captured, live, free), live);
    }
  }

  private static List<Place> places(
      Topology.Node node,
      SortedSet<Integer> used,
      SortedSet<Integer> captured,
      SortedSet<Integer> live,
      List<Integer> free) {
    List<Place> places = new ArrayList<>();
    if (free.size() >= used.size()) {
      Iterator<Integer> next = free.iterator();
      used.forEach(database -> places.add(new Place(node, database, next.next())));
      return places;
    }
    if (!live.isEmpty()) {
      throw ServerErrors.notEmpty(
          "%s has keys in databases %s; to restore beside them takes %d empty ones, and there are %d"
              .formatted(node.address(), live, used.size(), free.size()),
          "Set 'databases' in redis.conf to more, and restart the server. Or: " + EMPTY_IT);
    }
    captured.forEach(database -> places.add(new Place(node, database, database)));
    return places;
  }

  private static int count(RespConnection connection) throws IOException {
    try {
      String count = Fork.configured(connection, "databases");
      return count.isEmpty() ? UNLESS_TOLD : Integer.parseInt(count);
    } catch (ServerRefusal notForUsToSee) {
      return UNLESS_TOLD;
    }
  }

  Place of(int database, Topology.Node node) {
    return places.stream()
        .filter(place -> place.live == database && place.node.equals(node))
        .findFirst()
        .orElseThrow();
  }

  List<Place> on(Topology.Node node) {
    return places.stream().filter(place -> place.node.equals(node)).toList();
  }
}
