package io.holdfast.stores.postgresql;

import io.holdfast.model.installation.Reference;
import io.holdfast.model.installation.Rule;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Point;
import io.holdfast.platform.Disk;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.Entries;
import io.holdfast.stores.Readiness;
import io.holdfast.stores.ReferenceQuery;
import io.holdfast.stores.ReferenceRows;
import io.holdfast.stores.Store;
import io.holdfast.stores.StoreContext;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One PostgreSQL database during one backup. */
final class PostgresqlStore implements Store {
  private final StoreSpec.Postgresql spec;
  private final StoreContext context;
  private final List<Path> places;
  private final Map<String, SpooledRows> references = new HashMap<>();
  private @Nullable Source source;
  private volatile boolean fixingGoesOn;
  private @Nullable Fixed fixed;

  /**
   * What preparing found.
   *
   * @param holder the connection that holds the snapshot, and {@code side} one for everything else
   */
  private record Source(
      Address address, Connection holder, Connection side, ServerFacts facts, Method method) {}

  /**
   * @param restorePoint the name of the restore point, empty if there is none
   */
  private record Fixed(HeldSnapshot snapshot, String restorePoint, Duration took, Instant at) {}

  PostgresqlStore(StoreSpec.Postgresql spec, StoreContext context, List<Path> places) {
    this.spec = spec;
    this.context = context;
    this.places = places;
  }

  @Override
  public String name() {
    return spec.name();
  }

  @Override
  public String kind() {
    return "postgresql";
  }

  /** Everything that could fail after processing was suspended is tried while it runs. */
  @Override
  public Readiness prepare(Progress progress) {
    Address address = Address.of(spec);
    Connection holder = address.connect();
    Connection side;
    try {
      side = address.connect();
    } catch (RuntimeException failed) {
      close(holder);
      throw failed;
    }
    try {
      ServerFacts facts = ServerFacts.of(side);
      refuseUnreadable(address, facts);
      Method method = method(address);
      source = new Source(address, holder, side, facts, method);
      describeReferences(side);
      Disk.createPrivateDirectories(context.work());
      method.prepare(side, facts, progress);
      return Readiness.READY;
    } catch (SQLException failed) {
      throw ServerErrors.of(address, "it cannot be looked at", failed);
    } catch (IOException cannot) {
      throw ServerErrors.noStaging(address, context.work(), cannot);
    } finally {
      if (source == null) {
        close(holder);
        close(side);
      }
    }
  }

  private Method method(Address address) {
    return spec.physical() instanceof StoreSpec.Physical physical
        ? new Physical(spec, physical, address, context, places)
        : new Logical(address, context, places);
  }

  private static void refuseUnreadable(Address address, ServerFacts facts) {
    if (!facts.unreadable().isEmpty()) {
      throw ServerErrors.refused(
          address,
          "it may not read " + String.join(", ", facts.unreadable()),
          "Give it the right: GRANT pg_read_all_data TO the user, or SELECT on these tables.",
          null);
    }
  }

  /** The server parses the queries without running them. */
  private void describeReferences(Connection side) {
    for (Reference reference : references()) {
      try (PreparedStatement query = side.prepareStatement(reference.query())) {
        query.getMetaData();
      } catch (SQLException wrong) {
        throw ReferenceQuery.wrong(reference.query(), wrong);
      }
    }
  }

  /** The snapshot itself is the account of what is written from then on. */
  @Override
  public void mark() {}

  @Override
  public Point fix(Rule.Sweep sweep, Progress progress) {
    Source from = prepared();
    letGo();
    references.clear();
    long begun = context.clock().nanos();
    Instant before = context.clock().now();
    fixingGoesOn = true;
    try {
      String name = "holdfast-" + before.toString().replace(":", "");
      // What the snapshot sees, and references are read from, is all of the point and no less.
      String restorePoint = from.method().namePoint(from.side(), from.facts(), name);
      HeldSnapshot snapshot = HeldSnapshot.take(from.holder(), from.address());
      Instant after = context.clock().now();
      fixed =
          new Fixed(
              snapshot,
              restorePoint,
              Duration.ofNanos(context.clock().nanos() - begun),
              after.isAfter(before) ? after : before);
    } catch (SQLException refused) {
      throw ServerErrors.of(from.address(), "no restore point", refused);
    } finally {
      fixingGoesOn = false;
    }
    return new Point(before, taken().at());
  }

  @Override
  public CapturedMember complete(Progress progress) {
    Source from = prepared();
    Fixed point = taken();
    long begun = context.clock().nanos();
    CapturedMember member;
    try {
      DatabaseDescription description = DatabaseDescription.of(from.side(), from.facts().major());
      ObjectNode evidence = evidence(from, point);
      spoolReferences(point.snapshot().connection());
      member =
          from.method()
              .take(
                  point.snapshot(),
                  description,
                  from.facts(),
                  evidence,
                  new Entries(point.at()),
                  progress);
      evidence.put("completeMillis", Duration.ofNanos(context.clock().nanos() - begun).toMillis());
    } catch (SQLException failed) {
      throw ServerErrors.of(from.address(), "it cannot be described", failed);
    } catch (IOException cannot) {
      throw ServerErrors.noStaging(from.address(), context.work(), cannot);
    }
    if (!point.snapshot().isHeld()) {
      throw ServerErrors.failed(
          from.address(),
          "the server ended the transaction that held the snapshot before the member was complete",
          null);
    }
    letGo();
    return member;
  }

  private static ObjectNode evidence(Source from, Fixed point) {
    ObjectNode evidence = JsonMapper.shared().createObjectNode();
    evidence.put("fixMillis", point.took().toMillis());
    evidence.put("snapshot", point.snapshot().id());
    evidence.put("transactions", point.snapshot().horizon());
    evidence.put("lsn", point.snapshot().lsn());
    evidence.put("restorePoint", point.restorePoint());
    evidence.put("serverVersion", from.facts().version());
    evidence.put("standby", from.facts().inRecovery());
    evidence.put("lockedTables", point.snapshot().tables());
    return evidence;
  }

  private void spoolReferences(Connection inSnapshot) throws IOException {
    for (Reference reference : references()) {
      String query = reference.query();
      if (!references.containsKey(query)) {
        Path file = context.work().resolve("references-" + references.size());
        references.put(query, SpooledRows.of(ReferenceQuery.on(inSnapshot, query), file));
      }
    }
  }

  private List<Reference> references() {
    return context.installation().references().stream()
        .filter(reference -> reference.from().equals(spec.name()))
        .toList();
  }

  /** As of the point: asked in the snapshot, when it was completed. */
  @Override
  public ReferenceRows references(String query) {
    return Objects.requireNonNull(references.get(query), "a query of the installation");
  }

  private void letGo() {
    if (fixed != null) {
      fixed.snapshot().end();
      fixed = null;
    }
  }

  @Override
  public void close() {
    if (source == null) {
      return;
    }
    close(source.holder());
    close(source.side());
  }

  /**
   * A fixing that was given up may wait for a lock on its connection, and closing it would wait
   * too; so it is ended by a thread that nobody waits for.
   */
  private void close(Connection connection) {
    try {
      if (fixingGoesOn) {
        connection.abort(
            task -> Thread.ofPlatform().daemon().name("end-" + spec.name()).start(task));
      } else {
        connection.close();
      }
    } catch (SQLException alreadyGone) {
      return; // The server ended it first; nothing is left to end.
    }
  }

  private Source prepared() {
    return Objects.requireNonNull(source, "prepared first");
  }

  private Fixed taken() {
    return Objects.requireNonNull(fixed, "fixed first");
  }
}
