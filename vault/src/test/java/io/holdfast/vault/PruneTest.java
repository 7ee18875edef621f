package io.holdfast.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.Clock;
import io.holdfast.platform.Randomness;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.faults.Calls;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.faults.Operation;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.prune.PrunePlan;
import io.holdfast.vault.prune.PruneReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I7: a prune gives back what no snapshot needs, and nothing else")
class PruneTest {
  private static final Duration DAY = Duration.ofDays(1);
  private final MemoryObjectStore store = new MemoryObjectStore();
  private Instant now = Instant.parse("2026-11-23T03:00:00Z");

  private final Clock clock = TestVault.clock(() -> now);

  @BeforeEach
  void init() {
    TestVault.init(store).close();
  }

  private Vault open() {
    return Vault.open(store, TestVault.password(), Randomness.SECURE, clock);
  }

  private static Snapshot write(Vault vault, Map<String, byte[]> files) {
    try (VaultWriter writer = vault.writer()) {
      return Backup.write(writer, files);
    }
  }

  private static Snapshot writeOne(Vault vault, long content) {
    return write(
        vault, new TreeMap<>(Map.of("a", TestVault.text(content, 5_000), "b", new byte[0])));
  }

  private static PruneReport prune(Vault vault, Duration grace) {
    return vault.prune(new PruneOptions(grace), Progress.NONE);
  }

  private static void assertWhole(Vault vault, Snapshot snapshot, Map<String, byte[]> files) {
    assertThat(Backup.hashes(Backup.read(vault, snapshot))).isEqualTo(Backup.hashes(files));
    CheckReport report = vault.check(new CheckOptions(true), Progress.NONE);
    assertThat(report.findings()).isEmpty();
  }

  private int count(ObjectKind kind) {
    return store.list(kind).size();
  }

  @Test
  @DisplayName("A vault of which everything is needed is left as it is, whatever the grace")
  void nothingToDo() {
    try (Vault vault = open()) {
      write(vault, Backup.files(1));
      assertThat(prune(vault, Duration.ZERO).condemned().count()).isZero();
      String before = store.list(ObjectKind.PRUNE).toString() + store.list(ObjectKind.INDEX);
      PruneReport again = prune(vault, Duration.ZERO);
      assertThat(again.deleted().count() + again.condemned().count()).isZero();
      assertThat(store.list(ObjectKind.PRUNE).toString() + store.list(ObjectKind.INDEX))
          .as("nothing is written when nothing is done")
          .isEqualTo(before);
    }
  }

  @Test
  @DisplayName("Condemned first, deleted after the grace; the plan is shown before and comes true")
  void twoRuns() {
    try (Vault vault = open()) {
      Snapshot old = write(vault, Backup.files(1));
      Snapshot kept = write(vault, Backup.files(2));
      vault.forget(List.of(old));
      String before = store.list(ObjectKind.PACK).toString() + store.list(ObjectKind.INDEX);
      PrunePlan plan = vault.planPrune(Progress.NONE);
      assertThat(store.list(ObjectKind.PACK).toString() + store.list(ObjectKind.INDEX))
          .isEqualTo(before);
      assertThat(count(ObjectKind.PRUNE) + count(ObjectKind.LOCK)).isZero();
      assertThat(plan.unneeded().count() + plan.repacked().count()).isPositive();
      assertThat(plan.snapshots()).isEqualTo(1);

      PruneReport first = prune(vault, DAY);
      assertThat(first.plan()).isEqualTo(plan);
      assertThat(first.condemned().count())
          .isEqualTo(plan.unneeded().count() + plan.repacked().count());
      assertThat(first.deleted().count()).isZero();
      assertThat(first.waiting()).isEqualTo(first.condemned());
      assertWhole(vault, kept, Backup.files(2));

      now = now.plus(DAY).minusSeconds(1);
      assertThat(prune(vault, DAY).deleted().count()).as("too early").isZero();
      now = now.plusSeconds(1);
      assertThat(prune(vault, DAY).deleted()).isEqualTo(first.condemned());
      assertWhole(vault, kept, Backup.files(2));
      assertThat(vault.check(new CheckOptions(true), Progress.NONE).unusedBlobs()).isZero();
    }
  }

  @Test
  @DisplayName("A clock set back by a year makes the grace longer, never shorter")
  void clockSetBack() {
    try (Vault vault = open()) {
      vault.forget(List.of(write(vault, Backup.files(1))));
      prune(vault, DAY);
      int packs = count(ObjectKind.PACK);
      now = now.minus(Duration.ofDays(365));
      assertThat(prune(vault, Duration.ZERO).deleted().count()).isZero();
      assertThat(count(ObjectKind.PACK)).isEqualTo(packs);
      now = now.plus(Duration.ofDays(366));
      prune(vault, DAY);
      assertThat(count(ObjectKind.PACK)).isZero();
    }
  }

  @Test
  @DisplayName("Ten packs of a kind below 4 MiB become one, fewer stay; so do small index files")
  void smallPacks() {
    List<Snapshot> snapshots = new ArrayList<>();
    try (Vault vault = open()) {
      for (int i = 1; i <= 10; i++) {
        // A pack of content and two of directories each.
        snapshots.add(writeOne(vault, i));
        int expected = (2 * i < 10 ? 0 : 2 * i) + (i < 10 ? 0 : i);
        assertThat(vault.planPrune(Progress.NONE).repacked().count())
            .as("after %d runs", i)
            .isEqualTo(expected);
      }
      prune(vault, Duration.ZERO);
      assertThat(count(ObjectKind.PACK)).isEqualTo(2);
      assertThat(count(ObjectKind.INDEX)).isLessThanOrEqualTo(2);
      for (Snapshot snapshot : snapshots) {
        assertThat(Backup.read(vault, snapshot)).hasSize(2);
      }
      assertThat(vault.check(new CheckOptions(true), Progress.NONE).findings()).isEmpty();
    }
  }

  @Test
  @DisplayName("HF-502: a vault that lacks what a snapshot needs is not pruned")
  void damaged() {
    try (Vault vault = open()) {
      write(vault, Backup.files(2));
      List<StoredObject> needed = store.list(ObjectKind.PACK);
      vault.forget(List.of(write(vault, Backup.files(1))));
      int packs = count(ObjectKind.PACK);
      for (StoredObject pack : needed) {
        MemoryObjectStore damaged = store.copy();
        damaged.delete(ObjectKind.PACK, pack.name());
        try (Vault broken = TestVault.open(damaged)) {
          OpeningTest.assertCode(ErrorCode.BLOB_MISSING, () -> prune(broken, Duration.ZERO));
        }
        assertThat(damaged.list(ObjectKind.PACK)).hasSize(packs - 1);
      }
    }
  }

  @Test
  @DisplayName("A store that lists a new snapshot late: within the grace nothing is lost")
  void listsLate() {
    FaultyStore lazy = new FaultyStore(store);
    try (Vault vault = Vault.open(lazy, TestVault.password(), Randomness.SECURE, clock)) {
      Snapshot late = write(vault, Backup.files(1));
      write(vault, Backup.files(2));
      lazy.unlist(late.id().hex());
      PruneReport blind = prune(vault, DAY);
      assertThat(blind.condemned().count()).isPositive();
      assertThat(blind.deleted().count()).isZero();
      lazy.heal();
      now = now.plus(DAY);
      PruneReport seeing = prune(vault, DAY);
      assertThat(seeing.revived().count()).isPositive();
      assertWhole(vault, late, Backup.files(1));
      assertThat(Backup.read(open(), late)).isNotEmpty();
    }
  }

  @Test
  @DisplayName(
      "HF-103: where what is gone is listed for ever, a prune ends and has deleted nothing")
  void listsWhatIsGone() {
    FaultyStore lazy = new FaultyStore(store);
    try (Vault vault = Vault.open(lazy, TestVault.password(), Randomness.SECURE, clock)) {
      vault.forget(List.of(write(vault, Backup.files(1))));
      prune(vault, DAY);
      Snapshot kept = write(vault, Backup.files(2));
      vault.forget(List.of(write(vault, Backup.files(3))));
      List<StoredObject> before = store.list(ObjectKind.PACK);
      lazy.listsOnce(ObjectKind.PRUNE);
      OpeningTest.assertCode(ErrorCode.INPUT_OUTPUT, () -> prune(vault, Duration.ZERO));
      assertThat(store.list(ObjectKind.PACK)).containsAll(before);
      lazy.heal();
      assertThat(prune(vault, Duration.ZERO).deleted().count()).isPositive();
      assertWhole(vault, kept, Backup.files(2));
    }
  }

  @Test
  @DisplayName("A store that forgets deletes: HF-103 before anything is removed, or done next time")
  void forgetsDeletes() {
    FaultyStore lazy = new FaultyStore(store);
    try (Vault vault = Vault.open(lazy, TestVault.password(), Randomness.SECURE, clock)) {
      vault.forget(List.of(write(vault, Backup.files(1))));
      Snapshot kept = write(vault, Backup.files(2));
      byte[] staged = TestVault.utf8("a snapshot of a writer that sleeps");
      BlobId name = Hash.sha256(staged);
      put(ObjectKind.STAGED, name, staged);
      String before = store.list(ObjectKind.PACK).toString();
      lazy.on(Calls.of(Operation.DELETE, ObjectKind.STAGED), Fault.FORGOTTEN);
      OpeningTest.assertCode(ErrorCode.INPUT_OUTPUT, () -> prune(vault, Duration.ZERO));
      assertThat(store.list(ObjectKind.PACK).toString()).contains(before.substring(1, 60));
      lazy.heal();

      lazy.on(Calls.of(Operation.DELETE, ObjectKind.PACK), Fault.FORGOTTEN);
      lazy.on(Calls.of(Operation.DELETE, ObjectKind.INDEX), Fault.FORGOTTEN);
      PruneReport forgotten = prune(vault, Duration.ZERO);
      assertThat(forgotten.deleted().count()).isZero();
      assertThat(forgotten.waiting().count()).isPositive();
      assertThat(count(ObjectKind.STAGED)).isZero();
      lazy.heal();
      assertThat(prune(vault, Duration.ZERO).deleted()).isEqualTo(forgotten.waiting());
      assertWhole(vault, kept, Backup.files(2));
    }
  }

  private void put(ObjectKind kind, BlobId name, byte[] content) {
    try {
      store.put(kind, name.hex(), List.of(ByteBuffer.wrap(content)));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  @Test
  @DisplayName("What a living writer has stored is left alone, and is pruned once it has ended")
  void livingWriter() {
    try (Vault vault = open();
        Vault other = open()) {
      BlobId orphaned;
      try (VaultWriter writer = other.writer()) {
        orphaned = writer.save(new Tree(List.of()));
        TestVault.save(writer, TestVault.randomBytes(1, 50_000));
        writer.flush();
        PruneReport beside = prune(vault, Duration.ZERO);
        assertThat(beside.condemned().count()).isZero();
        assertThat(beside.plan().besideWriters().count()).isEqualTo(2);
        assertThat(prune(vault, Duration.ZERO).condemned().count()).as("still").isZero();
        assertThat(writer.hasTree(orphaned)).isTrue();
      }
      assertThat(prune(vault, Duration.ZERO).deleted().count()).isEqualTo(2);
    }
  }

  @Test
  @DisplayName("A writer that slept past its lock copies out of condemned packs, or says HF-605")
  void writerCountsOnCondemned() {
    for (Duration grace : List.of(DAY, Duration.ZERO)) {
      try (Vault vault = open();
          Vault other = open()) {
        write(vault, Backup.files(7));
        prune(vault, DAY);
        try (VaultWriter writer = other.writer()) {
          List<Node> nodes = new ArrayList<>();
          Backup.files(7)
              .forEach(
                  (name, bytes) -> nodes.add(TestVault.file(name, TestVault.save(writer, bytes))));
          assertThat(writer.stats().newBlobs()).as("it counts on the other's").isZero();
          vault.forget(vault.snapshots());
          assertThat(prune(vault, grace).condemned().count()).isPositive();
          BlobId tree = writer.save(new Tree(nodes));
          if (grace.isZero()) {
            OpeningTest.assertCode(
                ErrorCode.PRUNE_OVERTOOK, () -> writer.commit(TestVault.draft(tree)));
            assertThat(vault.snapshots()).isEmpty();
          } else {
            Snapshot committed = writer.commit(TestVault.draft(tree));
            now = now.plus(DAY.multipliedBy(2));
            prune(vault, DAY);
            assertWhole(vault, committed, Backup.files(7));
          }
        }
        assertThat(count(ObjectKind.STAGED)).isZero();
      }
    }
  }

  @Test
  @DisplayName("A reader that read the index before a prune finds what was moved")
  void reader() {
    try (Vault vault = open();
        Vault reader = open()) {
      Snapshot first = write(vault, Backup.files(1));
      Snapshot kept = write(vault, Backup.files(2));
      assertThat(reader.tree(kept.tree()).nodes()).isNotEmpty();
      vault.forget(List.of(first));
      assertThat(prune(vault, Duration.ZERO).plan().repacked().count()).isPositive();
      assertThat(Backup.hashes(Backup.read(reader, kept)))
          .isEqualTo(Backup.hashes(Backup.files(2)));
    }
  }

  @Test
  @DisplayName("HF-602: two prunes at once, one is refused; a dead one's lock is no obstacle")
  void twoPrunes() {
    try (Vault vault = open()) {
      vault.forget(List.of(write(vault, Backup.files(1))));
      leaveTheLockOfADeadPrune();
      OpeningTest.assertCode(ErrorCode.VAULT_LOCKED, () -> prune(vault, Duration.ZERO));
      try (VaultWriter beside = vault.writer()) {
        assertThat(beside.stats().packs()).as("writers go on").isZero();
      }
      now = now.plus(Duration.ofMinutes(31));
      assertThat(prune(vault, Duration.ZERO).deleted().count()).isPositive();
    }
  }

  /** A prune that is killed right after it took its lock, as if it were still at work. */
  private void leaveTheLockOfADeadPrune() {
    for (int at = 1; count(ObjectKind.LOCK) == 0; at++) {
      FaultyStore killing = new FaultyStore(store).at(at, Fault.CRASH_AFTER);
      try (Vault killed = Vault.open(killing, TestVault.password(), Randomness.SECURE, clock)) {
        prune(killed, Duration.ZERO);
      } catch (HoldfastException expected) {
        assertThat(expected.code()).isEqualTo(ErrorCode.INPUT_OUTPUT);
      }
    }
  }
}
