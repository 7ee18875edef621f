package io.holdfast.stores.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.capture.TreeRestore;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.platform.Randomness;
import io.holdfast.stores.postgresql.wal.BaseBackupStream;
import io.holdfast.stores.postgresql.wal.Era;
import io.holdfast.stores.postgresql.wal.EraVault;
import io.holdfast.stores.postgresql.wal.Lsn;
import io.holdfast.stores.postgresql.wal.Receiver;
import io.holdfast.stores.postgresql.wal.ReplicationConnection;
import io.holdfast.stores.postgresql.wal.Segment;
import io.holdfast.stores.postgresql.wal.WalFiles;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.crypto.KdfParameters;
import io.holdfast.vault.crypto.Password;
import io.holdfast.vault.store.LocalObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A base backup and the log since, recovered to places in between. */
class PointInTimeTest {
  private static final String SLOT = "holdfast";
  private static final int TARGETS = Integer.getInteger("holdfast.trials", 3);
  private static final long SEED =
      Long.getLong("holdfast.seed", System.currentTimeMillis() % 1_000_000);

  @TempDir Path directory;
  private RunningPostgresql server;
  private Vault vault;
  private EraVault eras;

  @BeforeEach
  void start() throws Exception {
    server = new RunningPostgresql(directory, "wal_level=replica", "max_wal_senders=4");
    server.create("billing", "create table usage (id bigint primary key, text text)");
    vault =
        Vault.init(
            new LocalObjectStore(directory.resolve("vault")),
            Password.of("test"),
            Randomness.SECURE,
            Clock.SYSTEM,
            KdfParameters.forTests());
    eras = new EraVault(vault, Clock.SYSTEM, "billing", "db");
  }

  @AfterEach
  void stop() throws Exception {
    vault.close();
    server.close();
  }

  private ReplicationConnection replication() {
    return new ReplicationConnection(Address.of(server.spec("billing")).connectForReplication());
  }

  private Era begin() throws Exception {
    try (ReplicationConnection connection = replication()) {
      connection.ensureSlot(SLOT);
      ReplicationConnection.Identity identity = connection.identify();
      int bytes = connection.segmentBytes();
      Address address = Address.of(server.spec("postgres"));
      return eras.begin(
          (sink, entries) -> {
            BaseBackupStream base =
                new BaseBackup(address, server.programs, directory.resolve("work"))
                    .take(sink, 0, Progress.NONE);
            Lsn start = Segment.holding(base.start(), base.timeline(), bytes).start();
            return Era.begin(
                new Era.Origin(identity.system(), bytes, base.timeline(), start, base.start()),
                base.tree());
          });
    }
  }

  /** A commit, and where the log had come to afterwards. */
  private record Committed(long id, Lsn at) {}

  private List<Committed> write(Connection connection, long from, int count) throws Exception {
    List<Committed> done = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      for (long id = from; id < from + count; id++) {
        statement.execute("insert into usage values (" + id + ", repeat('x', 200))");
        try (ResultSet row = statement.executeQuery("select pg_current_wal_insert_lsn()")) {
          row.next();
          done.add(new Committed(id, Lsn.parse(row.getString(1))));
        }
      }
    }
    return done;
  }

  @Test
  @DisplayName("What is recovered to a place is what was committed before it, and nothing else")
  void places() throws Exception {
    List<Committed> committed = new ArrayList<>();
    try (Connection connection = server.connect("billing")) {
      committed.addAll(write(connection, 0, 200));
      AtomicBoolean based = new AtomicBoolean();
      CompletableFuture<List<Committed>> meanwhile =
          CompletableFuture.supplyAsync(
              () -> {
                try (Connection own = server.connect("billing")) {
                  List<Committed> done = new ArrayList<>();
                  long id = 200;
                  while (!based.get()) {
                    done.addAll(write(own, id, 10));
                    id += 10;
                  }
                  return done;
                } catch (Exception failed) {
                  throw new AssertionError(failed);
                }
              },
              PointInTimeTest::beside);
      Era era;
      try {
        era = begin();
      } finally {
        based.set(true);
      }
      committed.addAll(meanwhile.get());
      Lsn consistent;
      try (ReplicationConnection asked = replication()) {
        consistent = asked.identify().flushed();
      }
      AtomicBoolean ended = new AtomicBoolean();
      AtomicReference<Lsn> reached = new AtomicReference<>(Lsn.NONE);
      CompletableFuture<Void> receiving =
          CompletableFuture.runAsync(
              () -> {
                try {
                  new Receiver(
                          this::replication, eras, era, SLOT, Duration.ofMillis(200), Clock.SYSTEM)
                      .receive(ended::get, (timeline, end, serverEnd) -> reached.set(end));
                } catch (java.sql.SQLException failed) {
                  throw new AssertionError(failed);
                }
              },
              PointInTimeTest::beside);
      committed.addAll(write(connection, committed.size(), 2_000));
      while (reached.get().isBefore(committed.getLast().at())) {
        assertThat(receiving).isNotDone();
        Thread.sleep(20);
      }
      ended.set(true);
      receiving.get();
      SplittableRandom random = new SplittableRandom(SEED);
      for (int trial = 0; trial < TARGETS; trial++) {
        long span = committed.getLast().at().since(consistent);
        Lsn target = consistent.plus(trial == 0 ? span : random.nextLong(span));
        long expected = committed.stream().filter(one -> !target.isBefore(one.at())).count();
        assertThat(recovered(target)).as("at %s, seed %d", target, SEED).isEqualTo(expected);
      }
    }
  }

  /** Not in the common pool, which Java needs to say that a process has ended. */
  private static void beside(Runnable task) {
    Thread.ofPlatform().daemon().start(task);
  }

  private long recovered(Lsn target) throws Exception {
    Path work = Files.createDirectory(directory.resolve("recovered-" + target.position()));
    try (RunningPostgresql copy =
        new RunningPostgresql(work, running -> lay(running, target), "hot_standby=off")) {
      while (!copy.ask("postgres", "select pg_is_in_recovery()").equals("f")) {
        Thread.sleep(50);
      }
      assertThat(copy.ask("billing", "select max(id) + 1 from usage"))
          .isEqualTo(copy.ask("billing", "select count(*) from usage"));
      return Long.parseLong(copy.ask("billing", "select count(*) from usage"));
    }
  }

  private void lay(RunningPostgresql running, Lsn target) throws IOException {
    Disk.createPrivateDirectories(running.data());
    BlobId era = vault.snapshots().getLast().tree();
    new TreeRestore(vault, Clock.SYSTEM, 2).restore(at(era, "base"), running.data(), Progress.NONE);
    Path wal = Files.createDirectory(running.data().resolveSibling("wal"));
    new WalFiles(vault, 16 << 20, wal, target).write(at(era, "wal"));
    Disk.write(
        running.data().resolve("postgresql.auto.conf"),
        ("restore_command = 'cp \"" + wal + "/%f\" \"%p\"'\n")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Files.createFile(running.data().resolve("recovery.signal"));
    running.giveAway();
  }

  private BlobId at(BlobId tree, String name) {
    return vault.tree(tree).nodes().stream()
        .filter(node -> node.name().display().equals(name))
        .map(node -> Objects.requireNonNull(node.subtree()))
        .findFirst()
        .orElseThrow();
  }
}
