package io.holdfast.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.lifecycle.KnownSet;
import io.holdfast.model.lifecycle.Retention;
import io.holdfast.model.progress.Progress;
import io.holdfast.vault.Vault;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.prune.PruneReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.ObjectKind;
import io.holdfast.vault.store.StoredObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("I7: prune removes the sets that their rules let go, and touches nothing else")
class PruneTest {
  private static final PruneOptions AT_ONCE = new PruneOptions(Duration.ZERO);
  private final BackupBed bed = new BackupBed(Path.of("unused"));
  private Vault vault;

  @BeforeEach
  void open() {
    vault = bed.open();
  }

  @AfterEach
  void close() {
    vault.close();
  }

  private static List<String> doomed(Prune.Plan plan) {
    return plan.retention().doomed().stream().map(KnownSet::id).toList();
  }

  private Snapshot seal(String installation, long second) {
    return CraftedSets.seal(vault, CraftedSets.sealedAt(CraftedSets.sound(), installation, second));
  }

  @Test
  @DisplayName("Other installations' sets, plain snapshots, eras and base backups stay")
  void onlyOurs() {
    List<Snapshot> kept = new ArrayList<>();
    Snapshot old = seal("billing", 1);
    kept.add(seal("billing", 2));
    kept.add(seal("billing-test", 1));
    kept.add(seal("billing-test", 2));
    kept.add(CraftedSets.plain(vault, CraftedSets.at(0), List.of()));
    for (String tag : List.of("holdfast-era", "holdfast-base", "holdfast-set")) {
      kept.add(
          CraftedSets.plain(
              vault, CraftedSets.at(0), List.of(tag, "installation=billing", "store=db")));
    }

    Prune prune = bed.prune(vault, BackupBed.keepLast(1));
    Prune.Plan plan = prune.plan(Retention.Words.NONE, Progress.NONE);
    assertThat(doomed(plan)).containsExactly(old.id().hex());
    assertThat(plan.bytes()).containsEntry(old.id().hex(), 14L);
    assertThat(vault.snapshots()).as("the plan changes nothing").hasSize(kept.size() + 1);

    PruneReport report = prune.carryOut(plan, AT_ONCE, Progress.NONE).room();
    assertThat(vault.snapshots()).containsExactlyInAnyOrderElementsOf(kept);
    assertThat(report.plan()).as("the plan came true").isEqualTo(plan.room());
    assertThat(report.deleted().count() + report.condemned().count()).isPositive();
    assertThat(doomed(prune.plan(Retention.Words.NONE, Progress.NONE))).isEmpty();
  }

  @Test
  @DisplayName("A held set stays, also if the hold came after the plan: HF-413, and nothing goes")
  void held() {
    Snapshot held = seal("billing", 1);
    Snapshot other = seal("billing", 2);
    seal("billing", 3);
    Prune prune = bed.prune(vault, BackupBed.keepLast(1));
    Prune.Plan before = prune.plan(Retention.Words.NONE, Progress.NONE);
    vault.holds().place(held, "case 4711");

    assertThatThrownBy(() -> prune.carryOut(before, AT_ONCE, Progress.NONE))
        .isInstanceOfSatisfying(
            HoldfastException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LEGAL_HOLD));
    assertThat(vault.snapshots()).hasSize(3);

    Prune.Plan after = prune.plan(Retention.Words.NONE, Progress.NONE);
    assertThat(doomed(after)).containsExactly(other.id().hex());
    assertThat(after.retention().verdicts().getFirst().reasons().getFirst())
        .contains("legal hold", "case 4711");
    vault.holds().release(held);
    assertThat(doomed(prune.plan(Retention.Words.NONE, Progress.NONE))).hasSize(2);
  }

  @Test
  @DisplayName("HF-502: nothing goes while what is to stay is not whole")
  void keptIsNotWhole() {
    seal("billing", 1);
    List<StoredObject> before = bed.objects.list(ObjectKind.PACK);
    seal("billing", 2);
    List<StoredObject> needed = new ArrayList<>(bed.objects.list(ObjectKind.PACK));
    needed.removeAll(before);
    bed.objects.delete(ObjectKind.PACK, needed.getFirst().name());

    assertThatThrownBy(
            () -> bed.prune(vault, BackupBed.keepLast(1)).plan(Retention.Words.NONE, Progress.NONE))
        .isInstanceOfSatisfying(
            HoldfastException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BLOB_MISSING));
    assertThat(vault.snapshots()).hasSize(2);
  }

  @Test
  @DisplayName("Killed between two removals: what is left is whole, and the next prune goes on")
  void killedInBetween() {
    for (long second = 1; second <= 4; second++) {
      seal("billing", second);
    }
    Prune prune = bed.prune(vault, BackupBed.keepLast(1));
    Prune.Plan plan = prune.plan(Retention.Words.NONE, Progress.NONE);
    vault.forget(List.of(vault.snapshots().getFirst()));
    prune.carryOut(plan, AT_ONCE, Progress.NONE);
    assertThat(vault.snapshots()).hasSize(1);
    assertThat(doomed(prune.plan(Retention.Words.NONE, Progress.NONE))).isEmpty();
  }
}
