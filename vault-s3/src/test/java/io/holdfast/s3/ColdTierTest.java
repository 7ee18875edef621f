package io.holdfast.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.model.error.ErrorCode;
import io.holdfast.model.error.HoldfastException;
import io.holdfast.model.progress.Progress;
import io.holdfast.platform.FileName;
import io.holdfast.vault.Backup;
import io.holdfast.vault.Vault;
import io.holdfast.vault.VaultWriter;
import io.holdfast.vault.check.CheckOptions;
import io.holdfast.vault.check.CheckReport;
import io.holdfast.vault.check.PackReading;
import io.holdfast.vault.cold.CoolReport;
import io.holdfast.vault.cold.Part;
import io.holdfast.vault.cold.WarmPlan;
import io.holdfast.vault.prune.PruneOptions;
import io.holdfast.vault.prune.PruneReport;
import io.holdfast.vault.snapshot.Snapshot;
import io.holdfast.vault.store.KeepsCold.Haste;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@DisplayName("The cold tier: everyday work never meets it, and what is asked for comes back")
class ColdTierTest {
  private static final PruneOptions AT_ONCE = new PruneOptions(Duration.ZERO);

  private static ColdBed template;
  private ColdBed bed;

  @BeforeAll
  static void backUp() throws IOException {
    template = new ColdBed("GLACIER");
  }

  @AfterAll
  static void stop() {
    template.close();
  }

  @BeforeEach
  void copy(TestInfo test) {
    String name = test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    bed = template.copy(name, "GLACIER");
  }

  @Test
  @DisplayName("C1, C2: cold is what old sets alone need, and nothing but content")
  void cools() {
    try (Vault vault = bed.open()) {
      assertThat(vault.coldTier().plan(bed.oldOnes(), Progress.NONE).due().count()).isEqualTo(1);
      assertThat(bed.coldKeys()).as("a plan moves nothing").isEmpty();
      CoolReport report = bed.cool(vault);
      assertThat(report.cooled()).isEqualTo(report.plan().due());
      assertThat(bed.coldKeys()).containsExactly(bed.packOf(bed.old));
      assertThat(bed.cool(vault).plan().due().count()).as("once is enough").isZero();

      assertThat(vault.snapshots()).hasSize(3);
      assertThat(vault.coldTier().needs(bed.common.tree(), Part.ALL, Progress.NONE).isWarm())
          .isTrue();
      assertThat(Backup.read(vault, bed.young)).isNotEmpty();
      assertThatThrownBy(() -> Backup.read(vault, bed.old))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              cold -> assertThat(cold.code()).isEqualTo(ErrorCode.OBJECT_COLD));
    }
  }

  @Test
  @DisplayName("C5, HF-412: what must be warmed is told first, and asked for on a word alone, once")
  void warms() {
    try (Vault vault = bed.open()) {
      bed.cool(vault);
      assertThatThrownBy(() -> vault.coldTier().requireWarm(bed.old.tree(), "4711"))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              cold -> {
                assertThat(cold.code()).isEqualTo(ErrorCode.OBJECT_COLD);
                assertThat(cold).hasMessageContaining("needs 1 packs with ");
                assertThat(cold.next()).contains("vault warm 4711 --request");
              });
      assertThat(bed.askedFor()).as("nobody has asked").isZero();

      WarmPlan plan = needs(vault);
      assertThat(plan.cold().bytes()).isGreaterThan(ColdBed.LENGTH);
      vault.coldTier().request(plan, 3, Haste.BULK, Progress.NONE);
      vault.coldTier().request(plan, 3, Haste.BULK, Progress.NONE);
      assertThat(needs(vault).warming()).isEqualTo(plan.cold());
      vault.coldTier().request(needs(vault), 3, Haste.BULK, Progress.NONE);
      assertThat(bed.askedFor()).as("what is being warmed is not asked for").isEqualTo(2);

      bed.bucket.finishRestoring();
      WarmPlan warm = needs(vault);
      assertThat(warm.isWarm()).isTrue();
      assertThat(warm.warm()).isEqualTo(plan.cold());
      assertThat(warm.until()).isNotNull();
      vault.coldTier().requireWarm(bed.old.tree(), "4711");
      assertThat(Backup.read(vault, bed.old)).containsKey("old");
    }
  }

  @Test
  @DisplayName("C5, HF-412: of a part only what that part needs must be warm")
  void part() {
    try (Vault vault = bed.open()) {
      bed.cool(vault);
      vault.coldTier().requireWarm(bed.old.tree(), only("common"), "4711", "", Progress.NONE);
      assertThatThrownBy(
              () ->
                  vault
                      .coldTier()
                      .requireWarm(
                          bed.old.tree(), only("old"), "4711", " --include 'old'", Progress.NONE))
          .isInstanceOfSatisfying(
              HoldfastException.class,
              cold ->
                  assertThat(cold.next()).contains("vault warm 4711 --include 'old' --request"));
      assertThat(vault.coldTier().needs(bed.old.tree(), only("old"), Progress.NONE))
          .isEqualTo(needs(vault));
    }
  }

  /** One entry of the root. */
  private static Part only(String name) {
    return new Part() {
      @Override
      public boolean isEverything() {
        return false;
      }

      @Override
      public boolean selects(List<FileName> path) {
        return path.equals(List.of(FileName.of(name)));
      }

      @Override
      public boolean mayBelow(List<FileName> directory) {
        return false;
      }
    };
  }

  private WarmPlan needs(Vault vault) {
    return vault.coldTier().needs(bed.old.tree(), Part.ALL, Progress.NONE);
  }

  @Test
  @DisplayName(
      "C3: a backup stores again what lies in cold packs alone, and its set is read at once")
  void backsUpAgain() {
    try (Vault vault = bed.open()) {
      bed.cool(vault);
      Snapshot again;
      try (VaultWriter writer = vault.writer()) {
        writer.adoptOrphans();
        again = Backup.write(writer, bed.files("old"));
        assertThat(writer.stats().newBytesStored()).isGreaterThan(ColdBed.LENGTH);
      }
      assertThat(Backup.hashes(Backup.read(vault, again)))
          .isEqualTo(Backup.hashes(bed.files("old")));
      assertThat(needs(vault).isWarm()).as("the old set too").isTrue();
      PruneReport pruned = vault.prune(AT_ONCE, Progress.NONE);
      assertThat(pruned.condemned().count()).as("the cold copy, not the hot one").isEqualTo(1);
      assertThat(Backup.read(vault, again)).containsKey("old");
      assertThat(Backup.read(vault, bed.old)).containsKey("old");
    }
  }

  @Test
  @DisplayName("C4: a prune reads and repacks no cold pack, and deletes it when it is paid for")
  void prunes() {
    try (Vault vault = bed.open()) {
      bed.cool(vault);
      String key = bed.packOf(bed.old);
      int gets = bed.gets(key);
      vault.forget(List.of(bed.old));
      PruneReport early = vault.prune(AT_ONCE, Progress.NONE);
      assertThat(early.condemned().count()).isPositive();
      assertThat(early.waiting().count()).as("it is paid for").isEqualTo(1);
      assertThat(bed.coldKeys()).containsExactly(key);

      bed.bucket.putBack(key, Duration.ofDays(89));
      assertThat(vault.prune(AT_ONCE, Progress.NONE).deleted().count()).isZero();
      bed.bucket.putBack(key, Duration.ofDays(91));
      assertThat(vault.prune(AT_ONCE, Progress.NONE).deleted().count()).isEqualTo(1);
      assertThat(bed.gets(key)).isEqualTo(gets);
      assertThat(check(vault, false).findings()).isEmpty();
    }
  }

  @Test
  @DisplayName("C4: a cold pack of which little is needed stays as it is")
  void keepsWhatIsPartlyNeeded() {
    Snapshot both;
    Snapshot one;
    try (Vault vault = bed.open()) {
      try (VaultWriter writer = vault.writer()) {
        both = bed.write(writer, "first", "second");
        one = bed.write(writer, "first");
      }
      bed.cool(vault, bed.old, both, one);
      assertThat(bed.coldKeys()).contains(bed.packOf(both));
      vault.forget(List.of(both));
      PruneReport report = vault.prune(AT_ONCE, Progress.NONE);
      assertThat(report.plan().cold().count()).isEqualTo(2);
      assertThat(report.plan().repacked().count()).isZero();
      assertThat(bed.coldKeys()).contains(bed.packOf(both));
    }
  }

  @Test
  @DisplayName("C4: a check leaves out what is cold and counts it, and reads it if it is told to")
  void checks() {
    try (Vault vault = bed.open()) {
      bed.cool(vault);
      int gets = bed.gets(bed.packOf(bed.old));
      CheckReport report = check(vault, false);
      assertThat(report.findings()).isEmpty();
      assertThat(report.leftCold().count()).isEqualTo(1);
      assertThat(check(vault, true).leftCold()).as("not warm yet").isEqualTo(report.leftCold());
      assertThat(bed.gets(bed.packOf(bed.old))).isEqualTo(gets);

      vault.coldTier().request(needs(vault), 1, Haste.STANDARD, Progress.NONE);
      bed.bucket.finishRestoring();
      assertThat(check(vault, false).leftCold()).isEqualTo(report.leftCold());
      CheckReport all = check(vault, true);
      assertThat(all.leftCold().count()).isZero();
      assertThat(all.packsRead()).isEqualTo(report.packsRead() + 1);
      assertThat(all.findings()).isEmpty();
    }
  }

  private static CheckReport check(Vault vault, boolean coldToo) {
    return vault.check(new CheckOptions(PackReading.ALL, coldToo), Progress.NONE);
  }

  @Test
  @DisplayName("Nothing moves beside a writer, who counts on what was hot when it began")
  void besideWriter() {
    try (Vault vault = bed.open();
        Vault other = bed.open();
        VaultWriter writer = other.writer()) {
      CoolReport report = bed.cool(vault);
      assertThat(report.cooled().count()).isZero();
      assertThat(report.left()).isEqualTo(report.plan().due());
      assertThat(bed.coldKeys()).isEmpty();
      assertThat(writer.stats().newBlobs()).isZero();
    }
  }

  @Test
  @DisplayName("A pack that the store keeps locked is not moved: it would lie in both places")
  void locked() {
    bed.bucket.hold(bed.packOf(bed.old));
    try (Vault vault = bed.open()) {
      CoolReport report = bed.cool(vault);
      assertThat(report.locked()).isEqualTo(report.plan().due());
      assertThat(bed.coldKeys()).isEmpty();
    }
  }

  @Test
  @DisplayName("Repairs read no cold pack and believe the index about them")
  void repairs() {
    try (Vault vault = bed.open()) {
      bed.cool(vault);
      int gets = bed.gets(bed.packOf(bed.old));
      assertThat(vault.repairIndex(true, Progress.NONE).unreadable()).isEmpty();
      assertThat(vault.repairPacks(Progress.NONE).damaged()).isEmpty();
      assertThat(bed.gets(bed.packOf(bed.old))).isEqualTo(gets);
      assertThat(check(vault, false).findings()).isEmpty();
      assertThat(needs(vault).cold().count()).isEqualTo(1);
    }
  }

  @Test
  @DisplayName("GLACIER_IR is read at once, and otherwise as cold as the others")
  void readAtOnce() {
    bed = template.copy("at-once", "GLACIER_IR");
    try (Vault vault = bed.open()) {
      bed.cool(vault);
      assertThat(bed.coldKeys()).containsExactly(bed.packOf(bed.old));
      assertThat(needs(vault)).isEqualTo(WarmPlan.NOTHING);
      assertThat(Backup.read(vault, bed.old)).containsKey("old");
      assertThat(check(vault, false).leftCold().count()).isEqualTo(1);
      assertThat(check(vault, true).leftCold().count()).isZero();
    }
  }

  @Test
  @DisplayName(
      "Where the location names no cold class nothing becomes cold, and what is cold is seen")
  void withoutClass() {
    try (Vault vault = bed.open()) {
      bed.cool(vault);
    }
    try (Vault vault = bed.openWithoutClass()) {
      assertThat(vault.coldTier().coldClass()).isEmpty();
      assertThat(vault.coldTier().cool(bed.oldOnes(), Progress.NONE)).isEqualTo(CoolReport.NOTHING);
      assertThat(needs(vault).cold().count()).isEqualTo(1);
    }
  }
}
