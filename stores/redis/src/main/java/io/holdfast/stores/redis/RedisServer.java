package io.holdfast.stores.redis;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.stores.ServerRestore;
import io.holdfast.stores.StoreRestore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The way back into a running server or cluster. */
final class RedisServer implements ServerRestore {
  private final Address address;
  private @Nullable Prepared prepared;
  private boolean exchanged;

  private record Prepared(Beside beside, int rdbVersion, Libraries libraries) {}

  RedisServer(Address address) {
    this.address = address;
  }

  @Override
  public void refuseUnfit() {
    try {
      Topology topology = Topology.of(address);
      for (Topology.Node node : topology.nodes()) {
        try (RespConnection connection = node.address().connect()) {
          refuseReplica(node.address(), Info.of(connection));
        }
      }
      if (topology.cluster()) {
        Beside.refuseFull(topology);
      }
    } catch (IOException failed) {
      throw ServerErrors.of(address, "it cannot be looked at", failed);
    }
  }

  private static void refuseReplica(Address address, Info info) {
    if (!info.isMaster()) {
      throw ServerErrors.refused(
          address,
          "it is a replica of " + info.text("master_host") + ":" + info.text("master_port"),
          "Name the master in 'url' for the restore.",
          null);
    }
  }

  @Override
  public StoreRestore.OpenedDatabase prepare(Path dump, Path work, Progress progress) {
    Captured captured = Captured.in(dump);
    try {
      Topology topology = Topology.of(address);
      removeMarked(topology);
      Libraries libraries = new Libraries(captured.libraries());
      for (Topology.Node node : topology.nodes()) {
        try (RespConnection connection = node.address().connect()) {
          refuseReplica(node.address(), Info.of(connection));
          refuseTooLarge(node.address(), connection, captured);
          libraries.refuseOthers(node.address(), connection);
        }
      }
      refuseWithoutMemory(topology, captured);
      Beside beside = Beside.choose(topology, new TreeSet<>(captured.keysAt(0).keySet()));
      prepared = new Prepared(beside, captured.rdbVersion(), libraries);
      mark(beside, captured);
      Loading loading = new Loading(beside, captured);
      load(loading, captured, progress);
      loading.prove();
      return new RedisRestore.Proved(captured);
    } catch (IOException failed) {
      throw ServerErrors.of(address, "the keys cannot be restored", failed);
    }
  }

  private static void refuseTooLarge(Address address, RespConnection connection, Captured captured)
      throws IOException {
    String limit;
    try {
      limit = Fork.configured(connection, "proto-max-bulk-len");
    } catch (ServerRefusal notForUsToSee) {
      return;
    }
    long largest = captured.largestPayload();
    if (!limit.isEmpty() && largest > Long.parseLong(limit)) {
      throw ServerErrors.unfit(
          "its largest value takes %d bytes in one command, and %s takes %s"
              .formatted(largest, address, limit),
          "CONFIG SET proto-max-bulk-len %d for the time of the restore.".formatted(largest + 1),
          null);
    }
  }

  /** What has no room would be refused, or make the server throw live keys away. */
  private void refuseWithoutMemory(Topology topology, Captured captured) throws IOException {
    long limit = 0;
    long used = 0;
    for (Topology.Node node : topology.nodes()) {
      try (RespConnection connection = node.address().connect()) {
        Info info = Info.of(connection);
        if (info.number("maxmemory") == 0) {
          return;
        }
        limit += info.number("maxmemory");
        used += info.number("used_memory");
      }
    }
    if (used + captured.usedMemory() > limit) {
      throw ServerErrors.noMemory(
          address,
          "it uses %d bytes, the set's keys used %d, and maxmemory is %d"
              .formatted(used, captured.usedMemory(), limit),
          null);
    }
  }

  /** The first key that is restored tells whether the server knows the version. */
  private static void mark(Beside beside, Captured captured) throws IOException {
    for (Beside.Place place : beside.places()) {
      try (RespConnection connection = place.node().address().connect()) {
        connection.call("SELECT", Integer.toString(place.beside()));
        if (connection.call("DBSIZE") instanceof Reply.Number(long keys) && keys > 0) {
          throw ServerErrors.notEmpty(
              "Somebody writes into database %d of %s"
                  .formatted(place.beside(), place.node().address()),
              "Stop what writes there, and restore again.");
        }
        Mark.set(connection, Mark.key(beside.topology(), place.node()), captured.rdbVersion());
      } catch (ServerRefusal refusal) {
        if (refusal.said().contains("payload version")) {
          throw tooOld(place.node().address(), captured, refusal);
        }
        throw refusal;
      }
    }
  }

  private static HoldfastException tooOld(
      Address address, Captured captured, ServerRefusal refusal) {
    return ServerErrors.unfit(
        "it was captured from Redis %s in RDB version %d, and %s does not know that: %s"
            .formatted(
                captured.description().serverVersion(),
                captured.rdbVersion(),
                address,
                refusal.said()),
        "Restore into a server that is at least as new as the one that was captured.",
        refusal);
  }

  private static void load(Loading loading, Captured captured, Progress progress)
      throws IOException {
    try {
      loading.load(progress);
    } catch (ServerRefusal refusal) {
      if (refusal.said().contains("Bad data format")) {
        throw ServerErrors.unfit(
            "the server does not take a value"
                + (captured.moduleTypes().isEmpty()
                    ? ""
                    : "; the set has values of the modules' types " + captured.moduleTypes()),
            "Load the same modules into the server (MODULE LIST shows them), and restore again.",
            refusal);
      }
      throw refusal;
    }
  }

  /**
   * One transaction for each server. A cluster was empty, so that its servers need no common one.
   */
  @Override
  public Optional<String> exchange(String label) {
    Prepared ready = taken();
    try {
      for (Topology.Node node : ready.beside.topology().nodes()) {
        exchange(node, ready);
      }
    } catch (ServerRefusal refused) {
      throw withMarksAgain(ready, swapFailed(refused));
    } catch (IOException unknown) {
      throw new HoldfastException(
          ErrorCode.OUTCOME_UNKNOWN,
          address
              + ": it is not known whether the databases changed places: "
              + unknown.getMessage(),
          "Both are whole: the restored keys and the old ones.",
          "Look where the old keys are (INFO keyspace), and restore again if they are live.",
          unknown);
    }
    exchanged = true;
    return kept(ready.beside);
  }

  /** Of a cluster some servers may have been done: all are to be cleared by the next restore. */
  private static HoldfastException withMarksAgain(Prepared ready, HoldfastException failed) {
    if (ready.beside.topology().cluster()) {
      try {
        putBack(ready);
      } catch (IOException stuck) {
        failed.addSuppressed(stuck);
      }
    }
    return failed;
  }

  private static void exchange(Topology.Node node, Prepared ready) throws IOException {
    Beside beside = ready.beside;
    try (RespConnection connection = node.address().connect()) {
      ready.libraries.load(node.address(), connection);
      List<List<String>> commands = new ArrayList<>();
      for (Beside.Place place : beside.on(node)) {
        commands.add(List.of("SELECT", Integer.toString(place.beside())));
        commands.add(List.of("DEL", Mark.key(beside.topology(), node)));
        if (place.isSwapped()) {
          commands.add(swap(place));
        }
      }
      transaction(connection, commands);
    }
  }

  private static List<String> swap(Beside.Place place) {
    return List.of("SWAPDB", Integer.toString(place.beside()), Integer.toString(place.live()));
  }

  /** All or none: a command that cannot be given keeps all from being done. */
  private static void transaction(RespConnection connection, List<List<String>> commands)
      throws IOException {
    connection.call("MULTI");
    for (List<String> command : commands) {
      connection.call(command.toArray(String[]::new));
    }
    if (!(connection.call("EXEC") instanceof Reply.Many(List<Reply> answers))) {
      throw new ServerRefusal("EXEC", "nothing was done");
    }
    for (Reply answer : answers) {
      if (answer instanceof Reply.Failure(String said)) {
        throw new ServerRefusal("EXEC", said);
      }
    }
  }

  private Optional<String> kept(Beside beside) {
    List<String> kept =
        beside.places().stream()
            .filter(place -> place.isSwapped() && beside.replaced().contains(place.live()))
            .map(place -> "database " + place.live() + " → database " + place.beside())
            .toList();
    return kept.isEmpty()
        ? Optional.empty()
        : Optional.of(address + ": " + String.join(", ", kept));
  }

  @Override
  public void takeBack() {
    Prepared ready = taken();
    if (!exchanged) {
      return;
    }
    try {
      putBack(ready);
      ready.libraries.takeBack();
      exchanged = false;
    } catch (IOException refused) {
      throw swapFailed(refused);
    }
  }

  private static void putBack(Prepared ready) throws IOException {
    for (Topology.Node node : ready.beside.topology().nodes()) {
      try (RespConnection connection = node.address().connect()) {
        List<List<String>> commands = new ArrayList<>();
        for (Beside.Place place : ready.beside.on(node)) {
          if (place.isSwapped()) {
            commands.add(swap(place));
          }
          commands.add(List.of("SELECT", Integer.toString(place.beside())));
          commands.add(List.of("SET", Mark.key(ready.beside.topology(), node), "taken back"));
        }
        transaction(connection, commands);
      }
    }
  }

  @Override
  public void discard() {
    try {
      removeMarked(Topology.of(address));
    } catch (IOException | HoldfastException leftForTheNextRestore) {
      return; // It takes memory and nothing else, and the next restore removes it first.
    }
  }

  /** Databases with our mark hold what a restore has put there, and nothing else. */
  private static void removeMarked(Topology topology) throws IOException {
    for (Topology.Node node : topology.nodes()) {
      try (RespConnection connection = node.address().connect()) {
        SortedMap<Integer, Long> databases = Info.of(connection).databases();
        for (int database : databases.keySet()) {
          connection.call("SELECT", Integer.toString(database));
          if (Mark.isIn(connection, Mark.key(topology, node))) {
            connection.call("FLUSHDB", "ASYNC");
          }
        }
      }
    }
  }

  private Prepared taken() {
    return Objects.requireNonNull(prepared, "prepared first");
  }

  private HoldfastException swapFailed(IOException refused) {
    return new HoldfastException(
        ErrorCode.SWAP_FAILED,
        address + ": the restored databases could not be put in place: " + refused.getMessage(),
        "The old keys are whole, and so are the restored ones beside them.",
        "Look whether the user may SWAPDB, MULTI and DEL, and restore again.",
        refused);
  }
}
