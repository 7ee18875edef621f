package io.holdfast.stores.redis;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Point;
import io.holdfast.platform.Disk;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.Entries;
import io.holdfast.stores.Readiness;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One Redis server or cluster during one backup. */
final class RedisStore implements Store {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final StoreSpec.Redis spec;
  private final StoreContext context;
  private final Duration patience;
  private volatile List<Transfer> transfers = List.of();
  private volatile boolean closed;
  private @Nullable Fixed fixed;
  private int fixings;

  private record Fixed(Topology topology, String version, Duration took, Instant at) {}

  /**
   * @param patience how long another save of a server may keep the window open
   */
  RedisStore(StoreSpec.Redis spec, StoreContext context, Duration patience) {
    this.spec = spec;
    this.context = context;
    this.patience = patience;
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public String kind() {
    return "redis";
  }

  /** Everything that could fail after processing was suspended is tried while it runs. */
  @Override
  public Readiness prepare(Progress progress) {
    Address address = Address.of(spec);
    try {
      long needed = 0;
      for (Topology.Node node : Topology.of(address).nodes()) {
        try (RespConnection connection = node.address().connect()) {
          Info info = Info.of(connection);
          needed += info.number("used_memory_dataset");
          Fork.refuseIfForbidden(node.address(), info);
        }
      }
      refuseWithoutRoom(address, needed);
      return Readiness.READY;
    } catch (IOException failed) {
      throw ServerErrors.of(address, "it cannot be looked at", failed);
    }
  }

  private void refuseWithoutRoom(Address address, long needed) {
    try {
      Disk.createPrivateDirectories(context.work());
      long free = Disk.freeBytes(context.work());
      if (free < needed) {
        throw new HoldfastException(
            ErrorCode.DISK_FULL,
            "%s has about %d bytes for %s, and %d are free"
                .formatted(address, needed, context.work(), free),
            "Processing was not suspended, and nothing was captured.",
            "Make room there, or put 'state' on a larger file system.");
      }
    } catch (IOException cannot) {
      throw noStaging(cannot);
    }
  }

  /** Servers count the changes since their last save. */
  @Override
  public List<String> restless() {
    Address address = Address.of(spec);
    try {
      List<Topology.Node> nodes = Topology.of(address).nodes();
      List<Long> first = changes(nodes);
      context.clock().sleep(BETWEEN_LOOKS);
      List<Long> second = changes(nodes);
      List<String> restless = new ArrayList<>();
      for (int n = 0; n < nodes.size(); n++) {
        if (second.get(n) > first.get(n)) {
          restless.add(nodes.get(n).address() + ": " + (second.get(n) - first.get(n)) + " changes");
        }
      }
      return restless;
    } catch (IOException failed) {
      throw ServerErrors.of(address, "it cannot be looked at", failed);
    }
  }

  private static List<Long> changes(List<Topology.Node> nodes) throws IOException {
    List<Long> changes = new ArrayList<>();
    for (Topology.Node node : nodes) {
      try (RespConnection connection = node.address().connect()) {
        changes.add(Info.of(connection).number("rdb_changes_since_last_save"));
      }
    }
    return changes;
  }

  /** The offset that is read before the fork is the instant on the server's own clock. */
  @Override
  public void mark() {}

  @Override
  public Point fix(Rule.Sweep sweep, Progress progress) {
    giveUp();
    fixed = null;
    Address address = Address.of(spec);
    long begun = context.clock().nanos();
    Instant before = context.clock().now();
    try {
      Topology topology = Topology.of(address);
      String version = fork(topology, progress);
      if (topology.cluster() && !Topology.of(address).equals(topology)) {
        throw ServerErrors.failed(address, "the cluster changed while it was fixed", null);
      }
      Instant after = context.clock().now();
      fixed =
          new Fixed(
              topology,
              version,
              Duration.ofNanos(context.clock().nanos() - begun),
              after.isAfter(before) ? after : before);
      return new Point(before, taken().at());
    } catch (IOException failed) {
      giveUp();
      throw ServerErrors.of(address, "it cannot be fixed", failed);
    } catch (RuntimeException failed) {
      giveUp();
      throw failed;
    }
  }

  /** All servers at once. */
  private String fork(Topology topology, Progress progress) {
    List<Topology.Node> nodes = topology.nodes();
    int fixing = fixings++;
    List<Transfer> begun = new ArrayList<>();
    for (Topology.Node node : nodes) {
      Path file = context.work().resolve("fork-" + fixing + "-" + node.name() + ".rdb");
      begun.add(Transfer.begin(node, file, context.clock(), patience));
      transfers = List.copyOf(begun);
    }
    String version = "";
    try (Progress.Phase phase =
        progress.begin("fixing " + name(), Progress.Unit.STEPS, nodes.size())) {
      for (Transfer transfer : begun) {
        version = transfer.awaitFork().before().version();
        phase.advance(1);
      }
    }
    if (closed) {
      giveUp();
    }
    return version;
  }

  @Override
  public CapturedMember complete(Progress progress) {
    Fixed point = taken();
    ObjectNode evidence = JsonMapper.shared().createObjectNode();
    evidence.put("method", "full synchronisation of a replica");
    evidence.put("fixMillis", point.took().toMillis());
    evidence.put("serverVersion", point.version());
    evidence.put("cluster", point.topology().cluster());
    long begun = context.clock().nanos();
    try (Progress.Phase phase =
        progress.begin("storing " + name(), Progress.Unit.STEPS, transfers.size())) {
      Completion completion =
          new Completion(
              context,
              new Entries(point.at()),
              phase,
              evidence.putArray("servers"),
              context.installation().references().stream()
                  .anyMatch(reference -> reference.from().equals(name())));
      for (Transfer transfer : transfers) {
        completion.add(transfer);
      }
      evidence.put("completeMillis", Duration.ofNanos(context.clock().nanos() - begun).toMillis());
      return completion.member(
          new Description(point.version(), point.topology().cluster(), completion.parts()),
          evidence);
    } catch (IOException cannot) {
      throw noStaging(cannot);
    }
  }

  /** Answered by what the forks sent, which is stored already. */
  @Override
  public ReferenceRows references(String query) {
    return KeyReferences.in(transfers.stream().map(Transfer::file).toList(), query);
  }

  private void giveUp() {
    List<Transfer> begun = transfers;
    transfers = List.of();
    begun.forEach(Transfer::close);
  }

  @Override
  public void close() {
    closed = true;
    giveUp();
  }

  private Fixed taken() {
    return Objects.requireNonNull(fixed, "fixed first");
  }

  private HoldfastException noStaging(IOException why) {
    return new HoldfastException(
        ErrorCode.INPUT_OUTPUT,
        "Redis store '%s' cannot be staged in %s: %s"
            .formatted(spec.name(), context.work(), why.getMessage()),
        ServerErrors.SAFE,
        "Look whether this user may write there, and whether there is room.",
        why);
  }
}
