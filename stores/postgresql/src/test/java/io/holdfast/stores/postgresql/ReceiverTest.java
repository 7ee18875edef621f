package io.holdfast.stores.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.platform.Clock;
import io.holdfast.stores.QuickVault;
import io.holdfast.stores.postgresql.wal.BaseSnapshot;
import io.holdfast.stores.postgresql.wal.Era;
import io.holdfast.stores.postgresql.wal.EraVault;
import io.holdfast.stores.postgresql.wal.Lsn;
import io.holdfast.stores.postgresql.wal.Receiver;
import io.holdfast.stores.postgresql.wal.ReplicationConnection;
import io.holdfast.stores.postgresql.wal.Segment;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The write-ahead log of a real server on its way into a vault. */
class ReceiverTest {
  private static final String SLOT = "holdfast";
  private static final Duration STEP = Duration.ofMillis(200);

  @TempDir Path directory;
  private RunningPostgresql server;
  private Vault vault;
  private EraVault eras;

  @BeforeEach
  void start() throws Exception {
    server = new RunningPostgresql(directory, "wal_level=replica", "max_wal_senders=4");
    server.create("billing", "create table usage (id bigint, text text)");
    vault = QuickVault.in(directory.resolve("vault"));
    eras = new EraVault(vault, Clock.SYSTEM, "billing", "db");
  }

  @AfterEach
  void stop() throws Exception {
    vault.close();
    server.close();
  }

  private WalServer source(String database) {
    return new WalServer(Address.of(server.spec(database)), SLOT);
  }

  /** A base backup of nothing, with which an era begins. */
  private void begin() throws Exception {
    try (ReplicationConnection connection = source("billing").connect()) {
      connection.ensureSlot(SLOT);
      ReplicationConnection.Identity identity = connection.identify();
      int bytes = connection.segmentBytes();
      Lsn kept = Lsn.parse(server.ask("billing", "select restart_lsn from pg_replication_slots"));
      Lsn start = Segment.holding(kept, identity.timeline(), bytes).start();
      eras.keepBase(
          sink ->
              new BaseSnapshot(
                  identity.system(),
                  bytes,
                  identity.timeline(),
                  start,
                  Clock.SYSTEM.now(),
                  Clock.SYSTEM.now(),
                  sink.save(new Tree(List.of())),
                  0,
                  0));
    }
  }

  private Lsn written() throws Exception {
    return Lsn.parse(server.ask("billing", "select pg_current_wal_flush_lsn()"));
  }

  /** Receives in the background until closed. */
  private final class Receiving implements AutoCloseable {
    private final AtomicBoolean ended = new AtomicBoolean();
    private final AtomicReference<Lsn> reached = new AtomicReference<>(Lsn.NONE);
    private final CompletableFuture<Void> done;

    Receiving() {
      done =
          CompletableFuture.runAsync(
              () -> {
                try {
                  new Receiver(source("billing"), eras, SLOT, STEP, Clock.SYSTEM)
                      .receive(
                          era -> ended.get(), (era, serverEnd) -> reached.set(era.wal().end()));
                } catch (java.sql.SQLException failed) {
                  throw new AssertionError(failed);
                }
              },
              RunningPostgresql::beside);
    }

    void await(Lsn place) throws Exception {
      long giveUp = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (reached.get().isBefore(place)) {
        assertThat(System.nanoTime()).as("reached %s of %s", reached, place).isLessThan(giveUp);
        if (done.isDone()) {
          done.get();
        }
        Thread.sleep(20);
      }
    }

    @Override
    public void close() throws Exception {
      ended.set(true);
      done.get();
    }
  }

  private TreeMap<String, byte[]> segments(Era era) {
    BlobId root = vault.snapshots().getLast().tree();
    TreeMap<String, byte[]> found = new TreeMap<>();
    collect(at(at(root, "wal"), Segment.name(era.wal().timeline())), found);
    return found;
  }

  private BlobId at(BlobId tree, String name) {
    return vault.tree(tree).nodes().stream()
        .filter(node -> node.name().display().equals(name))
        .map(node -> Objects.requireNonNull(node.subtree()))
        .findFirst()
        .orElseThrow();
  }

  private void collect(BlobId tree, TreeMap<String, byte[]> into) {
    for (Node node : vault.tree(tree).nodes()) {
      if (node.subtree() != null) {
        collect(node.subtree(), into);
      } else {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        node.content().forEach(blob -> content.writeBytes(vault.data(blob)));
        into.put(node.name().display(), content.toByteArray());
      }
    }
  }

  @Test
  @DisplayName(
      "I1, I6: what the vault has is what the server wrote, to the byte, after restarts too")
  void sameBytes() throws Exception {
    begin();
    for (int round = 0; round < 3; round++) {
      try (Receiving receiving = new Receiving()) {
        server.execute(
            "billing",
            "insert into usage select i, repeat(md5(i::text), 10) from generate_series(1, 40000) i",
            "insert into usage values (0, 'last')");
        receiving.await(written());
      }
      assertThat(vault.snapshots()).as("one snapshot for the era").hasSize(1);
    }
    Era era = eras.newest().orElseThrow();
    assertThat(segmentsOnServer(era, era.base().start())).isGreaterThan(2);
  }

  /** How many there are from a place on; each is the same there, as far as it is here. */
  private int segmentsOnServer(Era era, Lsn from) throws Exception {
    TreeMap<String, byte[]> segments = segments(era);
    Lsn at = from;
    for (var segment : segments.entrySet()) {
      Segment named = Segment.holding(at, era.wal().timeline(), era.base().segmentBytes());
      assertThat(segment.getKey()).isEqualTo(named.name());
      byte[] onServer = Files.readAllBytes(server.data().resolve("pg_wal").resolve(named.name()));
      assertThat(
              Arrays.mismatch(
                  segment.getValue(),
                  0,
                  segment.getValue().length,
                  onServer,
                  0,
                  segment.getValue().length))
          .isEqualTo(-1);
      at = at.plus(segment.getValue().length);
    }
    assertThat(at).isEqualTo(era.wal().end());
    return segments.size();
  }

  @Test
  @DisplayName("I1: a timeline that branched off is followed from where it did")
  void timelines() throws Exception {
    begin();
    try (Receiving receiving = new Receiving()) {
      server.execute("billing", "insert into usage select i, 'a' from generate_series(1, 1000) i");
      receiving.await(written());
    }
    // Not received before the server ends: the rest of the old timeline comes first.
    server.execute("billing", "insert into usage select i, 'b' from generate_series(1, 1000) i");
    server.branchOff();
    server.execute("billing", "insert into usage select i, 'c' from generate_series(1, 1000) i");
    try (Receiving receiving = new Receiving()) {
      receiving.await(written());
    }
    Era era = eras.newest().orElseThrow();
    assertThat(era.wal().timeline()).isEqualTo(2);
    String branch = server.ask("billing", "select pg_read_file('pg_wal/00000002.history')");
    Lsn at = Lsn.parse(branch.strip().split("\\s+")[1]);
    int bytes = era.base().segmentBytes();
    segmentsOnServer(era, Segment.holding(at, 2, bytes).start());
  }

  @Test
  @DisplayName("I1: another server's log is refused, and what is there stays")
  void anotherServer() throws Exception {
    begin();
    try (RunningPostgresql other =
        new RunningPostgresql(Files.createDirectory(directory.resolve("other")))) {
      server.close();
      server = other;
      HoldfastException refused =
          catchThrowableOfType(
              HoldfastException.class,
              () ->
                  new Receiver(source("postgres"), eras, SLOT, STEP, Clock.SYSTEM)
                      .receive(era -> false, (era, serverEnd) -> {}));
      assertThat(refused.code()).isEqualTo(ErrorCode.LOG_BROKEN);
      assertThat(refused).hasMessageContaining("and this is server");
    }
  }
}
