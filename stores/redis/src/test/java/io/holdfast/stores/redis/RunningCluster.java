package io.holdfast.stores.redis;

import io.holdfast.model.installation.StoreSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A cluster of masters without replicas, which have the slots in equal parts. */
final class RunningCluster implements AutoCloseable {
  final List<RunningRedis> masters = new ArrayList<>();

  RunningCluster(Path directory, int count) throws IOException {
    List<Integer> busPorts = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      int bus = RunningRedis.freePort();
      busPorts.add(bus);
      masters.add(
          new RunningRedis(
              directory,
              "--cluster-enabled",
              "yes",
              "--cluster-port",
              Integer.toString(bus),
              "--cluster-node-timeout",
              "5000"));
    }
    for (int n = 0; n < count; n++) {
      masters
          .get(n)
          .ask(
              "CLUSTER",
              "ADDSLOTSRANGE",
              Integer.toString(Slots.COUNT * n / count),
              Integer.toString(Slots.COUNT * (n + 1) / count - 1));
      masters.get(n).ask("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(n + 1));
    }
    for (int n = 1; n < count; n++) {
      masters
          .getFirst()
          .ask(
              "CLUSTER",
              "MEET",
              "127.0.0.1",
              Integer.toString(masters.get(n).port),
              Integer.toString(busPorts.get(n)));
    }
    for (RunningRedis master : masters) {
      for (int tries = 0; !isWhole(master, count); tries++) {
        if (tries > 500) {
          throw new AssertionError(master.ask("CLUSTER", "NODES"));
        }
        RunningRedis.pause(20);
      }
    }
  }

  private static boolean isWhole(RunningRedis master, int count) throws IOException {
    String info = master.ask("CLUSTER", "INFO");
    return info.contains("cluster_state:ok") && info.contains("cluster_size:" + count);
  }

  StoreSpec.Redis spec() {
    return masters.getLast().spec();
  }

  /** Asks whoever has the key. */
  String ask(String command, String key, String... more) throws IOException {
    Topology.Node node =
        Topology.of(masters.getFirst().address())
            .nodeOf(key.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    List<String> words = new ArrayList<>(List.of(command, key));
    words.addAll(List.of(more));
    try (RespConnection connection = node.address().connect()) {
      return connection.call(words.toArray(String[]::new)).words();
    }
  }

  long keys() throws IOException {
    long keys = 0;
    for (RunningRedis master : masters) {
      keys += Long.parseLong(master.ask("DBSIZE"));
    }
    return keys;
  }

  @Override
  public void close() {
    masters.forEach(RunningRedis::close);
  }
}
