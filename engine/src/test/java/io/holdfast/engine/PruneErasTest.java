package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.lifecycle.EraVerdict;
import io.holdfast.model.lifecycle.Retention;
import io.holdfast.model.progress.Progress;
import io.holdfast.model.set.Member;
import io.holdfast.model.set.RecoverySet;
import io.holdfast.stores.EraLog;
import io.holdfast.vault.BlobId;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.faults.Fault;
import io.holdfast.vault.faults.FaultyStore;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.MemoryObjectStore;
import io.holdfast.vault.tree.Node;
import io.holdfast.vault.tree.NodeType;
import io.holdfast.vault.tree.Tree;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I7: an era of a log goes with the last that needs it, whole, and never the newest")
class PruneErasTest {
  private static final PruneOptions AT_ONCE = new PruneOptions(Duration.ZERO);
  private final BackupBed bed = new BackupBed(Path.of("unused"));
  private final FakeLog log = new FakeLog();
  private Vault vault;

  @BeforeEach
  void open() {
    vault = bed.open();
    bed.stores.log(log);
  }

  @AfterEach
  void close() {
    vault.close();
  }

  private Prune prune(int last) {
    return prune(vault, last);
  }

  /** By a rule that keeps so many sets. */
  private Prune prune(Vault pruned, int last) {
    return bed.prune(pruned, BackupBed.keepLast(last));
  }

  private Prune.Plan plan(int last) {
    return prune(last).plan(Retention.Words.NONE, Progress.NONE);
  }

  private static List<Boolean> kept(Prune.Plan plan) {
    return plan.eras().verdicts().stream().map(EraVerdict::kept).toList();
  }

  private static String why(Prune.Plan plan, int era) {
    return plan.eras().verdicts().get(era).reasons().toString();
  }

  private List<BlobId> there() {
    return vault.snapshots().stream().map(Snapshot::id).toList();
  }

  private static Node directory(VaultWriter writer, String name, List<Node> content) {
    return FakeStores.node(name, NodeType.DIRECTORY, 0755)
        .withSubtree(writer.save(new Tree(content)));
  }

  /** What this era begins with, and no other. */
  private static Node base(VaultWriter writer, String era) {
    return directory(writer, "db", List.of(directory(writer, era, List.of())));
  }

  private Snapshot set(String era, long second) {
    RecoverySet set = CraftedSets.sealedAt(CraftedSets.sound(), second);
    Map<String, Node> nodes = new LinkedHashMap<>();
    try (VaultWriter writer = vault.writer()) {
      for (Member member : set.members()) {
        boolean database = member.store().equals("db");
        nodes.put(
            member.path(), database ? base(writer, era) : FakeStores.tree(writer, member.store()));
      }
      writer.flush();
    }
    return CraftedSets.seal(vault, set, nodes, Sets.tags(set));
  }

  /** In two states, as a killed step leaves one. */
  private EraLog.Era era(String name, long from, long until, boolean growing) {
    List<String> tags = List.of("holdfast-era", "installation=billing", "store=db", name);
    List<BlobId> states =
        List.of(
            CraftedSets.plain(vault, CraftedSets.at(until - 1), tags).id(),
            CraftedSets.plain(vault, CraftedSets.at(until), tags).id());
    try (VaultWriter writer = vault.writer()) {
      BlobId begins = Objects.requireNonNull(base(writer, name).subtree());
      EraLog.Era span =
          new EraLog.Era(
              CraftedSets.at(from), CraftedSets.at(until), name, growing, begins, states, 4_711);
      log.eras.add(span);
      return span;
    }
  }

  @Test
  @DisplayName("It stays with the last set that was made from it, and goes with it")
  void withItsSets() {
    EraLog.Era old = era("first", 0, 99, false);
    set("first", 10);
    set("first", 20);
    era("second", 90, 199, false);
    set("second", 110);
    era("third", 190, 299, true);
    set("third", 210);

    assertThat(kept(plan(3))).containsOnly(true);
    assertThat(why(plan(3), 0)).contains("is made from it");
    Prune.Plan plan = plan(2);
    assertThat(kept(plan)).containsExactly(false, true, true);
    assertThat(plan.eras().doomed().getFirst().bytes()).isEqualTo(4_711);
    assertThat(plan.doomed()).hasSize(4).endsWith(old.snapshots().toArray(BlobId[]::new));
    List<BlobId> before = new ArrayList<>(there());

    assertThat(prune(2).carryOut(plan, AT_ONCE, Progress.NONE).room().plan())
        .isEqualTo(plan.room());
    before.removeAll(plan.doomed());
    assertThat(there()).containsExactlyInAnyOrderElementsOf(before);
  }

  @Test
  @DisplayName("One that no set was made from stays while a rule reaches back into it")
  void withoutSets() {
    era("first", 0, 99, false);
    set("first", 50);
    era("no set", 90, 199, false);
    era("third", 190, 299, true);
    set("third", 210);
    set("third", 220);

    assertThat(kept(plan(3))).containsOnly(true);
    assertThat(why(plan(3), 1)).contains("rule 'nightly' reaches back to");
    assertThat(kept(plan(2))).containsExactly(false, false, true);
  }

  @Test
  @DisplayName("While the rule has no set, and while a set cannot be read, every era stays")
  void nobodyKnows() {
    era("first", 0, 99, false);
    era("second", 90, 199, true);
    assertThat(why(plan(1), 0)).contains("has no set yet");
    CraftedSets.plain(vault, CraftedSets.at(5), List.of("holdfast-set", "installation=billing"));
    set("second", 110);
    set("second", 120);
    assertThat(kept(plan(1))).containsOnly(true);
    assertThat(why(plan(1), 0)).contains("cannot be read");
  }

  @Test
  @DisplayName("What is held stays, whatever was made from it")
  void held() {
    EraLog.Era old = era("first", 0, 99, false);
    era("second", 90, 199, true);
    set("second", 110);
    Snapshot state =
        vault.snapshots().stream()
            .filter(snapshot -> snapshot.id().equals(old.snapshots().getLast()))
            .findFirst()
            .orElseThrow();
    vault.holds().place(state, "case 4711");
    assertThat(kept(plan(1))).containsOnly(true);
    assertThat(why(plan(1), 0)).contains("case 4711");
    vault.holds().release(state);
    assertThat(kept(plan(1))).containsExactly(false, true);
  }

  @Test
  @DisplayName("Killed at every call to the store: an era is as it was or gone; the next goes on")
  void killedAtEveryCall() {
    EraLog.Era old = era("first", 0, 99, false);
    era("second", 90, 199, true);
    set("first", 50);
    set("second", 110);
    List<BlobId> stay = new ArrayList<>(there());
    stay.removeAll(plan(1).doomed());
    int call = 1;
    while (killedAt(call, old, stay)) {
      call++;
    }
    assertThat(call).as("calls to the store").isGreaterThan(20);
  }

  /** Whether there was such a call. */
  private boolean killedAt(int call, EraLog.Era old, List<BlobId> stay) {
    MemoryObjectStore objects = bed.objects.copy();
    FaultyStore connection = new FaultyStore(objects);
    boolean killed = false;
    try (Vault struck = bed.open(connection)) {
      Prune.Plan plan = prune(struck, 1).plan(Retention.Words.NONE, Progress.NONE);
      connection.at(call, call % 2 == 0 ? Fault.CRASH_AFTER : Fault.CRASH_BEFORE);
      prune(struck, 1).carryOut(plan, AT_ONCE, Progress.NONE);
    } catch (HoldfastException failure) {
      killed = true;
    }
    // Its lock is stale by then.
    bed.clock.skip(Duration.ofHours(1));
    try (Vault after = bed.open(objects)) {
      List<BlobId> left = new ArrayList<>(after.snapshots().stream().map(Snapshot::id).toList());
      assertThat(left).as("call %d", call).containsAll(stay);
      left.retainAll(old.snapshots());
      assertThat(left.isEmpty() || left.contains(old.snapshots().getLast()))
          .as("call %d leaves %s of %s", call, left, old.snapshots())
          .isTrue();
      Prune.Plan next = prune(after, 1).plan(Retention.Words.NONE, Progress.NONE);
      prune(after, 1).carryOut(next, AT_ONCE, Progress.NONE);
      assertThat(after.snapshots()).extracting(Snapshot::id).hasSameElementsAs(stay);
      if (!left.isEmpty()) {
        assertThat(next.doomed()).as("call %d", call).containsAll(left);
      }
    }
    return killed;
  }
}
