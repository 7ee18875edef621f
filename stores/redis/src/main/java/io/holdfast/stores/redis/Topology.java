package io.holdfast.stores.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The servers that hold the data between them: one, or the masters of a cluster with their slots.
 *
 * @param cluster whether it is a cluster, be it of one master
 */
record Topology(boolean cluster, List<Node> nodes) {
  /**
   * @param name unique among them and the same on every night: the cluster's name for it
   * @param slots none if there is no cluster
   */
  record Node(String name, Address address, BitSet slots) {}

  /** The name of a server that is in no cluster. */
  static final String ALONE = "redis";

  private static final int FIRST_SLOT = 8;

  Topology {
    nodes = List.copyOf(nodes);
  }

  /**
   * @throws io.holdfast.model.error.HoldfastException HF-107 if a cluster is not whole or is just
   *     being changed
   */
  static Topology of(Address address) throws IOException {
    try (RespConnection connection = address.connect()) {
      if (!Info.of(connection).isCluster()) {
        return new Topology(false, List.of(new Node(ALONE, address, new BitSet())));
      }
      List<Node> nodes = read(address, connection);
      nodes.sort(Comparator.comparingInt(node -> node.slots.nextSetBit(0)));
      refuseOpen(address, nodes);
      for (Node node : nodes) {
        refuseMoving(node);
      }
      return new Topology(true, nodes);
    }
  }

  private static List<Node> read(Address seed, RespConnection connection) throws IOException {
    List<Node> nodes = new ArrayList<>();
    for (String line : connection.call("CLUSTER", "NODES").words().lines().toList()) {
      String[] fields = line.split(" ");
      Set<String> flags = Set.of(fields[2].split(","));
      BitSet slots = new BitSet(Slots.COUNT);
      for (int at = FIRST_SLOT; at < fields.length; at++) {
        if (!fields[at].startsWith("[")) {
          Slots.add(slots, fields[at]);
        }
      }
      if (flags.contains("master") && !slots.isEmpty()) {
        if (flags.contains("fail") || flags.contains("noaddr")) {
          throw ServerErrors.failed(
              seed, "the cluster's master " + fields[0] + " " + fields[1] + " is down", null);
        }
        nodes.add(new Node(fields[0], address(seed, fields[1]), slots));
      }
    }
    return nodes;
  }

  /**
   * {@code ip:port@busport,hostname,…}: the hostname if there is one, because a certificate names
   * that.
   */
  private static Address address(Address seed, String field) {
    String[] announced = field.split(",");
    String ipAndPort = announced[0].replaceAll("@.*", "");
    int colon = ipAndPort.lastIndexOf(':');
    String ip = ipAndPort.substring(0, colon);
    boolean named = announced.length > 1 && !announced[1].isEmpty() && !announced[1].contains("=");
    String host = named ? announced[1] : ip.isEmpty() ? seed.host() : ip;
    return seed.to(host, Integer.parseInt(ipAndPort.substring(colon + 1)));
  }

  private static void refuseOpen(Address seed, List<Node> nodes) {
    BitSet covered = new BitSet(Slots.COUNT);
    for (Node node : nodes) {
      if (covered.intersects(node.slots)) {
        throw ServerErrors.failed(seed, "two masters of the cluster claim the same slots", null);
      }
      covered.or(node.slots);
    }
    if (covered.cardinality() != Slots.COUNT) {
      BitSet missing = (BitSet) covered.clone();
      missing.flip(0, Slots.COUNT);
      throw ServerErrors.failed(
          seed, "no master of the cluster has slots " + Slots.inWords(missing), null);
    }
  }

  /** A server tells of slots on the move in its own line alone. */
  private static void refuseMoving(Node node) throws IOException {
    try (RespConnection connection = node.address.connect()) {
      for (String line : connection.call("CLUSTER", "NODES").words().lines().toList()) {
        String[] fields = line.split(" ");
        boolean moving = fields[fields.length - 1].startsWith("[");
        if (fields[2].contains("myself") && moving) {
          throw ServerErrors.failed(
              node.address,
              "slots of the cluster are being moved (" + fields[fields.length - 1] + ")",
              null);
        }
      }
    }
  }

  /** Who has the key. */
  Node nodeOf(byte[] key) {
    if (!cluster) {
      return nodes.getFirst();
    }
    int slot = Slots.of(key);
    return nodes.stream().filter(node -> node.slots.get(slot)).findFirst().orElseThrow();
  }
}
