package io.holdfast.stores.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.capture.TreeRestore;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Disk;
import io.holdfast.stores.LogReceiver;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.postgresql.wal.Era;
import io.holdfast.stores.postgresql.wal.EraVault;
import io.holdfast.stores.postgresql.wal.Lsn;
import io.holdfast.stores.postgresql.wal.WalFiles;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
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
  private static final int TARGETS = Integer.getInteger("holdfast.trials", 3);
  private static final long SEED =
      Long.getLong("holdfast.seed", System.currentTimeMillis() % 1_000_000);

  @TempDir Path directory;
  private RunningPostgresql server;
  private Vault vault;
  private final List<Committed> committed = new ArrayList<>();

  /** A commit, and where the log had come to afterwards. */
  private record Committed(long id, Lsn at) {}

  @BeforeEach
  void start() throws Exception {
    server = new RunningPostgresql(directory, "wal_level=replica", "max_wal_senders=4");
    server.create("billing", "create table usage (id bigint primary key, text text)");
    vault = QuickVault.in(directory.resolve("vault"));
  }

  @AfterEach
  void stop() throws Exception {
    vault.close();
    server.close();
  }

  private void write(Connection connection, int count) throws Exception {
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < count; i++) {
        long id = committed.size();
        statement.execute("insert into usage values (" + id + ", repeat('x', 200))");
        try (ResultSet row = statement.executeQuery("select pg_current_wal_insert_lsn()")) {
          row.next();
          committed.add(new Committed(id, Lsn.parse(row.getString(1))));
        }
      }
    }
  }

  @Test
  @DisplayName("What is recovered to a place is what was committed before it, and nothing else")
  void places() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    AtomicReference<Lsn> reached = new AtomicReference<>(Lsn.NONE);
    LogReceiver log =
        new PostgresqlProvider()
            .logReceiver(
                server.physical("billing"),
                "billing",
                vault,
                Clock.SYSTEM,
                directory.resolve("work"))
            .orElseThrow();
    CompletableFuture<Void> receiving =
        CompletableFuture.runAsync(
            () -> log.receive(ended::get, listener(reached), Progress.NONE),
            RunningPostgresql::beside);
    Lsn first;
    try (Connection connection = server.connect("billing")) {
      // Some of it before the base backup, some while it is taken, most of it after.
      while (reached.get().equals(Lsn.NONE)) {
        write(connection, 20);
        if (receiving.isDone()) {
          receiving.get();
        }
      }
      first = reached.get();
      write(connection, 2_000);
    }
    while (reached.get().isBefore(committed.getLast().at())) {
      assertThat(receiving).isNotDone();
      Thread.sleep(20);
    }
    ended.set(true);
    receiving.get();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int trial = 0; trial < TARGETS; trial++) {
      long span = committed.getLast().at().since(first);
      Lsn target = first.plus(trial == 0 ? span : random.nextLong(span));
      long expected = committed.stream().filter(one -> !target.isBefore(one.at())).count();
      // A commit ends somewhere between the one before it and where the log was seen after it.
      assertThat(recovered(target))
          .as("at %s, seed %d", target, SEED)
          .isBetween(expected, expected + 1);
    }
  }

  private static LogReceiver.Listener listener(AtomicReference<Lsn> reached) {
    return new LogReceiver.Listener() {
      @Override
      public void stored(String place, long behind) {
        reached.set(Lsn.parse(place));
      }

      @Override
      public void warning(String what) {
        System.out.println(what);
      }
    };
  }

  private long recovered(Lsn target) throws Exception {
    Path work = Files.createDirectory(directory.resolve("recovered-" + target.position()));
    try (RunningPostgresql copy =
        new RunningPostgresql(work, running -> lay(running, target), "hot_standby=off")) {
      assertThat(copy.ask("postgres", "select pg_is_in_recovery()")).isEqualTo("f");
      assertThat(copy.ask("billing", "select max(id) + 1 from usage"))
          .isEqualTo(copy.ask("billing", "select count(*) from usage"));
      return Long.parseLong(copy.ask("billing", "select count(*) from usage"));
    }
  }

  private void lay(RunningPostgresql running, Lsn target) throws IOException {
    Disk.createPrivateDirectories(running.data());
    Era era = new EraVault(vault, Clock.SYSTEM, "billing", "db").newest().orElseThrow();
    BlobId tree = vault.snapshots().getLast().tree();
    new TreeRestore(vault, Clock.SYSTEM, 2)
        .restore(era.base().tree(), running.data(), Progress.NONE);
    Path wal = Files.createDirectory(running.data().resolveSibling("wal"));
    new WalFiles(vault, era.base().segmentBytes(), wal, era.base().redo(), target)
        .write(at(tree, "wal"), Progress.NONE);
    Disk.write(
        running.data().resolve("postgresql.auto.conf"),
        RestoredServer.RECOVERY_SETTINGS.getBytes(StandardCharsets.UTF_8));
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
