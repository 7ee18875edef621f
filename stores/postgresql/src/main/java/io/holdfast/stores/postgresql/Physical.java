package io.holdfast.stores.postgresql;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.installation.StoreSpec;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Disk;
import io.holdfast.platform.FileName;
import io.holdfast.stores.CapturedMember;
import io.holdfast.stores.Entries;
import io.holdfast.stores.StoreContext;
import io.holdfast.stores.postgresql.wal.Era;
import io.holdfast.stores.postgresql.wal.EraVault;
import io.holdfast.stores.postgresql.wal.Lsn;
import io.holdfast.stores.postgresql.wal.Receiver;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * The whole server, as a base backup and its write-ahead log up to the point. The log reaches the
 * vault by whoever holds the slot: {@code holdfast receive}, or this backup by itself.
 */
final class Physical implements Method {
  private static final String IN_USE = "55006";

  /** The point is waited for, so that what has come is stored sooner than a service would. */
  private static final Duration STEP = Duration.ofMillis(200);

  private static final Duration LOOK = Duration.ofMillis(500);

  /** Without a byte of progress; a receiver's step may be long. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final StoreSpec.Physical physical;
  private final WalServer server;
  private final StoreContext context;
  private final List<Path> places;
  private final EraVault eras;
  private @Nullable RestorePoint point;

  Physical(
      StoreSpec.Postgresql spec,
      StoreSpec.Physical physical,
      Address address,
      StoreContext context,
      List<Path> places) {
    this.physical = physical;
    this.server = new WalServer(address, physical.slot());
    this.context = context;
    this.places = places;
    this.eras =
        new EraVault(context.vault(), context.clock(), context.installation().name(), spec.name());
  }

  @Override
  public void prepare(Connection side, ServerFacts facts, Progress progress) throws SQLException {
    refuseWithoutPoints(facts);
    Tablespaces.refuse(server.address(), side);
    try {
      Disk.createPrivateDirectories(context.work());
    } catch (IOException cannot) {
      throw ServerErrors.noStaging(server.address(), context.work(), cannot);
    }
    new BaseTaking(
            server,
            Programs.forBaseBackup(facts.major(), places),
            eras,
            physical,
            context.work(),
            context.clock())
        .ifNeeded(physical.baseEvery(), ServerFacts.bytesOfServer(side), progress);
  }

  private void refuseWithoutPoints(ServerFacts facts) {
    if (!facts.mayNamePoint()) {
      throw ServerErrors.refused(
          server.address(),
          facts.inRecovery()
              ? "it is a standby, in whose log no point can be named"
              : "no point can be named in its log: wal_level is minimal, or the user has no right",
          "Name the primary in 'url'; set wal_level to replica; GRANT EXECUTE ON FUNCTION"
              + " pg_create_restore_point(text) TO the user.",
          null);
    }
  }

  @Override
  public String namePoint(Connection side, ServerFacts facts, String name) throws SQLException {
    RestorePoint named = RestorePoint.create(side, name, true);
    point = named;
    return named.toString();
  }

  @Override
  public CapturedMember take(
      HeldSnapshot snapshot,
      DatabaseDescription description,
      ServerFacts facts,
      ObjectNode evidence,
      Entries entries,
      Progress progress)
      throws IOException, SQLException {
    RestorePoint named = Objects.requireNonNull(point, "named first");
    Era era = reached(named.end(), progress);
    evidence.put("method", "base backup and write-ahead log");
    evidence.put("base", era.base().taken().toString());
    evidence.put("baseStart", era.base().redo().toString());
    evidence.put("point", named.end().toString());
    evidence.put("timeline", era.wal().timeline());
    RecoveryPlan plan =
        new RecoveryPlan(
            facts.major(),
            era.base().segmentBytes(),
            era.base().timeline(),
            era.base().redo(),
            named.end(),
            named.name(),
            ServerFacts.superuser(snapshot.connection()));
    List<Node> nodes =
        List.of(
            entries.directory(FileName.of(RecoveryPlan.BASE), era.base().tree()),
            file(entries, DatabaseDescription.FILE, description.toBytes()),
            file(entries, RecoveryPlan.FILE, plan.toBytes()),
            entries.directory(
                FileName.of(RecoveryPlan.WAL), era.wal().save(context.sink(), entries)));
    long log = named.end().since(era.base().start());
    return new CapturedMember(
        entries.directory(FileName.of("database"), context.sink().save(new Tree(nodes))),
        era.base().files() + 2 + log / era.base().segmentBytes() + 1,
        era.base().bytes() + log,
        evidence,
        List.of());
  }

  private Node file(Entries entries, String name, byte[] content) throws IOException {
    return entries.file(FileName.of(name), context.sink().save(new ByteArrayInputStream(content)));
  }

  /** The era once the point is in the vault. */
  private Era reached(Lsn end, Progress progress) throws SQLException {
    try (Progress.Phase phase =
        progress.begin("write-ahead log up to " + end, Progress.Unit.STEPS, 1)) {
      Lsn before = Lsn.NONE;
      long giveUp = context.clock().nanos() + PATIENCE.toNanos();
      while (true) {
        Optional<Era> newest = eras.newest();
        if (newest.isPresent() && !newest.get().wal().end().isBefore(end)) {
          phase.advance(1);
          return newest.get();
        }
        Lsn now = newest.map(era -> era.wal().end()).orElse(Lsn.NONE);
        if (!now.equals(before)) {
          before = now;
          giveUp = context.clock().nanos() + PATIENCE.toNanos();
        }
        if (!receive(end)) {
          waitForTheOther(giveUp, end);
        }
      }
    }
  }

  /** Whether it was for this backup to receive. */
  private boolean receive(Lsn end) throws SQLException {
    try {
      new Receiver(server, eras, physical.slot(), STEP, context.clock())
          .receive(era -> !era.wal().end().isBefore(end) || isInterrupted(), (era, far) -> {});
      stopIfInterrupted();
      return true;
    } catch (SQLException refused) {
      if (IN_USE.equals(refused.getSQLState())) {
        return false;
      }
      throw refused;
    }
  }

  private void waitForTheOther(long giveUp, Lsn end) {
    if (context.clock().nanos() > giveUp) {
      throw new HoldfastException(
          ErrorCode.STORE_FAILED,
          "PostgreSQL database %s: another program receives through slot '%s', and has not brought the log up to %s for %s"
              .formatted(server.address(), physical.slot(), end, PATIENCE),
          "The database is unharmed and processing goes on; no set was sealed.",
          "Look whether 'holdfast receive' works with this vault; nothing else may use the slot.");
    }
    context.clock().sleep(LOOK);
    stopIfInterrupted();
  }

  private static boolean isInterrupted() {
    return Thread.currentThread().isInterrupted();
  }

  private static void stopIfInterrupted() {
    if (isInterrupted()) {
      throw new HoldfastException(
          ErrorCode.INTERRUPTED,
          "The work was interrupted while the write-ahead log was waited for",
          "Processing runs; no set was sealed; what was received is in the vault.",
          "Run the command again.");
    }
  }
}
